"""A service's database: whether it answers, is of this code, has its indexes, can be followed, and what time it has."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from pymongo.errors import PyMongoError

from shared.ops.counted import counted
from shared.ops.doctor.finding import Finding, found
from shared.ops.doctor.indexes import lacking
from shared.store.migrations import misfit
from shared.store.mongo import Store, connect, why

_CLOCKS_DIFFER: Final = timedelta(seconds=5)


def examine_database(settings: Any, service: str) -> Iterator[Finding]:  # noqa: ANN401  (each service's own)
    """The database, and all that the service needs of it."""
    store = connect(settings)
    try:
        store.command("ping")
    except PyMongoError as error:
        yield found("database", why(error), "start it, or mend LOFTET_MONGODB_URI: address, login, TLS")
        return
    else:
        yield Finding(what="database")
        steps = import_module(f"services.{service}.migrations").STEPS
        other_code = f"loftet migrate {service}, or run the code that it is of"
        yield _asked("migrations", lambda: misfit(store, steps), other_code)
        start = "start its worker anew: it makes them before anything else"
        yield _asked("indexes", lambda: lacking(store, service, settings), start)
        yield _asked("change stream", lambda: _unwatched(store), "make MongoDB a replica set, of one node at least")
        yield _rehearsal(settings.clock_file) or _asked(
            "clock", lambda: _clock(store), "let both machines follow the same time servers"
        )
        if vault := getattr(settings, "vault", None):
            do = "put them back into LOFTET_FOLLOWERS_KEYS, before those that are there; the worker then seals anew"
            yield _asked("followers' keys", lambda: _sealed_otherwise(store, vault.names), do)
    finally:
        store.client.close()


def _asked(what: str, ask: Callable[[], str | None], do: str) -> Finding:
    try:
        wrong = ask()
    except PyMongoError as error:
        wrong = why(error)
    return found(what, wrong, do)


def _unwatched(store: Store) -> str | None:
    with store.watch(max_await_time_ms=1) as stream:
        stream.try_next()
    return None


def _rehearsal(clock_file: str | None) -> Finding | None:
    if clock_file is None:
        return None
    try:
        wrong = f"LOFTET_CLOCK_FILE is set: this is a rehearsal at {Path(clock_file).read_text().strip()}"
    except OSError as error:
        wrong = f"LOFTET_CLOCK_FILE cannot be read: {error.strerror}"
    return found("clock", wrong, "unset LOFTET_CLOCK_FILE, unless this is meant to be a rehearsal")


def _clock(store: Store) -> str | None:
    now = datetime.now(UTC)
    apart = abs(now - store.command("hello", codec_options=store.codec_options).get("localTime", now))
    return f"MongoDB's clock is {apart.total_seconds():.0f} s from ours" if apart > _CLOCKS_DIFFER else None


def _sealed_otherwise(store: Store, names: tuple[str, ...]) -> str | None:
    """Addresses of followers that no key opens any more: they are written to no longer, and nobody is told."""
    query = {"kid": {"$nin": list(names)}}
    count = store.followers.count_documents(query)
    gone = sorted({str(name) for name in store.followers.distinct("kid", query)})
    told = counted(count, "who follows is", "who follow are")
    return f"{told} sealed by keys that are not here: {', '.join(gone)}" if count else None
