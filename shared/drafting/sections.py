"""From paragraphs to an outline: one pass, which knows what section and focus area it is in."""

import re
from dataclasses import dataclass, field
from typing import Final

from shared.drafting import naming
from shared.drafting.naming import Found
from shared.drafting.outline import Area, Outline, Promised
from shared.drafting.paragraphs import Paragraph
from shared.drafting.tables import Columns, columns

_LONGEST_HEADING: Final = 110
_LABELLED: Final = re.compile(r"([^:]{3,40}?)\s*(?::|$)\s*")
_BARE: Final = re.compile(r"^(?:\d{1,2}(?:\.\d)*[.)]? )?(.*?)[ :!.]*$")
_OWN_SECTIONS: Final = {"dialogue", "signatures", "introduction", "areas"}


def outline(paragraphs: list[Paragraph]) -> Outline:
    """What each paragraph is."""
    state = _Pass()
    for paragraph in paragraphs:
        state.take(paragraph)
    return state.done()


@dataclass(slots=True)
class _Pass:
    outline: Outline = field(default_factory=Outline)
    section: str = "introduction"
    area: Area | None = None
    whose: Paragraph | None = None
    label: tuple[Paragraph, int | None] | None = None
    columns: Columns | None = None

    def take(self, paragraph: Paragraph) -> None:
        if paragraph.cells:
            return self._row(paragraph)
        self.columns = None
        if self.outline.title is None and _is_title(paragraph):
            self.outline.title = paragraph
        elif found := _section(paragraph):
            self._open(paragraph, *found)
        elif labelled := _label(paragraph):
            self._labelled(paragraph, *labelled)
        elif _is_heading(paragraph, self.section):
            self._heading(paragraph)
        else:
            self._body(paragraph)
        return None

    def done(self) -> Outline:
        sure = [promised for promised in self.outline.promises if promised.sure or promised.responsible]
        if sure:
            self.outline.promises = sure
        return self.outline

    def _open(self, heading: Paragraph, row: naming.Naming, found: re.Match[str]) -> None:
        self.section, self.label = row.gives, None
        self.whose = heading if found.groupdict().get("who") else None
        if row.gives in _OWN_SECTIONS or (row.gives == "promises" and self.area and self.area in self._closed()):
            self.area = None

    def _closed(self) -> list[Area]:
        """Areas of a situation section: the promises that follow it are not the last one's alone."""
        if len(self.outline.areas) < 2 or any(promised.area for promised in self.outline.promises):
            return []
        return [area for area in self.outline.areas if area.situation and not area.aliases]

    def _labelled(self, paragraph: Paragraph, row: naming.Naming, found: re.Match[str], rest: Paragraph | None) -> None:
        groups = found.groupdict()
        said = groups.get("number") or groups.get("number2")
        match row.gives:
            case "responsible":
                self._responsible(rest)
            case "area" if rest:
                self._area(rest)
                self.section = "situation"
            case "promise":
                self._promise_label(paragraph, int(said) if said else None, rest)
            case "often" if self.outline.promises and rest:
                self.outline.promises[-1].often = rest
            case "situation" if rest:
                self._situation(rest)
            case "goals" if rest:
                self.outline.goals.append(rest)
            case _:
                self._body(paragraph)

    def _promise_label(self, paragraph: Paragraph, number: int | None, rest: Paragraph | None) -> None:
        self.section = "promises"
        if rest and (naming.first("verb", rest.folded.text) or rest.text.endswith(".")):
            self._promise(rest, number=number)
        else:
            self.label = (rest or paragraph, number)

    def _responsible(self, rest: Paragraph | None) -> None:
        if rest and self.outline.promises and self.outline.promises[-1].responsible is None:
            self.outline.promises[-1].responsible = rest

    def _heading(self, heading: Paragraph) -> None:
        if self.section in ("situation", "areas"):
            self._area(heading)
            self.section = "situation"
        elif self.section == "promises":
            self._area(heading)
        elif self.section != "introduction" or self.outline.title is not None:
            self.section = "rest" if self.section in ("rest", "signatures") else self.section
            self.outline.rest.append(heading)

    def _area(self, heading: Paragraph) -> None:
        words = _key(heading)
        known = next((area for area in self.outline.areas if _key(area.heading) == words), None)
        known = known or next((area for area in self.outline.areas if _key(area.heading)[:30] in words), None)
        if known:
            known.aliases.append(heading)
        else:
            known = Area(heading)
            self.outline.areas.append(known)
        self.area, self.label = known, None

    def _situation(self, paragraph: Paragraph) -> None:
        (self.area.situation if self.area else self.outline.situation).append(paragraph)

    def _body(self, paragraph: Paragraph) -> None:
        if naming.first("role", paragraph.folded.text) and len(paragraph.text) < _LONGEST_HEADING:
            self.section = "signatures" if self.section != "promises" or not paragraph.marker else self.section
        match self.section:
            case "introduction" if not paragraph.marker:
                self.outline.introduction.append(paragraph)
            case "situation":
                self._situation(paragraph)
            case "dialogue":
                self.outline.dialogue.append(paragraph)
            case "goals":
                self.outline.goals.append(paragraph)
            case "promises":
                self._in_promises(paragraph)
            case _:
                self.outline.rest.append(paragraph)

    def _in_promises(self, paragraph: Paragraph) -> None:
        if paragraph.text.endswith(":") and not paragraph.marker:
            self.outline.goals.append(paragraph)
            return
        marked = bool(paragraph.marker or self.label)
        if marked or naming.first("verb", paragraph.folded.text):
            self._promise(paragraph, sure=marked)

    def _promise(self, body: Paragraph, number: int | None = None, sure: bool = True) -> None:
        label, said = self.label or (None, None)
        digits = body.marker.rstrip(".)")
        number = number or said or (int(digits) if digits.isdigit() else None)
        self.outline.promises.append(Promised(body, self.area, number, label, whose=self.whose, sure=sure))
        self.label = None

    def _row(self, row: Paragraph) -> None:
        first = _label(row.cells[0]) if row.cells else None
        if head := columns(row):
            self.columns, self.section = head, "promises"
        elif self.columns:
            self._of_columns(self.columns.of(row))
        elif first and len(row.cells) == 2:
            self._labelled(row.cells[0], first[0], first[1], row.cells[1])
        else:
            self._body(Paragraph(row.source, row.start))

    def _of_columns(self, cells: dict[str, Paragraph]) -> None:
        if "area" in cells:
            self._area(cells["area"])
        if "promise" not in cells:
            return
        number = cells["number"].text.strip(". ") if "number" in cells else ""
        self._promise(cells["promise"], int(number) if number.isdigit() else None)
        self.outline.promises[-1].responsible = cells.get("responsible")
        self.outline.promises[-1].often = cells.get("often")


