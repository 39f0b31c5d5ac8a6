"""Nykvarn's promises, followed from end to end: REST and CloudEvents in, Kafka, status, page and mail out."""

import uuid
from collections.abc import Iterator

import pytest
import requests

from deploy.local import Stack
from shared.kafka.topics import declared_topics
from tests.integration.brokers import everything_on, everything_stored
from tests.integration.rehearsal import SECONDS, Rehearsal
from tests.waiting import eventually

MONTHS = [f"2021-{month:02}-03 13:00" for month in range(1, 13)]


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    folder = tmp_path_factory.mktemp("rehearsal")
    clock_file = folder / "clock"
    clock_file.write_text("2021-01-11T09:00:00+01:00", encoding="ascii")
    stack = Stack(folder, clock_file=clock_file)
    try:
        stack.start()
        yield Rehearsal(stack, clock_file)
    finally:
        stack.stop()


def test_a_term_without_a_walk_turns_the_promise_behind_by_itself_and_a_late_report_mends_it(
    rehearsal: Rehearsal,
) -> None:
    # given a municipality that walked in spring
    rehearsal.it_is("2021-03-01 09:00")
    here = rehearsal.municipality()
    rehearsal.it_is("2021-04-16 09:00")
    here.did("walk", "2021-04-15 18:00", outcome="Tolv platser gicks igenom.")

    # then the promise is on track, with one of one for that term
    here.becomes("trygghetsvandringar", "on_track")
    assert here.window("trygghetsvandringar", "våren 2021")["summary"] == "1 av 1"

    # when the year turns and nobody walked in autumn
    rehearsal.it_is("2022-01-01 00:00:01")

    # then it is behind, on its own, and both parties have a mail that says why
    status = here.becomes("trygghetsvandringar", "behind")
    assert "hösten 2021" in status["explanation"]
    for party in (here.kommun, here.police):
        eventually(lambda: here.mails(party, "efter plan", "hösten 2021"), SECONDS, f"mail to {party}")  # noqa: B023

    # when an autumn walk is reported late
    here.did("walk", "2021-10-12 18:00", outcome="Belysningen vid stationen ses över.")

    # then it is mended
    here.becomes("trygghetsvandringar", "on_track")
    assert here.window("trygghetsvandringar", "hösten 2021")["summary"] == "1 av 1"

    # and any day can be asked: as it stands now, and as it was then known
    then = "2022-01-01T00:00:01+01:00"
    asked = here.status("trygghetsvandringar", asOf="2021-12-31T12:00:00+01:00")
    assert asked is not None and asked["state"] == "on_track"
    known = here.status("trygghetsvandringar", asOf="2021-06-30T12:00:00+02:00", knownAt="2021-04-01T00:00:00+02:00")
    assert known is not None and known["state"] == "at_risk"
    assert here.status("trygghetsvandringar", asOf=then) is not None

    # but for what nobody had published yet
    before = "2021-02-28T12:00:00+01:00"
    assert here.status("trygghetsvandringar", asOf=before, knownAt=before) is None


def test_eleven_of_twelve_monthly_meetings_leave_december_missing_and_named(rehearsal: Rehearsal) -> None:
    # given an operative group that met in every month but December
    rehearsal.it_is("2022-01-05 09:00")
    here = rehearsal.municipality()
    for start in MONTHS[:11]:
        here.did("meeting", start, group="operativa-gruppen")

    # then the promise is behind, and December is named
    def december_alone_is_missing() -> bool:
        status = here.status("operativ-grupp")
        windows = status["commitments"][0]["windows"] if status else []
        return [window["label"] for window in windows if window["state"] == "missed"] == ["december 2021"]

    eventually(december_alone_is_missing, SECONDS)
    status = here.becomes("operativ-grupp", "behind")
    assert "december 2021" in status["explanation"]


def test_outreach_that_leaves_residents_out_says_which_audience_is_missing(rehearsal: Rehearsal) -> None:
    # given outreach to traders and associations
    rehearsal.it_is("2022-02-01 09:00")
    here = rehearsal.municipality()
    here.did("outreach", "2021-03-02 10:00", audiences=["business"])
    here.did("outreach", "2021-09-14 17:00", audiences=["association"])

    # then the residents are what is missing
    def missing() -> list[str]:
        status = here.status("relationer")
        assert status is not None
        return list(status["commitments"][0]["windows"][0].get("missing", []))

    eventually(lambda: missing() == ["medborgare"], SECONDS)

    # when they are reached too
    here.did("outreach", "2022-01-20 17:00", audiences=["resident"])

    # then the promise is kept
    here.becomes("relationer", "fulfilled")


