"""What each paragraph of a document is: a heading, a part of a section, a promise or who is responsible for it."""

from dataclasses import dataclass, field

from shared.drafting.framing import Frame
from shared.drafting.marks import key
from shared.drafting.paragraphs import Paragraph


@dataclass(slots=True)
class Area:
    """A focus area: its heading, and what the document says of it.

    Attributes:
        loose: what of its situation stands right under the heading, and is not said to be that.
    """

    heading: Paragraph
    situation: list[Paragraph] = field(default_factory=list)
    loose: list[Paragraph] = field(default_factory=list)
    aliases: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Promised:
    """A promise as it stands: its words, and those beside it.

    Attributes:
        shared: who is responsible for it or for one beside it; which is not said.
        often: a cell or line beside it that tells how often or by when.
        whose: the heading it stands under, when that names who promises.
        sure: whether it was marked as a promise, by a bullet, number or label.
        frame: words of when in the heading or lead-in above it.
    """

    body: Paragraph
    area: Area | None = None
    number: int | None = None
    label: Paragraph | None = None
    responsible: Paragraph | None = None
    shared: Paragraph | None = None
    often: Paragraph | None = None
    whose: Paragraph | None = None
    sure: bool = True
    frame: Frame | None = None


@dataclass(slots=True)
class Outline:
    """The document's paragraphs by what they are.

    Attributes:
        past: headings over what is told of earlier promises.
        unread: what stands where promises do, and was not read as one.
        answers: who is responsible for the promises of some numbers.
    """

    title: Paragraph | None = None
    parties: list[Paragraph] = field(default_factory=list)
    introduction: list[Paragraph] = field(default_factory=list)
    situation: list[Paragraph] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    dialogue: list[Paragraph] = field(default_factory=list)
    goals: list[Paragraph] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    signed: list[Paragraph] = field(default_factory=list)
    rest: list[Paragraph] = field(default_factory=list)
    past: list[Paragraph] = field(default_factory=list)
    unread: list[Paragraph] = field(default_factory=list)
    answers: list[tuple[set[int], Paragraph]] = field(default_factory=list)

    def answer(self) -> None:
        """Give promises those who are responsible by their numbers, where each number is of one promise alone."""
        numbers = [promised.number for promised in self.promises]
        for said, who in self.answers:
            theirs = [promised for promised in self.promises if promised.number in said and not promised.responsible]
            others = set[int]().union(*(each for each, by in self.answers if by is not who))
            for promised in theirs or self.promises:
                sure = bool(theirs) and numbers.count(promised.number) == 1 and promised.number not in others
                if sure:
                    promised.responsible = who
                else:
                    promised.shared = promised.shared or who

    def area_called(self, words: str) -> Area | None:
        """The focus area of a heading's words: the one of that name, else one whose name they begin with."""
        same = (area for area in self.areas if key(area.heading) == words)
        like = (area for area in self.areas if words.startswith(key(area.heading)[:30]))
        return next(same, None) or next(like, None)

    def closed_areas(self) -> list[Area]:
        """Areas that were told of or listed before any promise: what follows is not promised for the last one alone."""
        if len(self.areas) < 2 or any(promised.area for promised in self.promises):
            return []
        told = [area for area in self.areas if area.situation and not area.aliases]
        return told or ([] if any(area.aliases for area in self.areas) else self.areas)
