"""Which of the indexes that a service makes are not there: its own `prepare` is run, and made to write nothing."""

from importlib import import_module
from typing import Any, Final

from pymongo import IndexModel
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.results import UpdateResult

from shared.store.mongo import Document, Store

_STORES: Final = {"activities": "Store", "reports": "ReportsStore", "notifications": "NotificationStore"}


class _Noting(Database[Document]):
    """A database that reads as ever, and notes which indexes it is asked to make instead of making them."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.client, store.name, store.codec_options)
        self.noted: list[tuple[str, str]] = []

    def __getitem__(self, name: str) -> Collection[Document]:
        return _NotingCollection(self, name)


class _NotingCollection(Collection[Document]):
    def create_index(self, keys: Any, *_: object, **__: object) -> str:  # noqa: ANN401  (as the driver's own)
        name = str(IndexModel(keys).document["name"])
        noting = self.database
        if isinstance(noting, _Noting):
            noting.noted.append((self.name, name))
        return name

    def update_one(self, *_: object, **__: object) -> UpdateResult:
        """What a service writes as it prepares is left to it: a blank database is begun by nobody else."""
        return UpdateResult({}, acknowledged=False)


def lacking(store: Store, service: str, settings: Any) -> str | None:  # noqa: ANN401  (each service's own)
    """The indexes that are missing, in words; None when none is."""
    noting = _Noting(store)
    kind = getattr(import_module(f"services.{service}.store"), _STORES[service])
    vault = getattr(settings, "vault", None)
    (kind(noting, vault) if vault else kind(noting)).prepare()
    there = {name: set(store[name].index_information()) for name in {collection for collection, _ in noting.noted}}
    missing = sorted(f"{collection}.{name}" for collection, name in noting.noted if name not in there[collection])
    return f"missing: {', '.join(missing)}" if missing else None