def test_a_promise_without_a_measure_shows_its_activities_and_never_a_percentage(rehearsal: Rehearsal) -> None:
    # given a night walk, which no number is promised of
    rehearsal.it_is("2021-05-10 09:00")
    here = rehearsal.municipality()
    walk = here.did("night-walk", "2021-05-07 20:00", title="Nattvandring vid stationen")

    # then the promise is going on, and shows the walk
    status = here.becomes("nattvandrare", "ongoing")
    assert walk["id"] in status["commitments"][0]["activities"]
    assert "%" not in str(status)

    # and the page shows it, without any percentage
    page = here.page()
    assert "Nattvandring vid stationen" in page
    assert "%" not in page


def test_a_correction_and_a_withdrawal_change_the_tally(rehearsal: Rehearsal) -> None:
    # given two walks in spring
    rehearsal.it_is("2021-06-01 09:00")
    here = rehearsal.municipality()
    first, second = here.did("walk", "2021-03-01 18:00"), here.did("walk", "2021-04-01 18:00")
    eventually(lambda: here.window("trygghetsvandringar", "våren 2021")["done"] == 2, SECONDS)

    # when one was in truth a meeting
    here.change(first, "correction", {"kind": "meeting", "reason": "Det var ett möte."})

    # then only the other counts
    eventually(lambda: here.window("trygghetsvandringar", "våren 2021")["done"] == 1, SECONDS)

    # when that is withdrawn
    here.change(second, "withdrawal", {"reason": "Rapporterades av misstag."})

    # then none does
    eventually(lambda: here.window("trygghetsvandringar", "våren 2021")["done"] == 0, SECONDS)


def test_an_amendment_in_mid_period_leaves_the_status_before_and_after_it_right(rehearsal: Rehearsal) -> None:
    # given a municipality that walked in spring
    rehearsal.it_is("2021-03-01 09:00")
    here = rehearsal.municipality()
    rehearsal.it_is("2021-04-16 09:00")
    here.did("walk", "2021-04-15 18:00")
    first = here.becomes("trygghetsvandringar", "on_track")["commitments"][0]["commitment"]

    # when the agreement is amended in September: two walks a term from now on, under another name
    rehearsal.it_is("2021-09-01 09:00")
    document = here.document()
    promise = next(each for each in document["promises"] if each["id"].endswith("-trygghetsvandringar"))
    second = promise["commitments"][0]["id"] = f"{promise['id']}-tva-per-termin"
    promise["commitments"][0]["target"]["atLeast"] = 2
    here.amend(document, "Två vandringar per termin.")

    # then it is behind since spring had one, and was on track until then
    def spring(**asked: str) -> tuple[str, str, str]:
        status = here.status("trygghetsvandringar", **asked)
        assert status is not None
        (commitment,) = status["commitments"]
        return commitment["commitment"], status["state"], commitment["windows"][0]["summary"]

    before = {"asOf": "2021-05-01T12:00:00+02:00"}
    eventually(lambda: spring() == (second, "behind", "1 av 2"), SECONDS)
    assert spring(**before) == (first, "on_track", "1 av 1")
    assert spring(**before, knownAt="2021-04-14T12:00:00+02:00") == (first, "not_started", "0 av 1")

    # when another spring walk is reported, only now
    here.did("walk", "2021-03-10 18:00")

    # then it counts on both sides of the amendment
    eventually(lambda: spring() == (second, "on_track", "2 av 2"), SECONDS)
    assert spring(**before) == (first, "on_track", "2 av 1")


