"""How much an agreement may hold, and of what texts it consists: a table, field by field.

Every event of an agreement carries all its versions, and every activity what it counts toward: without limits, one
agreement would make events that no broker takes.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from services.activities.domain.forms import LINE, LINES, LONGEST_LINE, LONGEST_TEXT, LONGEST_WORD
from services.activities.domain.refusal import Reason
from shared.events.agreement import (
    Agreement,
    Commitment,
    Counts,
    Covering,
    Dialogue,
    FocusArea,
    Group,
    Promise,
)

MOST: Final = 50  # of anything that is listed, unless it is named here
MOST_COMMITMENTS: Final = 300  # of all promises together: each activity may count toward all of them
_MOST: Final[dict[tuple[type, str], int]] = {
    (Agreement, "parties"): 100,
    (Agreement, "promises"): 100,
    (Agreement, "signatories"): 100,
    (Group, "members"): 100,
    (Promise, "commitments"): 20,
    (Promise, "responsible"): 20,
}

_TEXTS: Final[dict[tuple[type, str], int]] = {
    (Agreement, "introduction"): 20_000,
    (Agreement, "goals"): LONGEST_TEXT,
    (Dialogue, "summary"): 20_000,
    (Dialogue, "outcome"): 20_000,
    (FocusArea, "lagesbild"): 20_000,
    (Group, "purpose"): LONGEST_TEXT,
    (Promise, "text"): 10_000,
}
_LINES_OF: Final[dict[tuple[type, str], int]] = {  # others may be as long as any line that an activity says
    (Agreement, "title"): 300,
    (Agreement, "links"): 1_000,
    (FocusArea, "title"): 300,
    (Promise, "title"): 300,
    (Commitment, "title"): 300,
    (Counts, "audiences"): LONGEST_WORD,
    (Counts, "tags"): LONGEST_WORD,
    (Covering, "audiences"): LONGEST_WORD,
}
_MAY_BE_BLANK: Final = frozenset(_TEXTS) - {(Promise, "text"), (Agreement, "goals")}
_LINE, _LINES = re.compile(LINE), re.compile(LINES)


def check_limits(agreement: Agreement) -> list[Reason]:
    """What is too long or too many, is blank, or holds control characters, each with its place.

    Lists that are too long are told of alone: what they hold is looked at when they are not.
    """
    together = sum(len(promise.commitments) for promise in agreement.promises)
    if together > MOST_COMMITMENTS:
        return [Reason("promises", f"may have {MOST_COMMITMENTS} commitments together, not {together}")]
    return list(_many(agreement, "")) or list(_texts(agreement, ""))


def _many(struct: msgspec.Struct, path: str) -> Iterator[Reason]:
    for name, place, value in _fields(struct, path):
        if isinstance(value, tuple):
            most = _MOST.get((type(struct), name), MOST)
            if len(value) > most:
                yield Reason(place, f"may hold {most}, not {len(value)}")
                continue
        for inner, each in _inner(value, place):
            yield from _many(each, inner)


def _texts(struct: msgspec.Struct, path: str) -> Iterator[Reason]:
    for name, place, value in _fields(struct, path):
        field = (type(struct), name)
        if isinstance(value, str) and name != "id":
            yield from _text(field, value, place)
        elif isinstance(value, tuple):
            for number, each in enumerate(value):
                if isinstance(each, str):
                    yield from _text(field, each, f"{place}[{number}]")
        for inner, each in _inner(value, place):
            yield from _texts(each, inner)


def _text(field: tuple[type, str], text: str, place: str) -> Iterator[Reason]:
    longest = _TEXTS.get(field) or _LINES_OF.get(field, LONGEST_LINE)
    if len(text) > longest:
        yield Reason(place, f"is longer than {longest} characters")
    elif not text.strip():
        if field not in _MAY_BE_BLANK:
            yield Reason(place, "must not be blank")
    elif field in _TEXTS and not _LINES.match(text):
        yield Reason(place, "must be text without control characters")
    elif field not in _TEXTS and not _LINE.match(text):
        yield Reason(place, "must be one line of text without control characters")


def _fields(struct: msgspec.Struct, path: str) -> Iterator[tuple[str, str, Any]]:
    """Each field by its name in code, its place outside, and its value."""
    for name, outside in zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True):
        yield name, f"{path}.{outside}".lstrip("."), getattr(struct, name)


def _inner(value: Any, place: str) -> Iterator[tuple[str, msgspec.Struct]]:  # noqa: ANN401
    """The structs within a value, with their places."""
    if isinstance(value, msgspec.Struct):
        yield place, value
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            if isinstance(each, msgspec.Struct):
                yield f"{place}[{number}]", each
