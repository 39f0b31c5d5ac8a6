"""Headers that Kafka takes and that this client's producer does not send by itself: without a value, named in bytes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from kafka.record.default_records import DefaultRecordBatchBuilder
from pytest import MonkeyPatch

NULL = b"(null)"  # stands for no value at all


class Named(str):
    """A header's name whose bytes are Latin-1, so that any bytes can be said."""

    __slots__ = ()

    def encode(self, *_: str) -> bytes:
        return super().encode("latin-1")


NOT_UTF8 = Named("\xff\xfe")


@contextmanager
def null_values() -> Iterator[None]:
    """While this lasts, a header whose value is `NULL` is sent without one."""
    usual = DefaultRecordBatchBuilder.append

    def append(self: Any, *record: Any) -> Any:
        *rest, headers = record
        return usual(self, *rest, _with_nulls(headers))

    with MonkeyPatch.context() as patch:
        patch.setattr(DefaultRecordBatchBuilder, "append", append)
        yield


def _with_nulls(headers: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes | None]]:
    return [(name, None if value == NULL else value) for name, value in headers]
