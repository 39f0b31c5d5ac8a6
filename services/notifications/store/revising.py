"""Compare-and-set by revision; what is removed and made anew goes on from where it was, so that no ETag means two."""

from typing import Any

from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from services.notifications.documents import Document


class Revising:
    """The documents of a collection, each at its revision; and `removed`, the revisions at which some were removed."""

    def __init__(self, kept: Collection[Document], removed: Collection[Document]) -> None:
        self._kept = kept
        self._removed = removed

    def first(self, key: str) -> int:
        """The revision that a document begins at: 1, or the one that follows its removal."""
        found = self._removed.find_one({"_id": self._name(key)})
        return int(found["revision"]) + 1 if found else 1

    def put(self, document: Document, **still: Any) -> bool:  # noqa: ANN401  (whatever a query asks for)
        """Store a document's first revision, or the one that follows the revision now stored.

        Args:
            document: with its `revision`.
            still: what must be so of the one now stored.

        Returns:
            False when somebody else was faster.
        """
        before = {"_id": document["_id"], "revision": document["revision"] - 1, **still}
        if self._kept.replace_one(before, document).matched_count == 1:
            return True
        if document["revision"] != self.first(document["_id"]):
            return False
        try:
            self._kept.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    def remove_after(self, key: str, revision: int) -> None:
        """Remember, before a document is removed, that its removal is the revision that follows this one."""
        self._removed.update_one({"_id": self._name(key)}, {"$max": {"revision": revision + 1}}, upsert=True)

    def _name(self, key: str) -> str:
        return f"{self._kept.name} {key}"
