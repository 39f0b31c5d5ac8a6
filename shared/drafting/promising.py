"""Taking promises from a document's paragraphs: under their labels and names, with who is responsible for them."""

import re
from dataclasses import dataclass, field
from typing import Final

from shared.drafting import marks, naming, rules
from shared.drafting.outline import Area, Outline, Promised
from shared.drafting.paragraphs import Paragraph
from shared.drafting.party_words import parted
from shared.drafting.tables import Columns

_AFTER_PAST: Final = {"promises", "areas", "introduction", "dialogue", "signatures"}


@dataclass(slots=True)
class Promises:
    """What is known where promises are taken.

    Attributes:
        promised: whether a section of promises was opened, so that unmarked sentences of a focus area may be promises.
        party: a heading that is a party's name: what is promised below it is that party's.
        of_one: whether what a party promises alone was met.
        whose: the heading that names who promises what follows.
        label: the words before a promise that name it ("Löfte 2: Trafik"), and its number.
        told: whether a promise of that name was met already.
        grouped: whether several promises may stand under one label, so that who is responsible is so for all of them.
        unanswered: promises since the last heading or label that says who is responsible.
        following: the paragraph after the one that is looked at.
        since: the year in which the agreement begins.
        led: whether a line that ends with a colon opened the promises.
        past: whether what stands here is told of earlier promises.
        columns: of the table that the pass is in.
        parties: whose promises the columns of that table hold, when each party has its own.
    """

    outline: Outline = field(default_factory=Outline)
    section: str = "introduction"
    promised: bool = False
    area: Area | None = None
    party: Paragraph | None = None
    of_one: bool = False
    whose: Paragraph | None = None
    label: tuple[Paragraph, int | None] | None = None
    told: bool = False
    grouped: bool = False
    unanswered: list[Promised] = field(default_factory=list)
    following: Paragraph | None = None
    since: int | None = None
    led: bool = False
    past: bool = False
    columns: Columns | None = None
    parties: list[Paragraph | None] = field(default_factory=list)

    def _is_past(self, paragraph: Paragraph) -> bool:
        """Whether it is told of earlier promises: from a heading that says so to the next of a section of its own."""
        titled = self.outline.title is not None and not paragraph.cells
        if titled and not paragraph.is_item and marks.is_of_past(paragraph, self.since):
            self.past, self.section = True, "rest"
            self.area = self.party = self.whose = self.label = None
            self.outline.past.append(paragraph)
        elif self.past and not paragraph.cells and (found := marks.section(paragraph)):
            self.past = found[0].gives not in _AFTER_PAST
        return self.past

    def _who(self, heading: Paragraph, found: re.Match[str]) -> Paragraph | None:
        """Whose promises follow; those of both are theirs where each party had its own before."""
        said = {name: who for name, who in found.groupdict().items() if who}
        who = said.get("who") or (next(iter(said.values()), None) if self.of_one else None)
        self.of_one = self.of_one or "who" in said
        if not who:
            return self.party
        begins = heading.folded.text.index(who)
        return heading.at(begins, begins + len(who))

    def _what(self, paragraph: Paragraph, rest: Paragraph | None) -> None:
        """What is promised, said in a promise that has a name or under a focus area's heading."""
        self.section, self.promised = "promises", True
        if rest:
            self._promise(rest)
            self.told = True
        elif self.label is None:
            self.outline.rest.append(paragraph)

    def _promise_label(self, paragraph: Paragraph, number: int | None, rest: Paragraph | None) -> None:
        self.section, self.whose = "promises", None
        self.unanswered.clear()
        self.grouped = not (rest and self._is_whole(rest))
        if rest and not self.grouped:
            self.label = None
            self._promise(rest, number=number)
        else:
            self.label, self.told = (rest or paragraph, number), False

    def _is_whole(self, rest: Paragraph) -> bool:
        """Whether the words after a promise's label are the promise, and not only its name."""
        if rest.text.endswith(".") or "\n" in rest.folded.text:
            return True
        told = self.following and not (self.following.marker or self.following.cells or marks.label(self.following))
        named = bool(told) and self.following is not None and self.following.text.endswith(".")
        return bool(naming.first("verb", rest.folded.text)) and not named

    def _is_named(self) -> bool:
        """Whether the label has a name of its own, and not only a number."""
        return self.label is not None and not naming.whole("label", self.label[0].folded.text.rstrip(" :."))

    def _responsible(self, rest: Paragraph | None) -> None:
        """Who answers for the promise before it; for which of several is not certain where none has its own label."""
        each_has_one = any(promised.responsible for promised in self.outline.promises)
        if rest and self.grouped:
            for promised in self.unanswered:
                promised.responsible = rest
        elif rest and len(self.unanswered) > 1 and not each_has_one:
            for promised in self.unanswered:
                promised.shared = rest
        elif rest and self.unanswered:
            self.unanswered[-1].responsible = rest
        self.unanswered.clear()

    def _done(self, promised: Promised, when: Paragraph) -> None:
        """By when a promise is done; words of how often it is looked at say nothing of how often it is done."""
        if rules.longest("each", when.folded.text) or promised.often:
            self.outline.rest.append(when)
        else:
            promised.often = when

    def _is_of_list(self, paragraph: Paragraph) -> bool:
        """Whether it is one of a numbered list that a line opened, and no heading of what stands below it."""
        if self.section != "promises" or marks.number(paragraph) is None:
            return False
        after = self.following
        return after is None or marks.number(after) is not None or after.text.endswith(":")

    def _is_answered(self, paragraph: Paragraph) -> bool:
        """Whether somebody is said to be responsible for what a paragraph outside the promises says."""
        stated = paragraph.marker or naming.first("promising", paragraph.folded.text)
        return (
            self.section not in ("promises", "signatures")
            and bool(stated)
            and marks.gives(self.following, "responsible")
        )

    def _is_signed_for(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph among the promises ends with who is responsible: "... tre gånger per år (polisen)"."""
        hit = naming.first("inline", paragraph.folded.text) if self.section == "promises" else None
        ended = hit is not None and hit[1].start() > 0
        return ended and hit is not None and all(naming.first("who", part) for part in parted(hit[1]["who"])[:1])

    def _leads_items(self, paragraph: Paragraph) -> bool:
        """Whether it is lettered or numbered over items of another sort: "a) Polisen"."""
        other = self.following.marker if self.following else ""
        return paragraph.marker[0].isalnum() and bool(other) and not other[0].isalnum()

    def _is_letterhead(self, paragraph: Paragraph) -> bool:
        """Whether it names a party at the head of the document, with no list below it: nothing is promised by that."""
        listed = self.following is not None and bool(self.following.marker)
        return self.outline.title is None and not (self.promised or listed or paragraph.text.endswith(":"))

    def _in_promises(self, paragraph: Paragraph) -> None:
        if self._is_named() and not paragraph.marker and any(marks.gives(self.following, at) for at in ("by", "what")):
            wanted = bool(naming.first("goal", paragraph.folded.text))
            (self.outline.goals if wanted else self.outline.rest).append(paragraph)
            return
        if not paragraph.marker and (marks.is_beside(paragraph) or marks.tells(paragraph, ("outcome", "contact"))):
            self.outline.rest.append(paragraph)
            return
        if not paragraph.marker and paragraph.text.endswith("?"):
            self.whose = None
            self.outline.rest.append(paragraph)
            return
        lead = paragraph.text.endswith(":") and not paragraph.marker
        if lead or (not paragraph.marker and naming.first("goal", paragraph.folded.text)):
            if lead and naming.first("who", paragraph.folded.text):
                self.whose = None  # somebody is named, and what they do stands below
            self.outline.goals.append(paragraph)
            return
        marked = bool(paragraph.marker or (self.label and not self.told))
        of_one = self.whose is not None and paragraph.text.endswith(".")
        if marked or of_one or naming.first("verb", paragraph.folded.text) or self._is_of_activity(paragraph):
            self._promise(paragraph, sure=marked)
            self.label = None
        else:
            self.outline.rest.append(paragraph)
            self.outline.unread += [] if marks.is_of_document(paragraph) else [paragraph]

    def _is_of_activity(self, paragraph: Paragraph) -> bool:
        """Whether it is a sentence without a verb that says what is done: "Minst sex riktade insatser."."""
        words = paragraph.folded.text
        return words.endswith(".") and bool(rules.longest("kind", words) or rules.longest("each", words))

    def _promise(
        self, body: Paragraph, number: int | None = None, sure: bool = True, responsible: Paragraph | None = None
    ) -> None:
        name, said = self.label or (None, None)
        number = number or said or marks.number(body)
        promised = Promised(body, self.area, number, name, responsible, whose=self.whose, sure=sure)
        self.outline.promises.append(promised)
        self.unanswered += [] if responsible else [promised]

    def _area(self, heading: Paragraph) -> None:
        known = self.outline.area_called(marks.key(heading))
        if known:
            known.aliases.append(heading)
        else:
            known = Area(heading)
            self.outline.areas.append(known)
        self.area, self.label = known, None

    def _of_columns(self, row: Paragraph, cells: dict[str, Paragraph]) -> None:
        if "area" in cells:
            self._area(cells["area"])
        if "goals" in cells:
            self.outline.goals.append(cells["goals"])
        if "promise" not in cells:
            self.outline.unread += [] if {"area", "goals"} & cells.keys() else [row]
            return
        number = cells["number"].text.strip(". ") if "number" in cells else ""
        self._promise(cells["promise"], int(number) if number.isdigit() else None)
        self.outline.promises[-1].responsible = cells.get("responsible")
        self.outline.promises[-1].often = cells.get("often")

    def _of_parties(self, row: Paragraph) -> None:
        """A row with a cell of each party: the first names the focus area, when it is no party's."""
        if self.parties[0] is None and row.cells[0].text.strip("-– "):
            self._area(row.cells[0])
        for whose, cell in zip(self.parties, row.cells, strict=True):
            if whose and cell.text.strip("-– "):
                self._promise(cell, responsible=whose)
