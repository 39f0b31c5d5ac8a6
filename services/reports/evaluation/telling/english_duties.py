"""English: what is left to do, in one sentence each."""

from services.reports.evaluation.half_way import Duty
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling.english_windows import counted_noun, frames, label, missing
from services.reports.evaluation.telling.grammar_en import amount, counted, day, joined, number, upper_first
from shared.events.agreement import Target
from shared.events.status import WindowStatus

_NAMED = 4


def told(duty: Duty, stretch: Stretch) -> str:
    """What a duty is."""
    match duty.reason:
        case "overdue_measure" | "measure":
            return _measure(duty)
        case "assessment":
            return f"The assessment of {duty.year} is missing."
        case "silent":
            return "There is no measure to go by, and nothing has been done for 90 days."
        case "missed":
            return _missed(duty, stretch)
        case _:
            return _left(duty, stretch)


def _measure(duty: Duty) -> str:
    if duty.measure is None:
        return ""
    title, due_on = duty.measure.title, duty.measure.due_on
    if duty.reason == "overdue_measure" and due_on:
        return f"The measure “{title}” should have been done by {day(due_on)}."
    return f"The measure “{title}” is to be done{f' by {day(due_on)}' if due_on else ''}."


def _missed(duty: Duty, stretch: Stretch) -> str:
    target = duty.part.commitment.target if duty.part else None
    if target is None or duty.part is None:
        return ""
    if target.milestone:
        return f"“{duty.part.commitment.title}” should have been done by {day(duty.windows[0].end)}."
    if len(duty.windows) > _NAMED:
        ended = sum(1 for window in duty.part.windows if window.state in ("met", "missed"))
        return f"{upper_first(number(len(duty.windows)))} of {number(ended)} {frames(target)} were missed."
    return f"Missed: {joined(label(window, target, stretch) for window in duty.windows)}. What was the reason?"


def _left(duty: Duty, stretch: Stretch) -> str:
    target = duty.part.commitment.target if duty.part else None
    if target is None or duty.part is None:
        return ""
    window = duty.windows[0]
    planned = f"{upper_first(amount(window.planned))} {'is' if window.planned == 1 else 'are'} planned."
    planned = planned if window.planned else "Nothing is planned."
    if target.milestone:
        return f"“{duty.part.commitment.title}” is to be done. {planned}"
    wanted = [_lacking(duty, target, window), *([f"to reach {missing(window)}"] if window.missing else [])]
    return f"Left for {label(window, target, stretch)}: {joined(filter(None, wanted))}. {planned}"


def _lacking(duty: Duty, target: Target, window: WindowStatus) -> str:
    left = window.required - window.done
    return counted(left, counted_noun(duty.part.commitment, target)) if duty.part and left > 0 else ""
