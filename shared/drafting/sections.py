"""From paragraphs to an outline: one pass, which knows what section and focus area it is in."""

import re
from dataclasses import dataclass, field
from typing import Final

from shared.drafting import marks, naming
from shared.drafting.openings import areas_before_promises
from shared.drafting.outline import Outline, Promised
from shared.drafting.paragraphs import Paragraph
from shared.drafting.party_words import are_parties, numbers
from shared.drafting.promising import Promises
from shared.drafting.prose import passed_over, promise_by_words
from shared.drafting.tables import columns, party_columns

_OWN_SECTIONS: Final = {"dialogue", "signatures", "introduction", "areas"}
_OF_AREAS: Final = ("situation", "areas", "area")


def outline(paragraphs: list[Paragraph], since: int | None = None) -> Outline:
    """What each paragraph is; promises of years before ``since`` are none of these."""
    state, signed, areas = (
        _Pass(since=since),
        marks.signature_lines(paragraphs),
        areas_before_promises(paragraphs),
    )
    for place, paragraph in enumerate(paragraphs):
        if place in signed:
            state.sign(paragraph)
        elif place in areas:
            state.begin(paragraph)
            state.section = "situation" if areas[place] else state.section
        elif marks.is_furniture(paragraph):
            state.leave(paragraph)
        elif not marks.is_of_contents(paragraph):
            following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
            state.take(paragraph, following)
    return state.done()


