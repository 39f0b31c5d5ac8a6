"""Writing many documents at once, where those that are there already are no error."""

from collections.abc import Sequence

from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from shared.store.mongo import DUPLICATE_KEY, Document


def insert_new(collection: Collection[Document], documents: Sequence[Document]) -> set[int]:
    """Insert documents in one round trip.

    Returns:
        The places in ``documents`` of those whose id was there already.

    Raises:
        BulkWriteError: something else went wrong with any of them.
    """
    if not documents:
        return set()
    try:
        collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        wrong = error.details["writeErrors"]
        if error.details.get("writeConcernErrors") or any(each["code"] != DUPLICATE_KEY for each in wrong):
            raise
        return {each["index"] for each in wrong}
    return set()
