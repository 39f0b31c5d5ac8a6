"""A commitment in the making: what a clause asks for, and what narrows down the activities that count."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shared.drafting import activities, rules
from shared.drafting.activities import days_of
from shared.drafting.clauses import Clause
from shared.drafting.evidence import Finding, Read, Span
from shared.drafting.measure import Measure, Open
from shared.drafting.places import places
from shared.drafting.rules import Match
from shared.events.agreement import Group, Party, Period


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the agreement that the promise belongs to.

    Attributes:
        municipality: its name, which is no place within it.
        parties, groups: those whose names the promise may use.
    """

    period: Period | None = None
    municipality: str | None = None
    parties: Sequence[Party] = ()
    groups: Sequence[Group] = ()


@dataclass(slots=True)
class Drafted:
    """A commitment in the making: lists of (value, evidence) by path of a list, and single values by path.

    ``begins`` and ``ends`` stretch it over other clauses that it took in.
    """

    clause: Clause
    measure: Measure
    lists: dict[str, list[tuple[str, Read[object]]]] = field(default_factory=lambda: defaultdict(list))
    singles: dict[str, Read[object]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    begins: int | None = None
    ends: int | None = None

    @property
    def sure_number(self) -> bool:
        """Whether a number was read of something that is done, or may be."""
        return "target.atLeast" in self.measure.values or bool(self.lists["counts.kinds"])

    @property
    def counts_something(self) -> bool:
        """Whether there is a target, or a number that may be one."""
        unread = any(each.rule == "number.unread" for each in self.measure.left)
        return self.measure.target is not None or "target.atLeast" in self.measure.values or unread

    def read(self, value: object, match: Match, confidence: float | None = None) -> Read[object]:
        """A value with the words of its clause."""
        span = self.clause.span(match.start, match.end)
        return Read(value, span, match.rule.id, confidence or match.rule.confidence)

    def span(self) -> Span:
        """All its words."""
        own = self.clause.span(0, len(self.clause.text))
        start, end = self.begins, self.ends
        return Span(own.start if start is None else start, own.end if end is None else end)

    def leave_target(self, clause: Clause, why: Open) -> None:
        """Leaves the target open for words of its own clause, or of another."""
        self.measure.target = None
        if clause is self.clause:
            self.measure.left.append(why)
        else:
            self.findings.append(Finding("target", why.rule, why.detail, clause.span(why.start, why.end)))

    def left(self) -> Iterator[Finding]:
        """Why its target is open."""
        for each in self.measure.left:
            yield Finding("target", each.rule, each.detail, self.clause.span(each.start, each.end))
        for match in rules.longest("open", self.clause.text):
            if not self.clause.only_why(match):
                detail = f"{match.words!r} is no measure: {match.rule.meaning}"
                yield Finding("target", match.rule.id, detail, self.clause.span(match.start, match.end))


def drafted(clause: Clause, measure: Measure, known: Context) -> Drafted:
    """A measure of a clause with what narrows it down."""
    draft = Drafted(clause, measure)
    _kinds(draft)
    _tags(draft)
    if not measure.crowded:
        found = activities.audiences(clause, measure.heads)
        _list(draft, "counts.audiences", [each for each in found if _in_region(draft, each[1])])
        _places(draft, known)
    if not measure.is_milestone:  # their days are of what is set up, not of setting it up
        _weekdays(draft)
        _hours(draft)
    _groups(draft, known)
    for path, value in measure.values.items():
        draft.singles[path] = Read(value.value, clause.span(value.start, value.end), value.rule, value.confidence)
    return draft


def _list(draft: Drafted, path: str, found: list[tuple[str, Match]]) -> None:
    kept = draft.lists.setdefault(path, [])
    for value, match in found:
        if value not in [other for other, _ in kept]:
            kept.append((value, draft.read(value, match)))


def _tags(draft: Drafted) -> None:
    """A number of something unknown gets no tag: it would narrow what nobody has named."""
    clause, measure = draft.clause, draft.measure
    if not measure.heads and "target.atLeast" in measure.values:
        return
    heads = activities.leading(clause, activities.kinds(clause))
    found = activities.tags(clause, heads, measure.heads)
    _list(draft, "counts.tags", [each for each in found if _fits(draft, each[1])])


def _fits(draft: Drafted, match: Match) -> bool:
    """Whether a tag goes with the kinds that count."""
    only = set(match.rule.reads.kinds or ()) if match.rule.id.startswith("tag.") else set()
    return not only or bool(only & {kind for kind, _ in draft.lists["counts.kinds"]})


def _kinds(draft: Drafted) -> None:
    if draft.measure.is_milestone and not any(head.rule.reads.kinds for head in draft.measure.heads):
        said = draft.measure.values["target.milestone"]
        span = draft.clause.span(said.start, said.end)
        draft.lists["counts.kinds"] = [("milestone", Read("milestone", span, said.rule, said.confidence))]
        return
    if any(mask.rule.id == "mask.money" for mask in rules.every("mask", draft.clause.text)):
        return  # what is promised is money, whatever it is for
    _list(draft, "counts.kinds", [(kind, head) for head in draft.measure.heads for kind in head.rule.reads.kinds or ()])


def _places(draft: Drafted, known: Context) -> None:
    kept = draft.lists.setdefault("counts.places", [])
    if shared := next(rules.every("places", draft.clause.text), None):
        leave(draft, "counts.places", shared, "the number is shared among the places")
        return
    for name, start, end in places(draft.clause, known.municipality):
        if draft.measure.region[0] <= start < draft.measure.region[1]:
            kept.append((name, Read(name, draft.clause.span(start, end), "place.named", 0.6)))


def _in_region(draft: Drafted, match: Match) -> bool:
    start, end = draft.measure.region
    return start <= match.start < end


def _weekdays(draft: Drafted) -> None:
    found = [match for match in activities.weekdays(draft.clause) if _in_region(draft, match)]
    often = draft.measure.often
    if often and (often.rule.reads.weekdays or days_of(often)):
        found = [often, *(match for match in found if match.end <= often.start or match.start >= often.end)]
    named = {day for match in found if match.rule.id != "weekday.weekend" for day in days_of(match)}
    found = [match for match in found if match.rule.id != "weekday.weekend" or not named & {"sat", "sun"}]
    days: dict[str, Read[object]] = {}
    for match in found:
        if match is not often and (words := activities.emphasised(draft.clause, match)):
            leave(draft, "counts.weekdays", words, f"{words.words!r} is an emphasis, and no condition")
            continue
        days |= {day: draft.read(day, match) for day in days_of(match)}
    draft.lists["counts.weekdays"] = [(day, days[day]) for day in rules.WEEKDAYS.values() if day in days]


def _hours(draft: Drafted) -> None:
    if any(rules.every("half", draft.clause.text)):
        return  # of some of them only
    found = [each for each in activities.hours(draft.clause) if _in_region(draft, each.match)]
    clocks = [each for each in found if each.match.rule.id in ("hours.clock", "hours.between", "hours.after")]
    found = clocks or found
    if not found:
        return
    first = found[0]
    if any((each.start, each.end) != (first.start, first.end) for each in found):
        leave(draft, "counts.from", first.match, "several times of day are named")
        return
    if words := activities.emphasised(draft.clause, first.match):
        leave(draft, "counts.from", words, f"{words.words!r} is an emphasis, and no condition")
        return
    draft.singles["counts.from"] = draft.read(first.start, first.match)
    if first.end:
        draft.singles["counts.until"] = draft.read(first.end, first.match)
    if not clocks:
        detail = f"{first.match.words!r} is no clock time; {first.match.rule.meaning} is ours"
        leave(draft, "counts.from", first.match, detail)


def _groups(draft: Drafted, known: Context) -> None:
    """The standing group that meets: by its name, or as "gruppen" when there is only one."""
    if not any("meeting" in (head.rule.reads.kinds or ()) for head in draft.measure.heads):
        return
    rule = next(rule for rule in rules.table()["group"] if rule.id == "group.named")
    for group in known.groups:
        words = [_stem(group.name), *(["gruppen"] if len(known.groups) == 1 else [])]
        start, end = next((_found(draft.clause.text, word) for word in words if word in draft.clause.text), (0, 0))
        if end:
            read: Read[object] = Read(group.id, draft.clause.span(start, end), rule.id, rule.confidence)
            draft.lists.setdefault("counts.groups", []).append((group.id, read))


def _found(text: str, word: str) -> tuple[int, int]:
    start = text.index(word)
    return start, start + len(word)


def _stem(name: str) -> str:
    """A group's name without its ending: "operativa gruppen" and "den operativa gruppens" are the same."""
    return name.lower().removesuffix("en").removesuffix("et")


def leave(draft: Drafted, path: str, match: Match, detail: str) -> None:
    """Notes why something was left open, or read with a reservation."""
    span = draft.clause.span(match.start, match.end)
    draft.findings.append(Finding(path, match.rule.id, detail, span))
