"""The conditions that an activity must meet to count toward a commitment: one table, for counting and for explaining.

Each field of the filter lets an activity through when any of its values fits; all fields must let it through.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Final

from shared.clock import STOCKHOLM
from shared.events.activity import Activity
from shared.events.agreement import Agreement, Counts, Promise, Weekday
from shared.places import plain

COUNTING: Final = ("planned", "completed")
_EVERYTHING: Final = Counts()
_WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Tried:
    """An activity as the conditions look at it: with its start by the clock in Stockholm."""

    activity: Activity
    start: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What a commitment asks of it. The filter is a commitment's; without one, the agreement alone is looked at."""

    agreement: Agreement
    promise: Promise | None = None
    filter: Counts = _EVERYTHING


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, by name.

    Attributes:
        english, swedish: what is so when it is missed.
        meets: whether the activity meets it; what asks for nothing is always met.
        wanted: the values of which any would do.
        found: the activity's own values in their place; none: it has none.
    """

    name: str
    english: str
    swedish: str
    meets: Callable[[Tried, Asked], bool]
    wanted: Callable[[Asked], Iterable[str]]
    found: Callable[[Tried, Asked], Iterable[str]]


def tried(activity: Activity) -> Tried:
    """The activity, ready to be tried."""
    return Tried(activity, activity.span.start.astimezone(STOCKHOLM))


def _holds_the_day(tried: Tried, asked: Asked) -> bool:
    days = asked.agreement.in_effect
    return days.start <= tried.start.date() <= days.end


def _period(asked: Asked) -> tuple[str]:
    days = asked.agreement.in_effect
    return (f"{days.start} to {days.end}",)


def _is_named(tried: Tried, asked: Asked) -> bool:
    named = tried.activity.narrowed_to
    return not named or (asked.promise is not None and asked.promise.id in named)


def _parties(activity: Activity) -> list[str]:
    """Whoever reports it, and those who take part."""
    return [activity.reported_by, *(each.party for each in activity.participants if each.party is not None)]


def _is_any(names: Iterable[str], wanted: tuple[str, ...]) -> bool:
    """Whether one of the names is wanted, in whatever letters; when none is, all will do."""
    return not wanted or any(plain(each) in _plainly(wanted) for each in names)


@lru_cache(maxsize=1_000)
def _plainly(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain, names))


def _is_at(tried: Tried, asked: Asked) -> bool:
    place = tried.activity.place
    return _is_any((place.name,) if place else (), asked.filter.places)


def _weekday(tried: Tried, asked: Asked) -> Weekday:
    """The weekday that it belongs to.

    After midnight, what began in the evening still belongs to that evening: between 21:00 and 03:00 on Fridays,
    01:30 on a Saturday morning is wanted, and 01:30 on a Friday morning is not.
    """
    opens, closes = _clock_times(asked.filter)
    is_past_midnight = closes is not None and tried.start.time() < closes < opens
    return _WEEKDAYS[(tried.start.date() - timedelta(days=is_past_midnight)).weekday()]


def _is_between(tried: Tried, asked: Asked) -> bool:
    opens, closes = _clock_times(asked.filter)
    clock = tried.start.time()
    if closes is None or closes == opens:
        return clock >= opens
    return opens <= clock < closes if opens < closes else clock >= opens or clock < closes


def _clock_times(wanted: Counts) -> tuple[time, time | None]:
    return wanted.from_ or time.min, wanted.until


def _hours(asked: Asked) -> tuple[str, ...]:
    opens, closes = _clock_times(asked.filter)
    return (f"from {opens:%H:%M}" + (f" until {closes:%H:%M}" if closes else ""),)


PERIOD: Final = Condition(
    "period",
    "The agreement does not hold on that day.",
    "Medborgarlöftet gäller inte den dagen.",
    _holds_the_day,
    _period,
    lambda tried, _: (tried.start.date().isoformat(),),
)

STATE: Final = Condition(
    "state",
    "Only what is planned or done counts.",
    "Bara det som är planerat eller gjort räknas.",
    lambda tried, _: tried.activity.state in COUNTING,
    lambda _: COUNTING,
    lambda tried, _: (tried.activity.state,),
)

# In the order in which they are tried; the first that is missed explains.
FILTER: Final = (
    Condition(
        "promise",
        "The report names other promises.",
        "Rapporten gäller andra löften.",
        _is_named,
        lambda asked: (asked.promise.id,) if asked.promise else (),
        lambda tried, _: tried.activity.narrowed_to,
    ),
    Condition(
        "kind",
        "It is another kind of activity.",
        "Det är en annan sorts aktivitet.",
        lambda tried, asked: not asked.filter.kinds or tried.activity.kind in asked.filter.kinds,
        lambda asked: asked.filter.kinds,
        lambda tried, _: (tried.activity.kind,),
    ),
    Condition(
        "tag",
        "It has none of the tags.",
        "Den har ingen av märkningarna.",
        lambda tried, asked: _is_any(tried.activity.tags, asked.filter.tags),
        lambda asked: asked.filter.tags,
        lambda tried, _: tried.activity.tags,
    ),
    Condition(
        "audience",
        "It reached none of the audiences.",
        "Den nådde ingen av målgrupperna.",
        lambda tried, asked: _is_any(tried.activity.audiences, asked.filter.audiences),
        lambda asked: asked.filter.audiences,
        lambda tried, _: tried.activity.audiences,
    ),
    Condition(
        "group",
        "It is not the activity of the group.",
        "Det är inte gruppens aktivitet.",
        lambda tried, asked: not asked.filter.groups or tried.activity.group in asked.filter.groups,
        lambda asked: asked.filter.groups,
        lambda tried, _: (tried.activity.group,) if tried.activity.group else (),
    ),
    Condition(
        "party",
        "None of the parties took part.",
        "Ingen av parterna deltog.",
        lambda tried, asked: (
            not asked.filter.parties or any(each in asked.filter.parties for each in _parties(tried.activity))
        ),
        lambda asked: asked.filter.parties,
        lambda tried, _: dict.fromkeys(_parties(tried.activity)),
    ),
    Condition(
        "place",
        "It was at another place.",
        "Den var på en annan plats.",
        _is_at,
        lambda asked: asked.filter.places,
        lambda tried, _: (tried.activity.place.name,) if tried.activity.place else (),
    ),
    Condition(
        "weekday",
        "It began on another weekday.",
        "Den började en annan veckodag.",
        lambda tried, asked: not asked.filter.weekdays or _weekday(tried, asked) in asked.filter.weekdays,
        lambda asked: asked.filter.weekdays,
        lambda tried, asked: (_weekday(tried, asked),),
    ),
    Condition(
        "clock-time",
        "It began at another time of the day.",
        "Den började en annan tid på dygnet.",
        _is_between,
        _hours,
        lambda tried, _: (f"{tried.start:%H:%M}",),
    ),
)
CONDITIONS: Final = (PERIOD, STATE, *FILTER)
