"""Header names in bytes that are no UTF-8, which Kafka takes from anybody.

The Java client reads such a name with replacements. kafka-python raises `CorruptRecordError` at its record for ever,
also when it is to read what comes after it in the same batch, so that a stranger's one record would end the reading of
a partition, and seeking past it would pass its neighbours by. So the client is taught to read it: the name is a
`NotUtf8`, and whoever reads the record refuses it as it refuses a value that is no UTF-8.
"""

from typing import Any, Final

from kafka.record.default_records import DefaultRecordBatch

from shared.events.cloudevent import NotUtf8


class _Name(bytes):
    """A part of a record that may turn out to be a header's name."""

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        try:
            return super().decode(encoding, errors)
        except UnicodeDecodeError:
            return NotUtf8(super().decode(encoding, "backslashreplace"))


class _Lenient:
    """A batch's bytes, whose parts can be decoded whatever they are."""

    def __init__(self, whole: bytearray) -> None:
        self._whole = whole

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401  (an index, or a slice)
        found = self._whole[place]
        return _Name(found) if isinstance(place, slice) else found


_STRICT: Final = DefaultRecordBatch._read_msg


def _read(batch: Any) -> Any:  # noqa: ANN401  (untyped library)
    """The next record of a batch, as the client reads it, and again where a name stopped it."""
    try:
        return _STRICT(batch)
    except UnicodeDecodeError:
        whole, batch._buffer = batch._buffer, _Lenient(batch._buffer)
        try:
            return _STRICT(batch)
        finally:
            batch._buffer = whole


def read_any_header_name() -> None:
    """From here on every consumer of this process reads records whose header names are no UTF-8."""
    DefaultRecordBatch._read_msg = _read