def _key(paragraph: Paragraph) -> str:
    bare = _BARE.match(paragraph.folded.text)
    return bare[1] if bare else paragraph.folded.text


def _is_title(paragraph: Paragraph) -> bool:
    folded = paragraph.folded.text
    return "medborgarlöfte" in folded and len(folded) < _LONGEST_HEADING and not naming.first("verb", folded)


def _section(paragraph: Paragraph) -> Found | None:
    if len(paragraph.text) > _LONGEST_HEADING or (paragraph.marker and not paragraph.marker[0].isdigit()):
        return None
    return naming.whole("section", _key(paragraph))


def _label(paragraph: Paragraph) -> tuple[naming.Naming, re.Match[str], Paragraph | None] | None:
    """A label before a colon, or alone, and the words after it."""
    text = paragraph.folded.text
    if not (split := _LABELLED.match(text)) or not (found := naming.whole("label", split[1].strip())):
        spaced = re.match(r"(ansvarig(?:a)?) (?=(?:är )?(?:polis|kommun))", text)
        if not spaced or not (found := naming.whole("label", spaced[1])):
            return None
        return (*found, paragraph.at(spaced.end(), len(text)))
    return (*found, paragraph.at(split.end(), len(text)) if split.end() < len(text) else None)


def _is_heading(paragraph: Paragraph, section: str) -> bool:
    text = paragraph.text
    if len(text) > _LONGEST_HEADING or (paragraph.marker and not paragraph.marker[0].isdigit()):
        return False
    if not text[:1].isupper() or naming.first("verb", paragraph.folded.text):
        return False
    return not text.endswith((":", ",", ";", "?")) and (not text.endswith(".") or section == "promises")
