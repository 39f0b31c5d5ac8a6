"""Whatever a document may ask for and whatever may be done, for properties that hold of all of it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from services.reports.domain.tally import DayTally
from shared.clock import start_of_day
from shared.events.agreement import Commitment, Counts, Covering, Period, Target

AUDIENCES = ("business", "association", "resident")
_SUBSETS = st.lists(st.sampled_from(AUDIENCES), unique=True, max_size=2).map(tuple)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """From a day to two years, around the turns of years and of summer time."""
    start = draw(st.dates(date(2020, 12, 20), date(2021, 11, 15)))
    return Period(start=start, end=start + timedelta(days=draw(st.integers(0, 730))))


def targets() -> st.SearchStrategy[Target]:
    return st.builds(
        Target,
        at_least=st.one_of(st.integers(1, 4), st.floats(0.25, 6)),
        each=st.sampled_from(["period", "year", "term", "quarter", "month", "week", "day"]),
        every=st.integers(1, 3),
        unit=st.sampled_from(["activities", "quantity", "days", "weeks", "hours", "result"]),
        result=st.just("r"),
        covering=st.none() | st.builds(Covering, audiences=_SUBSETS),
        average=st.booleans(),
        milestone=st.sampled_from([False, False, False, True]),
        by=st.none() | st.dates(date(2020, 12, 1), date(2023, 3, 1)),
        keep_short_windows=st.booleans(),
    )


def commitments() -> st.SearchStrategy[Commitment]:
    return st.builds(
        Commitment,
        id=st.just("c"),
        title=st.just("Åtagandet"),
        counts=st.builds(Counts, kinds=st.sampled_from([(), ("meeting",), ("walk",), ("walk", "patrol")])),
        target=st.none() | targets(),
    )


@st.composite
def day_tallies(draw: st.DrawFn, period: Period) -> dict[date, DayTally]:
    """Days in the period and some around it, with what was done and what is planned."""
    span = (period.end - period.start).days
    offsets = draw(st.lists(st.integers(-20, span + 60), unique=True, max_size=25))
    days = [period.start + timedelta(days=offset) for offset in offsets]
    return {day: draw(_day_tally(day)) for day in days}


@st.composite
def _day_tally(draw: st.DrawFn, day: date) -> DayTally:
    plans = [start_of_day(day) + timedelta(hours=draw(st.integers(1, 40))) for _ in range(draw(st.integers(0, 2)))]
    number = draw(st.integers(0, 3))
    if not number:
        return DayTally(planned_until=tuple(sorted(plans)))
    return DayTally(
        activities=number,
        quantity=draw(st.floats(0, 20)),
        minutes=draw(st.integers(0, 600)),
        results={"r": draw(st.floats(0, 5))},
        audiences=draw(_SUBSETS),
        ids=tuple(f"{day}-{n}" for n in range(number)),
        planned_until=tuple(sorted(plans)),
        last_reported_at=start_of_day(day) + timedelta(days=1),
    )


@st.composite
def moments(draw: st.DrawFn, period: Period) -> datetime:
    """Instants from before the period until well after it, to the second."""
    start = datetime(period.start.year, period.start.month, period.start.day, tzinfo=UTC)
    length = (period.end - period.start).days + 200
    return start + timedelta(days=draw(st.integers(-60, length)), seconds=draw(st.integers(0, 86399)))


def endings(period: Period) -> st.SearchStrategy[date]:
    """The last day of an agreement that was ended early; or so it is said, a few days too late."""
    around = timedelta(days=3)
    return st.dates(period.start - around, period.end + around)
