"""Rate limits for what needs no token: `@limiter.limit("10/minute")` on a view.

Counted in the service's database, so that all its processes count together and a restart forgets nothing. No address
is stored: a caller is counted under a hash of the address, keyed with a salt that is drawn anew each day (UTC), kept in
the database for as long as it is needed and then deleted; after that no one can tell whom a hash stood for. An IPv6
address counts by its /64, since that is what one subscriber has.
"""

import hashlib
import ipaddress
import os
import threading
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from flask import Flask, current_app, request
from flask_limiter import Limiter
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from shared.config import Settings

COUNTERS: Final = "rateCounters"
SALTS: Final = "rateSalts"
_CALL_MS: Final = 3_000
_KEPT: Final = timedelta(days=2)


def key_of_caller() -> str:
    """Under what the present caller is counted."""
    salts: Salts = current_app.extensions["rate_salts"]
    salt = salts.of(datetime.now(UTC).date())
    return hashlib.blake2b(_subscriber(request.remote_addr or ""), key=salt, digest_size=16).hexdigest()


limiter = Limiter(key_func=key_of_caller, headers_enabled=True, strategy="fixed-window")


def add_limits(app: Flask, settings: Settings) -> None:
    """Make `limiter` work in the app."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.mongodb_uri
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {
        "database_name": settings.mongodb_database,
        "counter_collection_name": COUNTERS,
        "window_collection_name": "rateWindows",
        "timeoutMS": _CALL_MS,
        "serverSelectionTimeoutMS": _CALL_MS,
    }
    app.extensions["rate_salts"] = Salts(settings)
    limiter.init_app(app)


class Salts:
    """The salt of each day, the same for all processes of the service."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
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
        with self._client() as client:
            salts: Collection[dict[str, Any]] = client[self._settings.mongodb_database][SALTS]
            salts.create_index("expireAt", expireAfterSeconds=0)
            expire_at = datetime(day.year, day.month, day.day, tzinfo=UTC) + _KEPT
            with suppress(DuplicateKeyError):  # another process may be first
                salts.insert_one({"_id": day.isoformat(), "salt": os.urandom(32), "expireAt": expire_at})
            found = salts.find_one({"_id": day.isoformat()}) or {}
            return bytes(found["salt"])

    def _client(self) -> MongoClient[dict[str, Any]]:
        return MongoClient(
            self._settings.mongodb_uri, timeoutMS=_CALL_MS, serverSelectionTimeoutMS=_CALL_MS, tz_aware=True
        )


def _subscriber(address: str) -> bytes:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address.encode()
    return parsed.packed[:8] if parsed.version == 6 else parsed.packed
