"""From one promise's own words to proposed commitments. What is not certain is left open, with a finding."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from shared.drafting import activities, rules
from shared.drafting.clauses import Clause, clauses
from shared.drafting.covered import leave_uncovered
from shared.drafting.drafted import Context, Drafted, drafted
from shared.drafting.evidence import Finding, Read, Span
from shared.drafting.folding import fold
from shared.drafting.measure import opened
from shared.drafting.measures import measures
from shared.drafting.proposed import Proposed
from shared.drafting.timing import one_year
from shared.drafting.titles import title
from shared.events.agreement import Counts, Group

_LISTS = ("kinds", "tags", "audiences", "places", "weekdays", "groups", "parties")

LONGEST: Final = 5_000  # characters: more is no promise but a chapter, whose words say too much to be one target


def read_commitments(text: str, offset: int = 0, context: Context | None = None) -> list[Proposed]:
    """The commitments that a promise's words propose: at least one when there are words, in their order.

    Args:
        text: the promise's own text, as in the document.
        offset: where it begins in the document; evidence is given in the document's characters.
        context: what is known of the agreement. Without a period no day is read that needs a year.
    """
    if len(text) > LONGEST:
        return [_unread(Span(0, len(text))).moved(offset)]
    known = context or Context()
    drafts = [draft for clause in clauses(fold(text)) for draft in _of(clause, known)]
    leave_uncovered(drafts, known.period)
    _leave_told(drafts)
    _carry(drafts, known)
    _inherit(drafts)
    _tell_apart(drafts, known)
    return [_proposed(draft, known.groups).moved(offset) for draft in _chosen(drafts)]


def _unread(whole: Span) -> Proposed:
    detail = f"its words are more than {LONGEST:,} characters, which is no single promise"
    return Proposed("Åtagande", Counts(), None, whole, findings=(Finding("target", "promise.too-long", detail, whole),))


def _of(clause: Clause, known: Context) -> Iterator[Drafted]:
    for measure in measures(clause, known.period):
        yield drafted(clause, measure, known)


def _leave_told(drafts: list[Drafted]) -> None:
    """Leaves targets open when the promise's words tell what came of it: its numbers are of the past."""
    told = ((draft.clause, match) for draft in drafts for match in rules.every("outcome", draft.clause.text))
    if found := next(told, None):
        clause, match = found
        for draft in drafts:
            draft.leave_target(clause, opened(match, f"{match.words!r}: {match.rule.meaning}"))


def _carry(drafts: list[Drafted], known: Context) -> None:
    """How often, said once for several parts of a sentence."""
    for first, second in pairwise(drafts):
        if first.clause is second.clause or first.clause.sentence != second.clause.sentence:
            continue
        if _leads(first) and _lacks(second):
            _copy(first, second)
        elif second.measure.often and _lacks(first) and not _leads(second):
            if second.measure.often.rule.reads.each == "year" and one_year(known.period):
                _copy(second, first)
            else:
                span = second.clause.span(second.measure.often.start, second.measure.often.end)
                detail = f"whether {second.measure.often.words!r} is of this number too is not certain"
                first.findings.append(Finding("target", second.measure.often.rule.id, detail, span))
                first.measure.target = None


def _leads(draft: Drafted) -> bool:
    often, at_least = draft.measure.often, draft.measure.values.get("target.atLeast")
    return bool(often and at_least and often.end <= at_least.start)


def _lacks(draft: Drafted) -> bool:
    target = draft.measure.target
    return bool(
        target and not target.milestone and draft.measure.often is None and "target.atLeast" in draft.measure.values
    )


def _copy(giver: Drafted, taker: Drafted) -> None:
    if giver.measure.target is None or taker.measure.target is None:
        return
    each, nth = giver.measure.target.each, giver.measure.target.every
    taker.measure.target = msgspec.structs.replace(taker.measure.target, each=each, every=nth)
    for path in ("target.each", "target.every"):
        if path in giver.singles:
            taker.singles[path] = giver.singles[path]


