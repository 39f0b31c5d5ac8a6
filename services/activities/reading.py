"""Reading what callers say: one class decides what is accepted, and every property that is wrong is named.

The whole is tried first, in microseconds; only when that fails is it gone through field by field, for the reasons.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from services.activities.domain.forms import FILLED, LINE, LINES, MUNICIPALITY, SLUG, SLUG_IN_WORDS
from services.activities.domain.refusal import Reason, Refused, refuse
from shared.http.personal import holds_personal_number

T = TypeVar("T", bound=msgspec.Struct)

_DETAIL = "The content is not as it should be."
_PERSONAL = "holds what looks like a personal identity number; leave out what tells who a person is"
# What is no free text: times and addresses. Nor the numbers that other systems give their records, if digits alone.
_NO_FREE_TEXT = frozenset(
    {"start", "end", "by", "from", "until", "signedOn", "links", "observedAt", "publishableFrom", "rrule", "except"}
)
_OTHERS_IDS = frozenset({"source.id", "activity.source.id"})
_RECORD = re.compile(r"\d+")
_UNSAID = "(a name that is not repeated here)"
_UNIONS = (Union, UnionType)
_MESSAGE = re.compile(r"(?P<text>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?", re.DOTALL)
_NOT_KNOWN = "Invalid enum value"
_REGEX = re.compile(r"matching regex '(?P<regex>.*)'", re.DOTALL)
_FORMS = {
    SLUG: SLUG_IN_WORDS,
    LINE: "one line of text, not blank, without control characters",
    LINES: "text without control characters",
    FILLED: "text that is not blank, without control characters",
    MUNICIPALITY: "a municipality code of four digits",
    r"\S": "text that is not blank",
}
_WORDS = {
    "Expected `array`": "must be a list",
    "Expected `object`": "must be an object",
    "Expected `str`, got `int`": "must be text: write it in quotes",
    "Expected `str`, got `float`": "must be text: write it in quotes",
    "Expected `str`": "must be text",
    "Expected `float`": "must be a number",
    "Expected `int`": "must be a whole number",
    "Expected `bool`": "must be true or false",
    "Expected `datetime` with a timezone component": "needs an offset, as in 2021-04-15T18:00:00+02:00",
    "Expected `datetime`": "must be an instant, as in 2021-04-15T18:00:00+02:00",
    "Expected `date`": "must be a day, as in 2021-04-15",
    "Expected `time`": "must be a clock time, as in 17:00",
    "Invalid RFC3339 encoded datetime": "must be an instant, as in 2021-04-15T18:00:00+02:00",
    "Invalid RFC3339 encoded date": "must be a day, as in 2021-04-15",
    "Invalid RFC3339 encoded time": "must be a clock time, as in 17:00",
}


def read(body: Any, form: type[T], *, sealed: str | None = None) -> T:  # noqa: ANN401  (whatever JSON or YAML holds)
    """What the body says, in the given form.

    Args:
        body: as JSON or YAML gives it.
        form: the class that it must be of.
        sealed: the one property that may hold what no other may, since nobody here will read it.

    Raises:
        Refused: with a reason for each property that is not as it should be; none repeats what was sent.
    """
    personal = list(_personal(body, sealed))
    try:
        made = read_form(body, form)
    except Refused as refused:
        raise Refused(_DETAIL, [*refused.reasons, *personal]) from None
    refuse(personal, _DETAIL)
    return made


def read_form(body: Any, form: type[T]) -> T:  # noqa: ANN401
    """As `read`, for what holds no free text.

    Raises:
        Refused: as `read`.
    """
    try:
        return msgspec.convert(body, form)
    except msgspec.ValidationError as error:
        raise Refused(_DETAIL, list(dict.fromkeys(_reasons(body, form, error)))) from None


def reason_of(error: msgspec.ValidationError, prefix: str = "") -> Reason:
    """The property that the error is about, and why, in words that never repeat what was sent."""
    match = _MESSAGE.fullmatch(str(error))
    text, path = (match["text"], match["path"] or "") if match else (str(error), "")
    missing = re.fullmatch(r"Object missing required field `(\w+)`", text)
    unknown = re.fullmatch(r"Object contains unknown field `(.*)`", text, re.DOTALL)
    if missing:
        return Reason(f"{prefix}{path}.{missing[1]}".lstrip("."), "is required")
    if unknown:
        return Reason(f"{prefix}{path}.{_said(unknown[1])}".lstrip("."), "is not a field here")
    place = f"{prefix}{path}".lstrip(".") or "body"
    return Reason(place, _in_words(text))


def _reasons(body: Any, form: type[T], error: msgspec.ValidationError) -> list[Reason]:  # noqa: ANN401
    if not isinstance(body, dict):
        return [reason_of(error)]
    fields = {field.encode_name: field for field in msgspec.structs.fields(form)}
    reasons = [Reason(_said(name), "is not a field here") for name in body if name not in fields]
    for name, field in fields.items():
        if name not in body:
            if field.required:
                reasons.append(Reason(name, "is required"))
            continue
        try:
            msgspec.convert(body[name], field.type)
        except msgspec.ValidationError as wrong:
            reasons.extend(_within(body[name], field.type, wrong, name))
    return reasons or [reason_of(error)]


def _within(value: Any, form: Any, error: msgspec.ValidationError, name: str) -> list[Reason]:  # noqa: ANN401
    if str(error).startswith(_NOT_KNOWN) and " - at " not in str(error) and (known := _values_of(form)):
        return [Reason(name, f"is none of {', '.join(known)}")]
    if not (isinstance(form, type) and issubclass(form, msgspec.Struct) and isinstance(value, dict)):
        return [reason_of(error, name)]
    return [Reason(f"{name}.{each.property}", each.reason) for each in _reasons(value, form, error)]


def _values_of(form: Any) -> list[str]:  # noqa: ANN401
    """The values that a field knows, when they are few and have names."""
    if isinstance(form, type) and issubclass(form, StrEnum):
        return list(form)
    if get_origin(form) is Literal:
        return [str(each) for each in get_args(form)]
    return [value for part in get_args(form) for value in _values_of(part)] if get_origin(form) in _UNIONS else []


def _in_words(text: str) -> str:
    if text.startswith(_NOT_KNOWN):
        return "is none of the values known here"
    regex = _REGEX.search(text)
    if regex:
        return f"must be {_FORMS.get(regex['regex'].encode().decode('unicode_escape'), 'of another form')}"
    text = text.replace(" | null", "")
    for start, words in _WORDS.items():
        if text.startswith(start):
            rest = text.removeprefix(start).replace("`", "")
            return words + rest if rest.startswith((" of length", " >", " <")) else words
    return text


def _personal(body: Any, sealed: str | None) -> Iterator[Reason]:  # noqa: ANN401
    """The places of free text that hold a personal identity number."""
    if isinstance(body, dict):
        yield from _personal_within({name: value for name, value in body.items() if name != sealed}, "")


def _personal_within(node: Any, path: str) -> Iterator[Reason]:  # noqa: ANN401
    if isinstance(node, str):
        if _holds_personal(node) and not (path in _OTHERS_IDS and _RECORD.fullmatch(node)):
            yield Reason(path, _PERSONAL)
    elif isinstance(node, dict):
        if any(_holds_personal(str(name)) for name in node):
            yield Reason(path or "body", _PERSONAL)
        for name, value in node.items():
            if name not in _NO_FREE_TEXT:
                yield from _personal_within(value, f"{path}.{_said(name)}" if path else _said(name))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _personal_within(value, f"{path}[{place}]")


def _holds_personal(text: str) -> bool:
    # Ten digits are the least that such a number has; most texts have fewer and need no closer look.
    return len(text) >= 10 and sum(map(str.isnumeric, text)) >= 10 and holds_personal_number(text)


def _said(name: Any) -> str:  # noqa: ANN401
    """The name of a field as a reason may repeat it."""
    return _UNSAID if _holds_personal(str(name)) else str(name)[:60]
