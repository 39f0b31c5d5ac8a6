"""Why a promise stands as it does, and how it came so: explanations, histories, and the lists that find promises."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deploy.local import Stack
from services.reports.api.moments import promise_found
from services.reports.migrations import STEPS
from services.reports.projector import Projector
from services.reports.store import ReportsStore
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished, FocusArea
from shared.events.status import StatusChanged
from tests.integration.reports_house import HERE, NYKVARN, PUBLISHED, WALKED, WALKS, House, changed, house_on

CANCELLED: Activity = changed(WALKED, id="called-off", state="cancelled", revision=2, reason="Oväder.")
ELSEWHERE: Activity = changed(WALKED, id="elsewhere", counts=(), narrowed_to=("another-promise",))
SUMMER = datetime(2021, 8, 1, tzinfo=UTC)


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as house:
        yield house


def got(house: House, path: str, **query: str) -> dict[str, Any]:
    answer = house.get(f"/promises/{WALKS}/{path}", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_an_explanation_names_the_rule_and_what_became_of_each_activity(house: House) -> None:
    house.told(WALKED, CANCELLED)

    found = got(house, "explanation")

    (commitment, *_) = found["commitments"]
    spring = commitment["windows"][0]["considered"]
    assert (found["state"], found["stateName"]) == ("on_track", "enligt plan")
    assert commitment["rule"]["words"]["sv"].endswith(".")
    assert [each["activity"] for each in spring["counted"]] == [WALKED.id]
    assert [(each["reason"], each["said"]) for each in spring["notCounted"]] == [("cancelled", "Oväder.")]
    assert found["prospects"][0]["kind"] == "time"


def test_what_is_of_the_kind_and_counts_for_nothing_is_told_with_what_it_misses(house: House) -> None:
    house.told(WALKED, ELSEWHERE, changed(ELSEWHERE, id="held", publishable_from=datetime(2031, 1, 1, tzinfo=UTC)))

    assert reasons_told(house) == {ELSEWHERE.id: "other-promise"}
    assert "Rapporten gäller andra löften." in house.app.test_client().get(f"/0140/{NYKVARN}/{WALKS}").text


def test_what_was_kept_before_it_could_be_found_by_its_kind_is_found_so_after_a_step(house: House) -> None:
    house.told(WALKED, ELSEWHERE)
    before = list(house.store.database.facts.find().sort("_id"))
    for fact in before:
        marks = [each for each in fact["marks"] if not each.startswith("kind|")]
        house.store.database.facts.update_one({"_id": fact["_id"]}, {"$set": {"marks": marks}, "$unset": {"kinds": 1}})
    assert reasons_told(house) == {}
    (step,) = (each for each in STEPS if each.number == 2)
    assert step.left(house.store.database) == 2

    assert sum(step.run(house.store.database)) == 2

    assert reasons_told(house) == {ELSEWHERE.id: "other-promise"}
    after = list(house.store.database.facts.find().sort("_id"))
    assert [fact | {"marks": sorted(fact["marks"])} for fact in after] == before
    assert step.left(house.store.database) == 0


def reasons_told(house: House) -> dict[str, str]:
    """The reasons of the first commitment's first window, by activity."""
    first = got(house, "explanation")["commitments"][0]["windows"][0]["considered"]
    return {each["activity"]: each["reason"] for each in first["notCounted"]}


def test_an_explanation_is_of_the_moment_asked_for_as_then_known(house: House) -> None:
    house.it_is(SUMMER)
    house.told(WALKED, changed(WALKED, revision=2, state="withdrawn", reported_at=datetime(2021, 7, 1, tzinfo=UTC)))

    then = got(house, "explanation", asOf="2021-06-01T12:00:00Z", knownAt="2021-06-01T12:00:00Z")
    now = got(house, "explanation", asOf="2021-06-01T12:00:00Z")

    assert (then["state"], now["state"]) == ("on_track", "at_risk")
    assert now["commitments"][0]["windows"][0]["considered"]["notCounted"][0]["reason"] == "withdrawn"
    status = house.status(asOf="2021-06-01T12:00:00Z")
    assert (status["state"], status["status"]["explanation"]) == (now["state"], now["explanation"])


