"""Promises that nothing marks: the paragraphs of running text that promise something."""

from collections.abc import Iterator

from shared.drafting import marks, naming, rules
from shared.drafting.outline import Area, Outline, Promised
from shared.drafting.paragraphs import Paragraph


def promise_by_words(outline: Outline) -> None:
    """Take paragraphs that promise something for promises, none of them sure; what is left stays where it is.

    Where a document marks its promises, that is done only under a focus area that else has none.
    """
    found = list(_found(outline))
    taken = {id(promised.body) for promised in found}
    outline.introduction = [each for each in outline.introduction if id(each) not in taken]
    for area in outline.areas:
        area.situation = [each for each in area.situation if id(each) not in taken]
    outline.promises = sorted([*outline.promises, *found], key=lambda promised: promised.body.start)


def passed_over(outline: Outline) -> list[Paragraph]:
    """Running text that promises something that is done, where a document marks its promises elsewhere."""
    taken = {promised.body.start for promised in outline.promises}
    left = [each for each in (*outline.introduction, *outline.rest) if each.start not in taken and _promises(each)]
    return [each for each in left if rules.longest("kind", each.folded.text) and not marks.is_of_document(each)]


def _found(outline: Outline) -> Iterator[Promised]:
    running: list[tuple[Area | None, list[Paragraph]]] = [(None, outline.introduction), (None, outline.rest)]
    kept = {id(promised.area) for promised in outline.promises}
    told = [(area, area.loose if kept else area.situation) for area in outline.areas if id(area) not in kept]
    for area, paragraphs in told if kept else [*running, *told]:
        yield from (Promised(each, area, sure=False) for each in paragraphs if _promises(each))


def _promises(paragraph: Paragraph) -> bool:
    folded = paragraph.folded.text
    sentence = marks.is_sentence(paragraph) and not folded.endswith((":", "?"))
    return sentence and bool(naming.first("promising", folded)) and not naming.first("about-document", folded)
