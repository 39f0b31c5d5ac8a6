"""Whatever is promised and whatever is done: what is reckoned from the open data alone is what reports says."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reports.domain.fold import status_of, version_in_force
from services.reports.domain.since import dated
from shared.clock import start_of_day
from shared.events.activity import Activity, Count, EarlierCounts, Kind, Participant, Place, Span
from shared.events.agreement import AgreementVersion, Commitment, Covering, Period, Target
from shared.ops.verify import of_folder
from tests.unit.reports.samples import KOMMUN, POLIS, agreement
from tests.unit.reports.strategies import AUDIENCES, commitments, endings, moments, periods
from tests.unit.verify.publishing import publish

PLACES = ("Centrum", "Stationen")


@st.composite
def versions(draw: st.DrawFn, period: Period) -> list[AgreementVersion]:
    """An agreement, and perhaps what an amendment made of it, also with commitments added or renamed, or its end."""
    asked = [_with_places(draw, each, f"c{n}") for n, each in enumerate(draw(st.lists(commitments(), max_size=2)))]
    first = agreement(*asked, period=period, since=f"{period.start - timedelta(days=5)} 12:00")
    if not draw(st.booleans()):
        return [first]
    kept = [msgspec.structs.replace(one, id=draw(st.sampled_from([one.id, f"{one.id}-before"]))) for one in asked]
    kept = [one for one in kept if draw(st.booleans())]
    changed = [msgspec.structs.replace(one, target=draw(st.none() | st.just(Target(at_least=2)))) for one in asked]
    first = agreement(*kept, period=period, since=f"{period.start - timedelta(days=5)} 12:00")
    ended = draw(st.none() | endings(period))
    since = period.start + timedelta(days=draw(st.integers(0, 90)))
    second = agreement(*changed, period=period, version=2, since=f"{since} 09:30", closed_on=ended)
    told = draw(st.none() | st.just(second.in_force_from + timedelta(days=draw(st.integers(0, 200)))))
    return list(dated([first, msgspec.structs.replace(second, published_at=told)]))


def _with_places(draw: st.DrawFn, asked: Commitment, name: str) -> Commitment:
    target = asked.target
    if target and target.covering and draw(st.booleans()):
        places = draw(st.lists(st.sampled_from(PLACES), unique=True).map(tuple))
        parties = draw(st.sampled_from([(), (POLIS,)]))
        covering = Covering(audiences=target.covering.audiences, parties=parties, places=places)
        target = msgspec.structs.replace(target, covering=covering)
    return msgspec.structs.replace(asked, id=name, target=target)


@st.composite
def histories(draw: st.DrawFn, period: Period, names: list[str]) -> dict[str, dict[int, Activity]]:
    """Activities in the period and around it, some told of several times."""
    told = {}
    for number in range(draw(st.integers(0, 8))):
        first = draw(_activity(period, names, f"activity-{number}"))
        revisions = {1: first}
        for revision in range(2, draw(st.integers(1, 3)) + 1):
            later = draw(_activity(period, names, first.id))
            reported = revisions[revision - 1].reported_at + timedelta(hours=draw(st.integers(1, 900)))
            revisions[revision] = msgspec.structs.replace(later, revision=revision, reported_at=reported)
        told[first.id] = revisions
    return told


@st.composite
def _activity(draw: st.DrawFn, period: Period, names: list[str], name: str) -> Activity:
    day = period.start + timedelta(days=draw(st.integers(-20, (period.end - period.start).days + 60)))
    start = start_of_day(day) + timedelta(minutes=draw(st.integers(0, 1439)))
    span = Span(start=start, end=start + timedelta(minutes=draw(st.integers(0, 600))))
    state = draw(st.sampled_from(["completed", "completed", "planned", "cancelled", "withdrawn"]))
    toward = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    before = draw(st.none() | st.just(tuple(toward[:1])))
    reported = start + timedelta(hours=draw(st.integers(-2000, 500) if state == "planned" else st.integers(0, 500)))
    held = draw(st.sampled_from([None, None, reported + timedelta(days=10)]))
    return Activity(
        id=name,
        revision=1,
        municipality="0140",
        municipality_name="Nykvarn",
        kind=Kind.WALK,
        state=state,
        title="",
        reported_by=draw(st.sampled_from([KOMMUN, POLIS])),
        reported_at=reported,
        planned=span if state == "planned" else None,
        actual=span if state != "planned" else None,
        place=draw(st.none() | st.sampled_from([Place(name="  CENTRUM "), Place(name="Stationen")])),
        participants=draw(st.sampled_from([(), (Participant(name="Polisen", party=POLIS),)])),
        audiences=draw(st.lists(st.sampled_from(AUDIENCES), unique=True).map(tuple)),
        quantity=draw(st.floats(0.1, 20)),
        results={"r": draw(st.floats(0, 5))},
        publishable_from=held,
        counts=tuple(_count(one) for one in toward),
        earlier=() if before is None else (EarlierCounts(agreement="a", version=1, commitments=before),),
    )


def edge(signed: list[AgreementVersion], told: dict[str, dict[int, Activity]], moment: datetime) -> datetime:
    """The first instant at which time alone would change what holds at a moment: where two readings differ first."""
    version = version_in_force(signed, moment)
    status = status_of(version, version.agreement.promises[0], told, moment, moment)
    return status.valid_until or moment


def _count(commitment: str) -> Count:
    return Count(agreement="a", promise="p", commitment=commitment, promise_title="Löftet", responsible=(KOMMUN,))


@given(st.data(), periods())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_reckoned_from_the_data_alone_is_what_reports_says(data: st.DataObject, period: Period) -> None:
    signed = data.draw(versions(period))
    names = [one.id for one in signed[-1].agreement.promises[0].commitments]
    told = data.draw(histories(period, names))
    as_of: datetime = data.draw(moments(period))
    if data.draw(st.booleans()):
        as_of = edge(signed, told, as_of) - data.draw(st.sampled_from([timedelta(0), timedelta(microseconds=1)]))
    known_at = data.draw(st.none() | st.just(as_of) | moments(period))

    with TemporaryDirectory() as folder:
        verdict = of_folder(publish(Path(folder), signed, told, as_of, known_at))

    assert [str(each) for each in verdict.differences] == []
    assert verdict.verified == 1
