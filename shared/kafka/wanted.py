"""Which records a reader makes events of: those of the types that it wants, in whatever version they were written."""

from typing import Any

from shared.events.catalogue import PREFIX
from shared.events.cloudevent import Event, UnreadableEvent, decode, read_headers
from shared.events.upcasting import UnknownType, current


def wanted_event(record: Any, wanted: frozenset[str]) -> Event | None:  # noqa: ANN401  (untyped library)
    """The event of a record; None when its type, in whatever version, is not wanted.

    A type of ours that nobody here knows was written by newer code. It is not passed over but goes to the dead letters,
    whence it can be sent again when this code is newer too.

    Raises:
        UnreadableEvent: it is no event of ours.
    """
    headers = read_headers(record.headers)
    name = headers["ce_type"]
    return decode(headers, record.value or b"") if name in wanted or _is_wanted(name, wanted) else None


def _is_wanted(type_name: str, wanted: frozenset[str]) -> bool:
    try:
        return current(type_name) in wanted
    except UnknownType as error:
        if type_name.startswith(PREFIX):
            raise UnreadableEvent(f"{error}: was it written by newer code?") from error
        return False