def _inherit(drafts: list[Drafted]) -> None:
    """A number whose sentence names no activity is of the activity before it, if that has none of its own."""
    for first, second in list(pairwise(drafts)):
        if second.lists["counts.kinds"] or not second.counts_something or first.counts_something:
            continue
        if second.measure.heads or not first.lists["counts.kinds"]:
            continue
        for path, found in first.lists.items():
            known = {value for value, _ in second.lists[path]}
            second.lists[path] = [*(pair for pair in found if pair[0] not in known), *second.lists[path]]
        if len(second.lists["counts.kinds"]) > 1:
            span = first.clause.span(0, len(first.clause.text))
            second.findings.append(Finding("target", "number.shared", "several activities may be meant", span))
            second.measure.target = None
        second.begins = first.clause.span(0, 1).start
        drafts.remove(first)


def _tell_apart(drafts: list[Drafted], known: Context) -> None:
    """Who does what, when a promise has several numbers and names a doer for each."""
    counting = [draft for draft in drafts if draft.counts_something]
    found = [(draft, next(iter(rules.every("subject", draft.clause.text)), None)) for draft in counting]
    if len({match.rule.id for _, match in found if match}) < 2:
        return
    for draft, match in found:
        several = len({other.rule.id for other in rules.every("subject", draft.clause.text)}) > 1
        parties = [party for party in known.parties if match and party.kind == match.rule.reads.party]
        if match and len(parties) == 1 and not several:
            draft.lists["counts.parties"] = [(parties[0].id, draft.read(parties[0].id, match))]


def _chosen(drafts: list[Drafted]) -> list[Drafted]:
    """Those worth proposing: all with a number, and other activities that are promised beside them."""
    counting = [draft for draft in drafts if draft.counts_something and (draft.measure.target or draft.sure_number)]
    if not counting:
        return [_merged(drafts)] if drafts else []
    said = {kind for draft in counting for kind, _ in draft.lists["counts.kinds"]}
    return [draft for draft in drafts if draft in counting or _apart(draft, said)]


def _apart(draft: Drafted, said: set[str]) -> bool:
    own = {kind for kind, _ in draft.lists["counts.kinds"]}
    promised = [
        head
        for head in draft.measure.heads
        if not draft.clause.only_why(head) and not activities.about(draft.clause, head)
    ]
    return bool(own and promised and not own & said)


def _merged(drafts: list[Drafted]) -> Drafted:
    """One of all, when none has a number."""
    first = drafts[0]
    for other in drafts[1:]:
        for path, found in other.lists.items():
            known = {value for value, _ in first.lists.get(path, [])}
            first.lists[path] = [*first.lists.get(path, []), *(pair for pair in found if pair[0] not in known)]
        first.singles = other.singles | first.singles
        first.findings += [*other.findings, *other.left()]
        first.ends = other.clause.span(0, len(other.clause.text)).end
    return first


def _proposed(draft: Drafted, groups: Sequence[Group]) -> Proposed:
    evidence: dict[str, Read[object]] = {}
    values: dict[str, object] = {}
    for name in _LISTS:
        found = draft.lists.get(f"counts.{name}", [])
        values[name] = tuple(value for value, _ in found)
        evidence |= {f"counts.{name}[{place}]": read for place, (_, read) in enumerate(found)}
    for path, read in draft.singles.items():
        if path.startswith("counts.") or draft.measure.target is not None:
            evidence[path] = read
            if path.startswith("counts."):
                values[path.removeprefix("counts.").replace("from", "from_")] = read.value
    counts = Counts(**values)  # type: ignore[arg-type]
    return Proposed(
        title=title(counts, draft.measure.target, groups),
        counts=counts,
        target=draft.measure.target,
        span=draft.span(),
        evidence=evidence,
        findings=tuple(_findings(draft, counts)),
    )


def _findings(draft: Drafted, counts: Counts) -> Iterator[Finding]:
    yield from draft.findings
    if not counts.kinds:
        yield Finding("counts.kinds", "kind.unknown", "which kind of activity counts is not said", draft.span())
    if draft.measure.target is not None:
        return
    yield from draft.left()
    if not any(finding.path == "target" for finding in (*draft.findings, *draft.left())):
        yield _nothing(draft)


def _nothing(draft: Drafted) -> Finding:
    """Why a target is open of which no word was read: it names a day alone, or nothing at all."""
    text = draft.clause.text
    days = [*rules.longest("by", text), *(mask for mask in rules.every("mask", text) if mask.rule.id == "mask.date")]
    if not days:
        return Finding("target", "number.none", "no number and nothing of how often or by when", draft.span())
    day = days[0]
    detail = f"{day.words!r}: what is to be done by then, or on that day, is not certain"
    return Finding("target", "by.unread", detail, draft.clause.span(day.start, day.end))