@dataclass(slots=True)
class _Pass(Promises):
    """Where the pass is.

    Attributes:
        listed: items outside any section that is known; promises, when there are no others.
    """

    listed: list[Promised] = field(default_factory=list)

    def sign(self, paragraph: Paragraph) -> None:
        """Takes a line of signatures."""
        self.section, self.columns = "signatures", None
        self.outline.signed.append(paragraph)

    def leave(self, paragraph: Paragraph) -> None:
        """Leaves out what stands around a page's text; below its promises it ends them."""
        self.section = "rest" if self.outline.promises else self.section
        self.outline.rest.append(paragraph)

    def take(self, paragraph: Paragraph, following: Paragraph | None) -> None:
        """Takes a paragraph, knowing the one after it."""
        self.following = following
        if self._is_past(paragraph):
            self.columns = None
            return None
        if paragraph.cells:
            return self._row(paragraph)
        self.parties = []
        if self.columns and following and following.cells and marks.is_heading(paragraph):
            named = marks.label(paragraph)  # a row of one cell within a table
            return self._area(named[2] if named and named[0].gives == "area" and named[2] else paragraph)
        self.columns = None
        if self.outline.title is None and marks.is_title(paragraph) and not self._is_numbered_section(paragraph):
            self.outline.title = paragraph
            if self.section not in _OWN_SECTIONS and (found := marks.section(paragraph)):
                self._open(paragraph, *found)  # what was told before it is no part of it
        elif self.section == "area" and marks.is_background(paragraph):
            self.section = "situation"
        elif found := marks.section(paragraph):
            self._open(paragraph, *found)
        elif labelled := marks.label(paragraph):
            self._labelled(paragraph, *labelled)
        elif self.led and self._is_of_list(paragraph):
            self._in_promises(paragraph)
        elif self._is_answered(paragraph) or self._is_signed_for(paragraph):
            self._promise(paragraph)
        elif marks.is_heading(paragraph) or self._is_known_area(paragraph):
            self._heading(paragraph)
        else:
            self._body(paragraph)
        return None

    def done(self) -> Outline:
        """What came of it."""
        promises = self.outline.promises or self.listed
        marked = any(promised.sure for promised in promises)
        self.outline.promises = [each for each in promises if each.sure or each.responsible or not marked]
        self.outline.answer()
        promise_by_words(self.outline)
        self.outline.unread += passed_over(self.outline)
        return self.outline

    def _open(self, heading: Paragraph, row: naming.Naming, found: re.Match[str]) -> None:
        self.section, self.label, self.grouped = row.gives, None, False
        self.unanswered.clear()
        self.led = row.gives == "promises" and heading.text.endswith(":")
        self.promised = self.promised or row.gives == "promises"
        self.whose = self._who(heading, found) if row.gives == "promises" else None
        self.party = None if row.gives in _OWN_SECTIONS else self.party
        if row.gives in _OWN_SECTIONS or (row.gives == "promises" and self.area in self.outline.closed_areas()):
            self.area = None

    def _labelled(self, paragraph: Paragraph, row: naming.Naming, found: re.Match[str], rest: Paragraph | None) -> None:
        groups = found.groupdict()
        said = groups.get("number") or groups.get("number2")
        match row.gives:
            case "responsible":
                self._responsible(rest)
            case "responsible-of" if rest and are_parties(rest):
                self.outline.answers.append((numbers(found["numbers"]), rest))
            case "area" if rest:
                self.unanswered.clear()
                self._area(rest)
                self.section, self.whose = "area", None
            case "promise":
                self._promise_label(paragraph, int(said) if said else None, rest)
            case "what":
                self._what(paragraph, rest)
            case "by" if rest and self.section in ("promises", "area", "situation"):
                self._promise(rest, responsible=paragraph.at(*found.span()))
                self.told = True
            case "by" if not rest and self._is_letterhead(paragraph):
                self.outline.rest.append(paragraph)
            case "by" if not rest and (not paragraph.marker or self._leads_items(paragraph)):
                self.party = self.whose = paragraph
            case "often" if self.outline.promises and rest:
                self.outline.promises[-1].often = rest
            case "done" if self.outline.promises and rest:
                self._done(self.outline.promises[-1], rest)
            case "situation" if rest:
                self._situation(rest)
            case "goals" if rest:
                self._situation(rest) if marks.is_beside(rest) else self.outline.goals.append(rest)
            case "parties" if rest:
                self.outline.parties.append(rest)
            case "rest":
                self.outline.rest.append(paragraph)
            case _:
                self._body(paragraph)

    def _is_numbered_section(self, paragraph: Paragraph) -> bool:
        """Whether it is the heading of a section by its number, after others: "2. Medborgarlöften" is no title."""
        opened = bool(self.outline.goals or self.outline.rest or self.outline.introduction)
        return opened and marks.number(paragraph) is not None and marks.section(paragraph) is not None

    def _is_known_area(self, paragraph: Paragraph) -> bool:
        """Whether it is the heading of an area that was met before, though it has a full stop."""
        if paragraph.marker or len(paragraph.text) > marks.LONGEST_HEADING or self.section != "promises":
            return False
        return self.outline.area_called(marks.key(paragraph)) is not None

    def _heading(self, heading: Paragraph) -> None:
        if self.section == "promises" and self.label and not (self.told or self._is_named()):
            self.label = (heading, self.label[1])
            return
        self.unanswered.clear()
        self.grouped = False
        if marks.is_described(heading, self.following):
            self.begin(heading)
        elif self.section == "areas" and (listed := marks.listed(heading)):
            for each in listed:
                self._area(each)
        elif self.section in _OF_AREAS:
            self._area(heading)
            self.section = "situation" if self.section != "area" else "area"
        elif self.section == "promises" and not marks.is_beside(heading):
            self._area(heading)
            self.whose = None
        elif self.section in ("dialogue", "goals"):
            self.section = "rest"  # what they told ends where something else begins
            self.outline.rest.append(heading)
        elif self.section != "introduction" or self.outline.title is not None:
            self.outline.rest.append(heading)
            self.party = None

    def begin(self, heading: Paragraph) -> None:
        """A focus area begins, by its heading."""
        self.past = False
        self.unanswered.clear()
        self._area(heading)
        self.section, self.whose, self.grouped, self.columns = "area", None, False, None

    def _situation(self, paragraph: Paragraph) -> None:
        (self.area.situation if self.area else self.outline.situation).append(paragraph)

    def _body(self, paragraph: Paragraph) -> None:
        if not paragraph.marker and marks.named(paragraph):
            self.party = self.whose = None  # somebody else's promises follow, whoever that is
        match self.section:
            case "introduction" if not paragraph.marker and marks.is_told(paragraph):
                self.outline.introduction.append(paragraph)
            case "situation":
                self._situation(paragraph)
            case "area":
                self._of_area(paragraph)
            case "dialogue":
                self.outline.dialogue.append(paragraph)
            case "goals":
                self.outline.goals.append(paragraph)
            case "promises":
                self._in_promises(paragraph)
            case _:
                self._elsewhere(paragraph)

    def _elsewhere(self, paragraph: Paragraph) -> None:
        self.outline.rest.append(paragraph)
        if paragraph.marker and self.section in ("introduction", "rest"):
            self.listed.append(Promised(paragraph, number=marks.number(paragraph), whose=self.party, sure=False))

    def _of_area(self, paragraph: Paragraph) -> None:
        """Under an area's heading: its list items are promises; sentences are, when promises were announced before."""
        promising = self.promised and naming.first("verb", paragraph.folded.text)
        if not (paragraph.marker or promising):
            self._situation(paragraph)
            (self.area.loose if self.area else []).append(paragraph)
            return
        self.section = "promises"
        self._in_promises(paragraph)

    def _row(self, row: Paragraph) -> None:
        first = marks.label(row.cells[0]) if row.cells else None
        if head := columns(row):
            self.columns, self.section = head, "promises"
        elif own := party_columns(row):
            self.parties, self.section = own, "promises"
        elif len(row.cells) == len(self.parties) > 0:
            self._of_parties(row)
        elif self.columns:
            self._of_columns(row, self.columns.of(row))
        elif first and len(row.cells) == 2:
            self._labelled(row.cells[0], first[0], first[1], row.cells[1])
        else:
            self._body(Paragraph(row.source, row.start))
