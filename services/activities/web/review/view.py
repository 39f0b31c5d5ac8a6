"""The page as the template shows it: sections, fields with what they rest on, and what a person still has to decide."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import msgspec

from services.activities.domain.agreement_draft import AgreementDraft
from services.activities.domain.evidence import Evidence, LeftOpen, Reading, TextSpan, is_undecided, lies_in
from services.activities.web.review.choices import choices_of
from services.activities.web.review.fields import PROMISES, SECTIONS, Group, Leaf, Many, Part
from services.activities.web.review.shown import Block, Field, Point, Rest, Section, ids_of
from services.activities.web.review.spans import Marked, marked, numbered
from services.activities.web.review.typed import Fields, fields_of, path_of, places
from services.activities.web.review.words import ReviewWords

_LAST: Final = re.compile(r"(?:\.[^.\[\]]+|\[\d+\]|\A[^.\[\]]+)\Z")
_QUOTED: Final = 90  # characters of the document's words beside a value


class Page:
    """A draft as the page shows it, with what stands in the form and what is wrong with that."""

    def __init__(
        self,
        draft: AgreementDraft,
        words: ReviewWords,
        typed: Fields | None = None,
        wrong: Mapping[str, str] | None = None,
        base: Fields | None = None,
    ) -> None:
        """Make it.

        Args:
            draft: as it is kept.
            words: of the page's language.
            typed: what was filled in, if it is not saved.
            wrong: what is wrong with it: property -> reason.
            base: what is kept now, when somebody else has changed it meanwhile.
        """
        self.draft, self.words = draft, words
        self.reading = draft.reading or Reading(kind="text", text="")
        kept = fields_of(msgspec.to_builtins(draft.agreement))
        self.typed = kept if typed is None else typed
        self.wrong, self._base = wrong or {}, base
        self._numbers = numbered(_spans(self.reading))
        self._evidence: dict[str, list[Evidence]] = {}
        for each in self.reading.evidence:
            self._evidence.setdefault(_head(each.property), []).append(each)
        self._choices = choices_of(self.typed, words)
        self.sections = list(self._sections())
        self.points = [self._point(each) for each in self.reading.findings]
        self.left = sum(map(is_undecided, self.reading.evidence))
        self.left_points = sum(each.open for each in self.points)

    @property
    def text(self) -> list[str | Marked]:
        """The document's text with its marks."""
        undecided = {each.span for each in self.reading.evidence if is_undecided(each)}
        undecided |= {each.span for each in self.reading.findings if each.span and is_undecided(each)}
        return marked(self.reading.text, self._numbers, undecided)

    @property
    def targets(self) -> dict[int, str]:
        """Where the reference of each mark leads: the anchor of the first value or finding that rests on it."""
        made: dict[int, str] = {}
        for evidence in self.reading.evidence:
            made.setdefault(self._numbers[evidence.span], f"e-{evidence.property}")
        for place, finding in enumerate(self.reading.findings):
            if finding.span:
                made.setdefault(self._numbers[finding.span], f"finding-{place}")
        return made

    @property
    def advice(self) -> list[Any]:
        """What does not hold together or could be better, what stops publication first."""
        return sorted(self.draft.findings, key=lambda each: not each.blocks)

    @property
    def differing(self) -> list[str]:
        """Where what was filled in differs from what somebody else has saved meanwhile."""
        base = self._base or {}
        names = dict.fromkeys([*self.typed, *base])
        return [each for each in names if not _same(base.get(each, []), self.typed.get(each, []))]

    def is_read(self, path: str) -> bool:
        """Whether a property was read from the document, or left open in it."""
        evidence, findings = self.reading.evidence, self.reading.findings
        return any(each.property == path for each in evidence) or any(each.property == path for each in findings)

    def where(self, path: str) -> str:
        """A property as people call it: "Löfte 3, åtagande 1: Mått"."""
        parts = path.split(".")
        named = [self._item(part) for part in parts if "[" in part and part.partition("[")[0] in self.words.add]
        last = parts[-1]
        label = "" if "[" in last and last.partition("[")[0] in self.words.add else self.words.label(path)
        return ": ".join(filter(None, [", ".join(named), label]))

    def anchor(self, path: str) -> str:
        """The id of the field, or of the thing, that a property stands in."""
        while path and path not in self._anchors:
            path = _LAST.sub("", path)
        return self._anchors.get(path, "draft")

    @cached_property
    def _anchors(self) -> dict[str, str]:
        return {path: each for section in self.sections for block in section.blocks for path, each in ids_of(block)}

    def _item(self, part: str) -> str:
        name, _, place = part.partition("[")
        called = self.words.promise if name == "promises" else self.words.label(name)
        return f"{called} {int(place.rstrip(']')) + 1}"

    def _sections(self) -> Iterator[Section]:
        for name, parts in SECTIONS.items():
            block = self._block("", "", parts, there=True)
            paths = [part.name for part in parts]
            yield self._section(name, self.words.sections[name], paths, [block])
        for place in places(self.typed, "promises"):
            path = f"promises[{place}]"
            title = (self.typed.get(f"{path}.title") or [""])[0]
            block = self._block(path, "", PROMISES.parts, there=True, removable=True)
            yield self._section(path, f"{self.words.promise} {place + 1}: {title}", [path], [block])

    def _section(self, name: str, title: str, paths: list[str], blocks: list[Block]) -> Section:
        left = sum(is_undecided(each) for path in paths for each in self._evidence.get(_head(path), ()))
        return Section(name, title, paths, blocks, left)

    def _block(
        self,
        path: str,
        label: str,
        parts: Sequence[Part],
        *,
        there: bool,
        optional: bool = False,
        removable: bool = False,
    ) -> Block:
        block = Block(path, label, there, optional, removable, self._rests(path, exactly=True))
        for part in parts:
            under = path_of(path, part.name)
            if isinstance(part, Leaf):
                block.fields.append(self._field(part, under))
            elif isinstance(part, Group):
                there = bool(self.typed.get(under))
                label = self.words.label(under)
                block.blocks.append(self._block(under, label, part.parts, there=there, optional=part.name == "target"))
            else:
                block.blocks.extend(self._items(part, under))
                block.adds.append(under)
        return block

    def _items(self, part: Many, under: str) -> Iterator[Block]:
        for place in places(self.typed, under):
            path = f"{under}[{place}]"
            label = f"{self.words.label(under)} {place + 1}"
            yield self._block(path, label, part.parts, there=True, removable=True)

    def _field(self, leaf: Leaf, path: str) -> Field:
        texts = self.typed.get(path, [])
        theirs = (
            None if self._base is None or self._base.get(path, []) == texts else ", ".join(self._base.get(path, []))
        )
        error = next((why for where, why in self.wrong.items() if lies_in(where, path)), None)
        choices = self._choices.get(leaf.choices, {})
        return Field(path, leaf, texts, choices, self._rests(path), error, theirs)

    def _rests(self, path: str, *, exactly: bool = False) -> list[Rest]:
        found = [
            each
            for each in self._evidence.get(_head(path), ())
            if each.property == path or (not exactly and lies_in(each.property, path))
        ]
        return [Rest(each, self._numbers[each.span], self._quoted(each.span)) for each in found]

    def _quoted(self, span: TextSpan) -> str:
        words = " ".join(self.reading.text[span.start : span.end].split())
        return words if len(words) <= _QUOTED else f"{words[: _QUOTED - 1]}…"

    def _point(self, finding: LeftOpen) -> Point:
        number = self._numbers[finding.span] if finding.span else None
        words = self._quoted(finding.span) if finding.span else ""
        return Point(finding, number, self.where(finding.property), words)

    def told(self, point: Point) -> str | None:
        """What a finding says, in words of the page's language by its rule; None when only the rule's own are there."""
        rule = point.finding.rule
        last = point.finding.property.rpartition(".")[2].partition("[")[0]
        keys = (f"{last}:{rule}", rule, rule.partition(".")[0], last, "")
        told = next((self.words.findings[key] for key in keys if key in self.words.findings), None)
        return told.format(words=point.words.rstrip(".")) if told else None


def _spans(reading: Reading) -> Iterator[TextSpan]:
    yield from (each.span for each in reading.evidence)
    yield from (each.span for each in reading.findings if each.span)


def _same(one: list[str], other: list[str]) -> bool:
    """Whether two fields hold the same; an empty one is as good as none."""
    return [each for each in one if each] == [each for each in other if each]


def _head(path: str) -> str:
    """What of a property its section is found by: ``goals``, or ``promises[3]``."""
    first = path.partition(".")[0]
    return first if first.startswith("promises[") else first.partition("[")[0]
