"""Whether a database and the code go together, and what a process does when they do not."""

from collections.abc import Callable, Sequence
from functools import partial

from pymongo.errors import PyMongoError

from shared.store.migrations.book import is_blank, missing, note, taken
from shared.store.migrations.step import Step
from shared.store.mongo import Store

MISFIT_CODE = 3  # what gunicorn, too, ends with when an application does not start: it does not try for ever


class Misfit(Exception):
    """The database lacks steps that the code rests on, or has taken one that the code cannot live with."""


def misfit(database: Store, steps: Sequence[Step]) -> str | None:
    """What keeps database and code apart, and what to do; None when they go together."""
    found = taken(database)
    if lacking := [step.number for step in steps if step.number not in found]:
        which = ", ".join(map(str, lacking))
        return f"the database {database.name} is older than this code and lacks migration {which}: run `loftet migrate`"
    ours = len(steps)
    beyond = [each for each in found.values() if each.lived_with_from > ours]
    if beyond:
        worst = max(beyond, key=lambda each: each.lived_with_from)
        which = f"migration {worst.number} ({worst.name}), which code before {worst.lived_with_from} cannot live with"
        return f"the database {database.name} is newer than this code, number {ours}: it has {which}; run newer code"
    return None


def check_fit(database: Store, steps: Sequence[Step]) -> str | None:
    """As `misfit`, for health: a database that is away is another check's to tell."""
    try:
        return misfit(database, steps)
    except PyMongoError:
        return None


def prepared(database: Store, steps: Sequence[Step], prepare: Callable[[], None]) -> Callable[[], None]:
    """What a process calls before it serves: first whether it may at all, then its collections and indexes.

    A database that holds nothing yet needs no step: all are noted as taken.
    """
    return partial(_prepare, database, steps, prepare)


def _prepare(database: Store, steps: Sequence[Step], prepare: Callable[[], None]) -> None:
    if missing(database, steps) and is_blank(database):
        note(database, steps)
    if wrong := misfit(database, steps):  # asked after: another may have begun it at the same instant
        raise Misfit(wrong)
    prepare()
