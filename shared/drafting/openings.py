"""Where promises begin: the headings of focus areas that stand before each list of them."""

from typing import Final

from shared.drafting import naming
from shared.drafting.marks import gives, is_heading, is_title, label, section
from shared.drafting.paragraphs import Paragraph
from shared.drafting.tables import columns

_MOST_TOLD: Final = 4  # paragraphs between an area's heading and its promises


def areas_before_promises(paragraphs: list[Paragraph]) -> dict[int, bool]:
    """Places of headings before tables of promises, "Vi lovar:" and such, if several; whether more stands between."""
    found: dict[int, bool] = {}
    for place, opening in enumerate(paragraphs):
        at = place - 1
        if not _opens_promises(opening):
            continue
        while at > 0 and place - at <= _MOST_TOLD and _tells(paragraphs[at]):
            at -= 1
        if at >= 0 and _is_name(paragraphs[at]):
            found[at] = at < place - 1
    return found if len(found) > 1 else {}


def _tells(paragraph: Paragraph) -> bool:
    """Whether it tells of the area whose heading stands above: sentences, or what is labelled its lägesbild."""
    if paragraph.cells or paragraph.marker or section(paragraph):
        return False
    return gives(paragraph, "situation") if label(paragraph) else paragraph.text.endswith((".", "!"))


def _is_name(heading: Paragraph) -> bool:
    """Whether a heading is a name of its own: no section's or label's, no party's and not the document's."""
    if heading.cells or not is_heading(heading) or naming.first("who", heading.folded.text):
        return False
    return not (section(heading) or label(heading) or is_title(heading))


def _opens_promises(paragraph: Paragraph) -> bool:
    """Whether promises follow it, and nobody is named whose they are: a table's head, or "Vi lovar:"."""
    if paragraph.cells:
        return columns(paragraph) is not None
    opened, labelled = section(paragraph), label(paragraph)
    if opened:
        return opened[0].gives == "promises" and not any(opened[1].groupdict().values())
    return labelled is not None and labelled[0].gives == "what" and labelled[2] is None