def test_a_history_tells_each_change_with_the_event_or_the_clock(house: House) -> None:
    house.it_is(SUMMER)
    house.told(WALKED)

    found = got(house, "history")

    told = [(each["state"], *(each["cause"][name] for name in ("kind", "event", "type"))) for each in found["items"]]
    assert told == [
        ("not_started", "event", f"{NYKVARN}.1", "se.loftet.agreement.published.v1"),
        ("on_track", "event", f"{WALKED.id}.1", "se.loftet.walk.completed.v1"),
    ]
    assert found["total"] == 2
    assert got(house, "history", asOf="2021-03-01T00:00:00Z")["total"] == 1


def test_a_history_is_paged_as_all_lists(house: House) -> None:
    house.it_is(datetime(2023, 2, 1, tzinfo=UTC))
    house.told(WALKED)

    whole, first = got(house, "history"), got(house, "history", limit="2")
    second = got(house, "history", limit="2", after=first["next"].rpartition("after=")[2])

    assert len(whole["items"]) == whole["total"] == first["total"] > 2
    assert first["items"] + second["items"] == whole["items"][:4]
    assert whole["items"][2:4] == got(house, "history", limit="2", page="2")["items"]


def test_what_may_not_be_shown_yet_is_in_no_history_and_no_explanation(house: House) -> None:
    until = WALKED.reported_at + timedelta(days=3)
    house.told(changed(WALKED, publishable_from=until))

    assert WALKED.id not in house.get(f"/promises/{WALKS}/history").text
    assert WALKED.id not in house.get(f"/promises/{WALKS}/explanation").text

    house.it_is(until)
    last = got(house, "history")["items"][-1]
    assert (last["cause"]["kind"], last["cause"]["activity"], last["state"]) == ("clock", WALKED.id, "on_track")


def test_how_a_promise_went_is_told_on_the_days_of_the_deeds_when_it_is_asked_by_what_is_known(house: House) -> None:
    late = changed(WALKED, reported_at=datetime(2021, 7, 20, tzinfo=UTC))
    house.it_is(SUMMER)
    house.told(late)

    said = got(house, "history")["items"]
    went = got(house, "history", knownAt=SUMMER.isoformat())["items"]

    assert [each["state"] for each in said] == ["not_started", "at_risk", "behind", "on_track"]
    assert [each["state"] for each in went] == ["not_started", "on_track"]
    assert went[-1]["at"] == msgspec.to_builtins(WALKED.span.start)


@pytest.mark.parametrize("path", ["status", "explanation", "history"])
@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"asOf": "2021-13-01T00:00:00Z"}, "is no moment by RFC 3339; write it as in 2021-04-15T18:00:00+02:00"),
        ({"asOf": "2021-04-15T18:00:00"}, "needs an offset, as in 2021-04-15T18:00:00+02:00"),
        ({"knownAt": "2999-01-01T00:00:00Z"}, "lies in the future; ask for a moment that has been"),
    ],
)
def test_a_moment_that_is_none_is_refused_by_its_name(
    house: House, path: str, asked: dict[str, str], reason: str
) -> None:
    answer = house.get(f"/promises/{WALKS}/{path}", **asked)

    assert answer.status_code == 422
    assert answer.get_json()["invalidParameters"] == [{"property": next(iter(asked)), "reason": reason}]


@pytest.mark.parametrize("path", ["status", "explanation", "history"])
def test_a_promise_that_there_is_not_or_that_is_another_municipality_s_is_not_found(house: House, path: str) -> None:
    assert house.get(f"/promises/no-such/{path}").status_code == 404
    assert house.get(f"/promises/{WALKS}/{path}", municipalities=("9999",)).status_code == 404


def amended(since: datetime, published_at: datetime) -> AgreementPublished:
    """Nykvarn's, with another version that asks for nothing by number, and takes the second promise away if any."""
    latest = PUBLISHED.latest
    first = latest.agreement.promises[0]
    no_measure = tuple(changed(each, target=None) for each in first.commitments)
    promises = (changed(first, commitments=no_measure), *latest.agreement.promises[1:])
    agreement = changed(latest.agreement, promises=promises)
    second = changed(latest, version=2, in_force_from=since, published_at=published_at, agreement=agreement)
    return changed(PUBLISHED, versions=(*PUBLISHED.versions, second))


