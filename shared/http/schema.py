"""The common form of what strangers send: camelCase names, no unknown fields, aware times, text fit to be shown.

Use these fields in schemas of request bodies and queries. What our own services tell each other is in `shared.events`.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from shared.http.personal import holds_personal_number

UNKNOWN: Final = "unknown field"
_INT64: Final = 2**63
_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)?")


class Base(Schema):
    """Every schema's base: snake_case in Python is camelCase outside, and a field that is not known is refused."""

    class Meta:
        """Nothing is dropped in silence."""

        unknown = RAISE

    error_messages = {"unknown": UNKNOWN, "type": "must be an object"}  # noqa: RUF012  (marshmallow's own form)

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Name the field outside, and keep whole numbers within what can be stored."""
        if field_obj.data_key is None:
            field_obj.data_key = camel(field_name)
        if type(field_obj) is fields.Integer:
            field_obj.validators.append(validate.Range(-_INT64, _INT64 - 1))

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:  # noqa: ANN401
        """What to show of a field; of a mapping only what it holds, never its methods (`items`)."""
        if isinstance(obj, Mapping):
            return obj.get(attr, default)
        return super().get_attribute(obj, attr, default)

    def handle_error(
        self,
        error: ValidationError,
        data: Any,  # noqa: ANN401  (marshmallow's signature)
        *,
        many: bool,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Tell for each unknown field what was probably meant."""
        if not isinstance(error.messages, dict):
            return
        for messages in _each(error.messages, many):
            for name, reasons in messages.items():
                if reasons == [UNKNOWN]:
                    messages[name] = [self._unknown(str(name))]

    def _unknown(self, name: str) -> str:
        known = [field.data_key or key for key, field in self.load_fields.items()]
        close = difflib.get_close_matches(name, known, n=1)
        meant = f"did you mean {close[0]}?" if close else f"known are {', '.join(sorted(known))}"
        return f"{UNKNOWN}; {meant}"


class Day(fields.Date):
    """A day, as in 2021-04-15."""

    default_error_messages = {"invalid": "is no day; write it as in 2021-04-15"}  # noqa: RUF012


class Instant(fields.DateTime):
    """A moment: RFC 3339 with an offset, made UTC."""

    default_error_messages = {  # noqa: RUF012
        "invalid": "is no moment by RFC 3339; write it as in 2021-04-15T18:00:00+02:00",
        "space": "has a space where its offset begins; in an address + is written %2B, as in 18:00:00%2B02:00",
        "naive": "needs an offset, as in 2021-04-15T18:00:00+02:00",
    }

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> datetime:
        form = _RFC3339.fullmatch(value) if isinstance(value, str) else None
        if form is None:
            has_space = isinstance(value, str) and _RFC3339.fullmatch(value.replace(" ", "+"))
            raise self.make_error("space" if has_space else "invalid")
        if form[2] is None:
            raise self.make_error("naive")
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.make_error("invalid") from error


class FreeText(fields.String):
    """Text that people wrote and others will read: no control characters, no personal identity numbers.

    Args:
        max_length: in characters.
        lines: whether it may have several lines.
    """

    default_error_messages = {  # noqa: RUF012
        "long": "has {length} characters; at most {most} are taken",
        "control": "holds the control character U+{code:04X}; leave it out",
        "lines": "must be a single line",
        "personal": (
            "holds what looks like a personal identity number; leave out what tells who a person is "
            "(write a telephone number in groups, as in 070-123 45 67)"
        ),
    }

    def __init__(self, *, max_length: int, lines: bool = True, **kwargs: Any) -> None:  # noqa: ANN401
        metadata = {"maxLength": max_length, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)
        self.max_length = max_length
        self.lines = lines

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> str:
        received: str = super()._deserialize(value, attr, data, **kwargs)
        text = unicodedata.normalize("NFC", received).strip()
        if len(text) > self.max_length:
            raise self.make_error("long", length=len(text), most=self.max_length)
        self._check_characters(text)
        if holds_personal_number(text):
            raise self.make_error("personal")
        return text

    def _check_characters(self, text: str) -> None:
        if text.isprintable():
            return
        for character in text:
            if character in "\n\r\t":
                if not self.lines:
                    raise self.make_error("lines")
            elif unicodedata.category(character) in ("Cc", "Cs") or character in _BIDI:
                raise self.make_error("control", code=ord(character))


# Characters that reorder what follows can make a text read as something that it is not.
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def camel(name: str) -> str:
    """`reported_by` as `reportedBy`."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.title() for part in rest)


def _each(messages: dict[Any, Any], many: bool) -> list[dict[Any, Any]]:
    """The messages of each item where there are many, else the messages themselves."""
    return [item for item in messages.values() if isinstance(item, dict)] if many else [messages]
