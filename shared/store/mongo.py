"""MongoDB, connected as the house wants it: aware times, a limit on every call, durable writes."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pymongo
import structlog
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import (
    AutoReconnect,
    ConfigurationError,
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
)
from pymongo.write_concern import WriteConcern

from shared.config import Settings
from shared.kafka.errors import Recoverable
from shared.store.connection import wrong_with

Document = dict[str, Any]
Store = Database[Document]

log = structlog.get_logger(__name__)

CALL_MS = 10_000  # pymongo itself sets no socket timeout
SECONDS_TO_PREPARE = 3
DOCUMENTS_AT_A_TIME = 500  # when a collection is read from end to end
KEYS_AT_A_TIME = 50  # a server may hold each document that it finds against each key
DUPLICATE_KEY = 11000
LOGIN_REFUSED = 18  # AuthenticationFailed
TOKEN_IS_USELESS = {260, 280, 286}  # InvalidResumeToken, ChangeStreamFatalError, ChangeStreamHistoryLost

_CERTIFICATE = re.compile(r"certificate verify failed: (.+?) \(")  # as Python's ssl says it
_LONGEST = 300

# What passes by itself: the server is away, restarting or slow. NotPrimary errors are AutoReconnect.
AWAY = (AutoReconnect, ConnectionFailure, ExecutionTimeout, NetworkTimeout)


def connect(settings: Settings) -> Store:
    """The service's own database. Connects at the first call; survives no fork."""
    return connect_to(settings.mongodb_uri, settings.mongodb_database)


def connect_to(uri: str, database: str) -> Store:
    """A service's database, as `connect`.

    Raises:
        ConfigurationError: the connection string cannot be used.
    """
    if wrong := wrong_with(uri):
        raise ConfigurationError(wrong)
    client: MongoClient[Document] = MongoClient(
        uri,
        tz_aware=True,
        uuidRepresentation="standard",
        timeoutMS=CALL_MS,
        appname=database,
    )
    return client.get_database(database, write_concern=WriteConcern(w="majority", j=True))


def is_away(error: PyMongoError) -> bool:
    """Whether an error says that the server is away, or lets us in no more, rather than that the call was wrong."""
    return isinstance(error, AWAY) or error.timeout or is_refused(error)


def is_refused(error: PyMongoError) -> bool:
    """Whether the server does not take our login."""
    return isinstance(error, OperationFailure) and error.code == LOGIN_REFUSED


def why(error: PyMongoError) -> str:
    """What is wrong, in a line for operators; what the driver tells of its own inside is left out."""
    if turned_away := _turned_away(error):
        return turned_away
    if is_away(error):
        heart = str(error).partition(", Timeout:")[0].partition(" (configured")[0]
        return f"MongoDB does not answer: {heart or type(error).__name__}"[:_LONGEST]
    said = (error.details or {}).get("errmsg") if isinstance(error, OperationFailure) else None
    return " ".join(str(said or error or type(error).__name__).split())[:_LONGEST]


@contextmanager
def recoverable() -> Iterator[None]:
    """Within a consumer's handler: a server that is away means that the batch is tried again."""
    try:
        yield
    except PyMongoError as error:
        if is_away(error):
            raise Recoverable(why(error)) from error
        raise


def prepare_now(prepare: Callable[[], None]) -> None:
    """Make a service's collections and indexes before it serves; left to its worker when the server is away."""
    try:
        with pymongo.timeout(SECONDS_TO_PREPARE):
            prepare()
    except PyMongoError as error:
        if not is_away(error):
            raise
        log.warning("the indexes are left to the worker", reason=why(error))


def find_each(
    collection: Collection[Document], field: str, keys: Iterable[str], projection: Document | None = None
) -> Iterator[Document]:
    """The documents that have one of the keys in a field, asked for some keys at a time.

    A document that has several of the keys may come several times.
    """
    wanted = list(keys)
    for start in range(0, len(wanted), KEYS_AT_A_TIME):
        yield from collection.find({field: {"$in": wanted[start : start + KEYS_AT_A_TIME]}}, projection)


def in_order(
    collection: Collection[Document], query: Document, projection: Document | None = None
) -> Iterator[Document]:
    """All that a query finds, in order of id, fetched some at a time by one cursor.

    What is added or changed meanwhile may be found or not, what is there all the while is found once. Asking anew for
    each part would have a server that sorts do so each time.
    """
    with collection.find(query, projection).sort("_id").batch_size(DOCUMENTS_AT_A_TIME) as found:
        yield from found


def check(store: Store) -> str | None:
    """None when the database answers; else what is wrong."""
    try:
        store.command("ping")
    except PyMongoError as error:
        return _turned_away(error) or f"MongoDB does not answer: {type(error).__name__}"
    return None


def _turned_away(error: PyMongoError) -> str | None:
    if is_refused(error):
        return "MongoDB refuses the login"
    if found := _CERTIFICATE.search(str(error)):
        return f"MongoDB's certificate does not hold: {found[1]}"
    return None
