"""Swedish: what is left to do, in one sentence each."""

from services.reports.domain.words import one_of
from services.reports.evaluation.half_way import Duty
from services.reports.evaluation.telling.grammar_sv import amount, counted, day, joined, number, upper_first
from services.reports.evaluation.telling.swedish_windows import counted_noun, frames
from shared.events.agreement import Target
from shared.events.status import WindowStatus

_NAMED = 4


def told(duty: Duty) -> str:
    """What a duty is."""
    match duty.reason:
        case "overdue_measure" | "measure":
            return _measure(duty)
        case "assessment":
            return f"Bedömningen av {duty.year} saknas."
        case "silent":
            return "Det finns inget mått att gå efter, och inget är gjort på 90 dagar."
        case "missed":
            return _missed(duty)
        case _:
            return _left(duty)


def _measure(duty: Duty) -> str:
    if duty.measure is None:
        return ""
    title, due_on = duty.measure.title, duty.measure.due_on
    if duty.reason == "overdue_measure" and due_on:
        return f"Åtgärden ”{title}” skulle ha varit klar {day(due_on)}."
    return f"Åtgärden ”{title}” ska göras{f' senast {day(due_on)}' if due_on else ''}."


def _missed(duty: Duty) -> str:
    """Many windows are named by their number alone."""
    target = duty.part.commitment.target if duty.part else None
    if target is None or duty.part is None:
        return ""
    labels = [window.label for window in duty.windows]
    if target.milestone:
        return f"”{duty.part.commitment.title}” skulle ha varit klart {day(duty.windows[0].end)}."
    if len(labels) > _NAMED:
        frame = frames(target)
        ended = sum(1 for window in duty.part.windows if window.state in ("met", "missed"))
        return f"{upper_first(number(len(labels), frame.gender))} av {number(ended)} {frame.several} missades."
    return f"Missat: {joined(labels)}. Vad berodde det på?"


def _left(duty: Duty) -> str:
    target = duty.part.commitment.target if duty.part else None
    if target is None or duty.part is None:
        return ""
    window = duty.windows[0]
    planned = f" {upper_first(_planned(window))}."
    if target.milestone:
        return f"”{duty.part.commitment.title}” ska vara klart.{planned}"
    wanted = [
        _lacking(duty, target, window),
        *([f"att nå {joined(map(one_of, window.missing))}"] if window.missing else []),
    ]
    return f"Kvar för {window.label}: {joined(filter(None, wanted))}.{planned}"


def _lacking(duty: Duty, target: Target, window: WindowStatus) -> str:
    left = window.required - window.done
    return counted(left, counted_noun(duty.part.commitment, target)) if duty.part and left > 0 else ""


def _planned(window: WindowStatus) -> str:
    if not window.planned:
        return "inget är planerat"
    return f"{amount(window.planned, 'en')} är {'planerad' if window.planned == 1 else 'planerade'}"
