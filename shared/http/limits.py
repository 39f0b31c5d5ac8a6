"""Rate limits for what needs no token: `@limiter.limit("10/minute")` on a view.

Counted in the service's database, so that all its processes count together and a restart forgets nothing. No address
is stored: a caller is counted under a hash of the address, keyed with a salt that is drawn anew each day (UTC), kept in
the database for as long as it is needed and then deleted; after that no one can tell whom a hash stood for. An IPv6
address counts by its /64, since that is what one subscriber has.

The window moves: it is exact, and the one strategy of `limits` that the embedded store carries out rightly (its fixed
windows are not reset there by `$$NOW`, its sliding ones fail).
"""

import hashlib
import ipaddress
import os
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, cast

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter, RateLimitExceeded
from limits.storage import MongoDBStorage
from pymongo import MongoClient
from pymongo.errors import DuplicateKeyError

from shared.config import Settings
from shared.http.problem import answer, of_status

WINDOWS: Final = "rateWindows"
SALTS: Final = "rateSalts"
_SCHEME: Final = "loftet+"
_CALL_MS: Final = 3_000
_KEPT: Final = timedelta(days=2)

Client = MongoClient[dict[str, Any]]


def key_of_caller() -> str:
    """Under what the present caller is counted."""
    salts: Salts = current_app.extensions["rate_salts"]
    salt = salts.of(datetime.now(UTC).date())
    return hashlib.blake2b(_subscriber(request.remote_addr or ""), key=salt, digest_size=16).hexdigest()


limiter = Limiter(key_func=key_of_caller, strategy="moving-window")


def add_limits(app: Flask, settings: Settings) -> None:
    """Make `limiter` work in the app."""
    app.config["RATELIMIT_STORAGE_URI"] = _SCHEME + settings.mongodb_uri
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {
        "database_name": settings.mongodb_database,
        "window_collection_name": WINDOWS,
        "timeoutMS": _CALL_MS,
    }
    _init_without_hooks(app)
    app.register_error_handler(RateLimitExceeded, _on_exceeded)
    storage = cast(Storage, limiter.storage)
    app.extensions["rate_salts"] = Salts(lambda: storage.storage, settings.mongodb_database)


def _init_without_hooks(app: Flask) -> None:
    """Flask-Limiter without its hooks around every request, which cost as much as a request itself.

    They serve limits that stand on no view (defaults, blueprints); a limited view is checked by its own wrapper.
    """
    before, after = app.before_request_funcs, app.after_request_funcs
    kept = list(before[None]), list(after[None]), list(app.teardown_request_funcs[None])
    limiter.init_app(app)
    before[None], after[None], app.teardown_request_funcs[None] = kept


def seconds_to_wait() -> int:
    """In how many seconds a caller who is over a limit may come back; within the handling of `RateLimitExceeded`."""
    limit = limiter.current_limit
    return max(1, limit.reset_at - int(time.time())) if limit else 60


def _on_exceeded(_: RateLimitExceeded) -> Response:
    return answer(of_status(429, headers={"Retry-After": str(seconds_to_wait())}))


class Storage(MongoDBStorage):
    """The storage of `limits`, which would connect once more, and wait for it, when it is given up unused."""

    STORAGE_SCHEME = [f"{_SCHEME}mongodb", f"{_SCHEME}mongodb+srv"]  # noqa: RUF012  (registers the class)

    def _init_mongo_client(self, uri: str | None, **options: int | str | bool) -> Any:  # noqa: ANN401
        client = super()._init_mongo_client((uri or "").removeprefix(_SCHEME), **options)
        weakref.finalize(self, _close, client)  # at the latest before the interpreter ends: then it would hang
        return client

    def __del__(self) -> None:
        """What it holds has been let go by then."""


def _close(client: Client) -> None:
    """Close it whenever it is let go: it may be amid another client's call, whose limit in time is none of its own."""
    with suppress(RuntimeError):  # no thread can be started any more, and so none need be ended
        Context().run(client.close)


class Salts:
    """The salt of each day, the same for all processes of the service."""

    def __init__(self, client: Callable[[], Client], database: str) -> None:
        self._client = client
        self._database = database
        self._today: tuple[date, bytes] | None = None
        self._lock = threading.Lock()

    def of(self, day: date) -> bytes:
        """The salt of a day; drawn by whoever asks first."""
        today = self._today
        if today is not None and today[0] == day:
            return today[1]
        with self._lock:
            salt = self._draw(day)
            self._today = (day, salt)
        return salt

    def _draw(self, day: date) -> bytes:
        database = self._client()[self._database]
        for collection in (WINDOWS, SALTS):
            database[collection].create_index("expireAt", expireAfterSeconds=0)
        expire_at = datetime(day.year, day.month, day.day, tzinfo=UTC) + _KEPT
        with suppress(DuplicateKeyError):  # another process may be first
            database[SALTS].insert_one({"_id": day.isoformat(), "salt": os.urandom(32), "expireAt": expire_at})
        found = database[SALTS].find_one({"_id": day.isoformat()}) or {}
        return bytes(found["salt"])


def _subscriber(address: str) -> bytes:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address.encode()
    return parsed.packed[:8] if parsed.version == 6 else parsed.packed