def test_an_amendment_that_holds_since_an_earlier_day_is_not_known_before_it_was_made(house: House) -> None:
    since, made = datetime(2021, 5, 1, tzinfo=UTC), datetime(2021, 7, 20, tzinfo=UTC)
    house.it_is(SUMMER)
    house.told(amended(since, made))

    day = "2021-06-20T12:00:00Z"
    assert house.status(asOf=day)["state"] == "stalled"
    assert house.status(asOf=day, knownAt=day)["state"] == "at_risk"
    assert got(house, "history")["items"][-1]["cause"]["event"] == f"{NYKVARN}.2"
    assert got(house, "explanation", asOf=day, knownAt=day)["agreementVersion"] == 1


def test_a_status_goes_with_its_version_though_an_amendment_comes_while_it_is_read(house: House) -> None:
    # given somebody who has read the agreement, and asks on a day when time has changed how it goes
    query = house.app.extensions["pages"]
    published, board = query.promise(WALKS)
    house.it_is(SUMMER)

    house.told(amended(WALKED.reported_at, SUMMER))
    version, status = query.status(published, board)

    assert (version.version, status.agreement_version, status.state) == (2, 2, "stalled")


def test_whoever_asks_while_an_amendment_comes_is_answered(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    # given an amendment that comes when the agreement has just been read, on a day when time has changed how it goes
    def found(promise_id: str) -> object:
        read = promise_found(promise_id)
        house.told(amended(WALKED.reported_at, SUMMER))
        return read

    house.it_is(SUMMER)
    monkeypatch.setattr("services.reports.api.promises.promise_found", found)

    assert house.status()["state"] == "stalled"


def test_promises_are_found_by_municipality_focus_area_party_and_state(house: House) -> None:
    area = FocusArea(id="centrum", title="Centrum", lagesbild="...")
    latest = PUBLISHED.latest
    first = latest.agreement.promises[0]
    police = {"responsible": (first.responsible[1],), "focus_areas": ("centrum",)}
    alone = changed(first, id="police-alone", commitments=(), **police)
    agreement = changed(latest.agreement, focus_areas=(area,), promises=(first, alone))
    second = changed(latest, version=2, in_force_from=WALKED.reported_at, agreement=agreement)
    house.told(changed(PUBLISHED, versions=(latest, second)), WALKED)

    def found(**query: str) -> list[str]:
        answer = house.get("/promises", **query)
        assert answer.status_code == 200, answer.text
        return [each["promise"] for each in answer.get_json()["items"]]

    assert found() == sorted([WALKS, "police-alone"])
    assert found(municipality=HERE, focusArea="centrum") == ["police-alone"]
    assert found(party=first.responsible[0]) == [WALKS]
    assert len(found(party=first.responsible[1])) == 2
    assert found(state="on_track") == [WALKS]
    assert found(party=first.responsible[0], state="behind") == []


def events(house: House) -> list[dict[str, Any]]:
    (board,) = house.store.database.promises.find({"_id": WALKS})
    return list(board["events"])


def test_the_event_of_a_change_has_an_id_that_derives_from_what_caused_it(house: House) -> None:
    house.told(WALKED)
    (walked,) = events(house)

    # when the same comes again, and when it comes in another order of batches elsewhere
    house.told(WALKED)
    assert events(house) == [walked]
    house.store.database.promises.delete_many({})
    house.store.database.agreements.delete_many({})
    house.store.database.facts.delete_many({})
    house.projector = Projector(ReportsStore(house.store.database), house.app.extensions["clock"])
    house.told(PUBLISHED)
    house.told(changed(WALKED, id="elsewhere", counts=()))
    house.told(WALKED)

    # then the change has the same id
    (again,) = events(house)
    assert again["headers"]["ce_id"] == walked["headers"]["ce_id"]
    data = msgspec.json.decode(again["value"], type=StatusChanged)
    assert (data.previous, data.status.state) == ("not_started", "on_track")


def test_status_tells_when_something_was_last_reported_and_what_is_late(house: House) -> None:
    start = datetime(2023, 1, 20, 18, tzinfo=UTC)
    span = changed(WALKED.actual, start=start, end=start + timedelta(hours=1))
    house.it_is(datetime(2023, 2, 1, tzinfo=UTC))
    house.told(WALKED, changed(WALKED, id="late", actual=span, planned=None, reported_at=start + timedelta(hours=2)))

    status = house.status()["status"]

    assert status["late"] is True
    assert status["lastReportedAt"] == "2023-01-20T20:00:00Z"
