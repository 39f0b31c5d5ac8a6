"""What residents say in a tip."""

from typing import Annotated

from msgspec import Meta

from services.activities.domain.forms import LINE, LONGEST_ID, LONGEST_TEXT, Code, ResultName, Said


class TipReport(Said, frozen=True):
    """What a resident wants the police to know."""

    municipality: Code
    category: ResultName
    text: Annotated[str, Meta(pattern=r"\S", min_length=1, max_length=LONGEST_TEXT)]
    area: Annotated[str, Meta(pattern=LINE, max_length=LONGEST_ID)] | None = None
