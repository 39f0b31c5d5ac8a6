"""Writing what may be there already."""

from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from services.notifications.documents import Document
from shared.store.mongo import DUPLICATE_KEY


def insert_new(collection: Collection[Document], documents: list[Document]) -> None:
    """Insert those of the documents that are not there yet; the others stay as they are."""
    if not documents:
        return
    try:
        collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        if any(each["code"] != DUPLICATE_KEY for each in error.details["writeErrors"]):
            raise
