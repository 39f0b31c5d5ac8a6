"""How much a record may hold with all its revisions: they are kept in one document, of which the database takes 16 MiB.

What closes a record, or tells that it counts otherwise, may take more than what goes on with it, so that one that has
grown to the limit can still be left.
"""

from typing import Final

from services.activities.domain.refusal import Reason, Refused
from services.activities.domain.versions import MIB

LARGEST: Final = 12 * MIB  # all revisions together, and the event that tells of the latest
LARGEST_AT_LAST: Final = 14 * MIB
_LAST: Final = (".cancelled.v1", ".withdrawn.v1", ".recounted.v1")


def must_have_room(size: int, event: str | None) -> None:
    """Go on only if a record fits when it holds so many bytes with its next revision, which an event tells of.

    Raises:
        Refused: it would be too large.
    """
    most = LARGEST_AT_LAST if event and event.endswith(_LAST) else LARGEST
    if size > most:
        too_large = f"would hold {size / MIB:.1f} MiB together, {most // MIB} MiB at most: each is kept whole"
        remedy = "leave it as it is, or cancel or withdraw it, and report what is new as another"
        raise Refused("It has been changed too many times.", [Reason("revision", f"{too_large}; {remedy}")])