def test_a_promise_that_an_amendment_took_away_still_tells_how_it_stood_before_that(rehearsal: Rehearsal) -> None:
    # given a municipality that walked in spring, and takes the promise of walks away in September
    rehearsal.it_is("2021-04-16 09:00")
    here = rehearsal.municipality()
    here.did("walk", "2021-04-15 18:00")
    here.becomes("trygghetsvandringar", "on_track")
    rehearsal.it_is("2021-09-01 09:00")
    document = here.document()
    document["promises"] = [each for each in document["promises"] if not each["id"].endswith("-trygghetsvandringar")]
    here.amend(document, "Vandringarna upphör.")
    path = f"promises/{here.agreement}-trygghetsvandringar/status"
    eventually(lambda: here.get("reports", path).status_code == 404, SECONDS, "the promise to go")

    # then what is asked of now says since when it is gone, and what to ask instead
    refused = here.get("reports", path).json()["detail"]
    assert "on 2021-09-01" in refused
    assert "asOf" in refused

    # and what is asked of a day before is answered as it was then, on the page and in the interface
    asked = here.get("reports", path, asOf="2021-08-31T12:00:00+02:00")
    assert asked.status_code == 200, asked.text
    assert (asked.json()["state"], asked.json()["title"]) == ("on_track", "Trygghetsvandringar")
    assert "Trygghetsvandringar" in here.page("2021-08-31")


def test_an_agreement_that_is_ended_early_is_over_by_itself_on_that_day_and_not_fulfilled(rehearsal: Rehearsal) -> None:
    # given a municipality that walked in spring, and whose parties end the agreement in advance
    rehearsal.it_is("2021-04-16 09:00")
    here = rehearsal.municipality()
    here.did("walk", "2021-04-15 18:00")
    here.becomes("trygghetsvandringar", "on_track")
    ending = {"lastDay": "2021-06-30", "reason": "Ett nytt medborgarlöfte tar vid."}
    answer = here.post("activities", f"agreements/{here.agreement}/ending", ending, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text

    # when its last day has passed
    rehearsal.it_is("2021-07-01 00:00:01")

    # then one of the terms that were signed for was met, and the others ask for nothing
    status = here.becomes("trygghetsvandringar", "partly_fulfilled")
    assert "Avtalet avslutades i förtid den 30 juni 2021" in status["explanation"]
    assert [one["state"] for one in status["commitments"][0]["windows"]] == ["met"] + ["asks_nothing"] * 3
    assert here.becomes("operativ-grupp", "not_fulfilled")["nextDue"] is None

    # and until then it was on track
    asked = here.status("trygghetsvandringar", asOf="2021-06-30T12:00:00+02:00")
    assert asked is not None and asked["state"] == "on_track"


def test_the_same_cloud_event_posted_three_times_counts_once(rehearsal: Rehearsal) -> None:
    # given an event of the police's system
    rehearsal.it_is("2021-06-01 09:00")
    here = rehearsal.municipality()
    event = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": f"/{here.police}/insatser",
        "type": "se.loftet.activity.reported.v1",
        "data": {
            "municipality": here.code,
            "kind": "walk",
            "actual": {"start": "2021-05-20T18:00:00+02:00", "end": "2021-05-20T20:00:00+02:00"},
        },
    }

    # when it is posted three times
    answers = [here.post("activities", "events", event, party=here.police).json() for _ in range(3)]

    # then the repeats are answered as duplicates, and it counts once
    assert [answer["results"][0]["result"] for answer in answers] == ["accepted", "duplicate", "duplicate"]
    here.did("walk", "2021-05-25 18:00")
    eventually(lambda: here.window("trygghetsvandringar", "våren 2021")["done"] == 2, SECONDS)


def test_a_tips_text_is_nowhere_in_the_clear(rehearsal: Rehearsal) -> None:
    # given a municipality whose police has a key, and a tip
    rehearsal.it_is("2021-06-01 09:00")
    here = rehearsal.municipality(police="polisen-sodertalje")
    stack, secret = rehearsal.stack, f"hemligt tips {uuid.uuid4()}"
    tip = {"municipality": here.code, "category": "narcotics", "area": "Centrum", "text": secret}

    # when it is sent, without any token, and the police has heard of it
    answer = requests.post(f"{stack.url('activities')}/activities/v1/tips", json=tip, timeout=SECONDS)
    assert answer.status_code == 202, answer.text
    eventually(lambda: here.mails("polisen-sodertalje", "tips"), SECONDS)

    # then its text is in no topic, log, mail or database field
    places = {topic.name: [r.value or b"" for r in everything_on(stack, topic.name)] for topic in declared_topics()}
    places["logs"] = [path.read_bytes() for path in (stack.root / "logs").rglob("*") if path.is_file()]
    places["mails"] = [path.read_bytes() for path in stack.mails.glob("*.eml")]
    places["database"] = list(everything_stored(stack))
    assert [place for place, held in places.items() if any(secret.encode() in one for one in held)] == []
    assert all(held for place, held in places.items() if place in ("loftet.tips", "logs", "mails", "database"))
