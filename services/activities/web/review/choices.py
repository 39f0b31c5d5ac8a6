"""What there is to choose from in a field: a table of words, or what the agreement itself names."""

from collections.abc import Mapping

from services.activities.web.review.typed import Fields, places
from services.activities.web.review.words import ReviewWords

_NAMED_BY = {"parties": "name", "focusAreas": "title", "groups": "name"}


def choices_of(fields: Fields, words: ReviewWords) -> Mapping[str, Mapping[str, str]]:
    """By the name of the choice: value -> what it is called."""
    own = {name: dict(_named(fields, name, by)) for name, by in _NAMED_BY.items()}
    return {**words.choices, **own}


def _named(fields: Fields, name: str, by: str) -> list[tuple[str, str]]:
    found = [(_first(fields, f"{name}[{place}].id"), _first(fields, f"{name}[{place}].{by}"))
             for place in places(fields, name)]  # fmt: skip
    return [(value, called or value) for value, called in found if value]


def _first(fields: Fields, path: str) -> str:
    return next(iter(fields.get(path, [])), "")
