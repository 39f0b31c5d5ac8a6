"""`loftet doctor`: everything that a service rests on, asked in turn, and what to do about what is wrong."""

import json
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click
from kafka.errors import KafkaError
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from shared.config import BadConfiguration, Settings
from shared.events.catalogue import DEAD_LETTER_SERVICES
from shared.http.keys import Keys, NoKeys
from shared.kafka.broker import Broker
from shared.kafka.clients import check as broker_check
from shared.kafka.clients import make_admin, make_reader
from shared.kafka.topics import declared_topics, differences
from shared.kafka.users import declared_users
from shared.ops.groups import lags
from shared.ops.showing import json_option, show, show_json
from shared.store.migrations import misfit
from shared.store.mongo import Document, Store, connect

_CLOCKS_DIFFER: Final = timedelta(seconds=5)
_MANY: Final = 1_000  # documents that want an index
_SMTP_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one thing: ``wrong`` is None when it is well, and then there is nothing to do."""

    what: str
    wrong: str | None = None
    do: str | None = None


@click.command(
    epilog="""\b
Example, in the environment that the service's processes have:
  loftet doctor reports
"""
)
@click.argument("service", type=click.Choice(DEAD_LETTER_SERVICES))
@json_option
def doctor(service: str, as_json: bool) -> None:
    """Ask everything that SERVICE rests on, and say what to do about what is wrong; exit 1 when something is.

    Run it where the service runs: it reads the same environment. It writes nothing and sends nothing.
    """
    found = []
    for finding in examine(service):
        found.append(finding)
        if as_json:
            show_json(finding)
    if not as_json:
        rows = [(each.what, each.wrong or "well", each.do or "") for each in found]
        show(("", "found", "what to do"), rows, "")
    if any(each.wrong for each in found):
        raise SystemExit(1)


def examine(service: str) -> Iterator[Finding]:
    """Each thing in turn, what others rest on first; what cannot be asked any more is left out."""
    module = import_module(f"services.{service}.config")
    try:
        settings: Settings = getattr(module, f"{service.capitalize()}Settings").read()
    except BadConfiguration as error:
        yield Finding(what="configuration", wrong=str(error), do="set what is named; the README's table tells of each")
        return
    yield Finding(what="configuration")
    yield from _kafka(settings, service)
    yield from _mongodb(settings, service)
    yield _keys("token keys", settings.jwks)
    if location := getattr(settings, "tips_keys", None):
        yield _tip_keys(location)
    if hasattr(settings, "smtp_host"):
        yield _mail(settings)


def _kafka(settings: Settings, service: str) -> Iterator[Finding]:
    if wrong := broker_check(settings.broker):
        yield Finding(what="broker", wrong=wrong, do="start it, or mend LOFTET_KAFKA_BOOTSTRAP, _TLS and _CA")
        return
    try:
        drift = _drift(settings.broker, service)
        with make_admin(settings.broker) as admin, make_reader(settings.broker) as reader:
            groups = lags(admin, reader, service)
    except KafkaError as error:
        do = "is the login right (LOFTET_KAFKA_USER), and may it do this (loftet users list)?"
        yield Finding(what="broker", wrong=f"it lets nobody in: {error}", do=do)
        return
    yield Finding(what="broker")
    told = "; ".join(f"{name}: {how}" for name, how in drift.items())
    yield Finding(what="topics", wrong=told or None, do="loftet topics create, or mend what differs" if drift else None)
    unread = sorted({each.group for each in groups if each.member is None})
    wrong = f"nobody reads for {', '.join(unread)}" if unread else None if groups else "it has never read anything"
    yield Finding(what="readers", wrong=wrong, do="start its worker, and read its log" if wrong else None)


def _drift(broker: Broker, service: str) -> dict[str, str]:
    """How the topics of a service differ; it sees no others where users may only do what they need."""
    user = next(each for each in declared_users() if each.name == service)
    own = [topic for topic in declared_topics() if topic.name in {*user.reads, *user.writes}]
    return {name: how for name, how in differences(broker, own, as_far_as_told=True).items() if how}


def _mongodb(settings: Settings, service: str) -> Iterator[Finding]:
    store = connect(settings)
    try:
        store.command("ping")
    except PyMongoError as error:
        yield Finding(
            what="database", wrong=_short(error), do="start it, or mend LOFTET_MONGODB_URI: address, login, TLS"
        )
        return
    else:
        yield Finding(what="database")
        steps = import_module(f"services.{service}.migrations").STEPS
        yield _asked(
            "migrations", lambda: misfit(store, steps), f"loftet migrate {service}, or run the code that it is of"
        )
        yield _asked("indexes", lambda: _without_index(store), "start the worker: it makes them before anything else")
        yield _asked("change stream", lambda: _unwatched(store), "make MongoDB a replica set, of one node at least")
        yield _asked("clock", lambda: _clock(store, settings), "let both machines follow the same time servers")
    finally:
        store.client.close()


def _asked(what: str, ask: Callable[[], str | None], do: str) -> Finding:
    try:
        wrong = ask()
    except PyMongoError as error:
        wrong = _short(error)
    return Finding(what=what, wrong=wrong, do=do if wrong else None)


def _without_index(store: Store) -> str | None:
    """A collection that has grown with no index but that of its ids is one that nobody has prepared."""
    bare = [name for name in store.list_collection_names() if _is_bare(store[name])]
    return f"{', '.join(sorted(bare))}: many documents and no index" if bare else None


def _is_bare(collection: Collection[Document]) -> bool:
    if len(collection.index_information()) > 1:
        return False
    return len(list(collection.find({}, {"_id": 1}).limit(_MANY))) == _MANY


def _unwatched(store: Store) -> str | None:
    with store.watch(max_await_time_ms=1) as stream:
        stream.try_next()
    return None


def _clock(store: Store, settings: Settings) -> str | None:
    if settings.clock_file:
        return f"LOFTET_CLOCK_FILE is set: this is a rehearsal at {Path(settings.clock_file).read_text().strip()}"
    now = datetime.now(UTC)
    apart = abs(now - store.command("hello", codec_options=store.codec_options).get("localTime", now))
    return f"MongoDB's clock is {apart.total_seconds():.0f} s from ours" if apart > _CLOCKS_DIFFER else None


def _keys(what: str, location: str) -> Finding:
    keys = Keys(location)
    try:
        keys.get(None)
    except NoKeys as error:
        return Finding(what=what, wrong=str(error), do="mend LOFTET_JWKS, or reach the identity provider from here")
    return Finding(what=what)


def _tip_keys(location: str) -> Finding:
    do = "mend LOFTET_TIPS_KEYS: a JWKS file whose keys each name their party"
    try:
        keys: list[dict[str, Any]] = json.loads(Path(location).read_text(encoding="utf-8"))["keys"]
        wrong = None if keys and all(key.get("party") for key in keys) else "a key names no party, or there is none"
    except (OSError, ValueError, KeyError, TypeError) as error:
        wrong = f"{type(error).__name__}: {error}"
    return Finding(what="tip keys", wrong=wrong, do=do if wrong else None)


def _mail(settings: Any) -> Finding:  # noqa: ANN401  (notifications' own settings)
    try:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_SMTP_SECONDS) as server:
            server.ehlo()
            if settings.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
    except (OSError, smtplib.SMTPException) as error:
        do = "start the relay, or mend LOFTET_SMTP_HOST, _PORT, _STARTTLS, _USER and _PASSWORD"
        return Finding(what="mail", wrong=f"{type(error).__name__}: {error}", do=do)
    return Finding(what="mail")


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]
