"""Calendars and Atom as they are served: whole, stable, in both languages, and of nothing that may not be shown."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from icalendar import Calendar, Event
from werkzeug.test import TestResponse

from deploy.local import Stack
from shared.events.activity import Span
from shared.events.examples import EXAMPLES
from tests.integration.reports_house import HERE, NYKVARN, PUBLISHED, WALKED, House, changed, house_on

PLANNED = changed(WALKED, id="planned", state="planned", planned=WALKED.actual, actual=None, title="Kvällsvandring")
MEASURE = EXAMPLES["se.loftet.measure.proposed.v1"]
BEFORE = WALKED.reported_at - timedelta(days=30)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as made:
        made.it_is(BEFORE)
        yield made


def ask(house: House, path: str, headers: dict[str, str] | None = None) -> TestResponse:
    return house.app.test_client().get(f"/data/{HERE}/{path}", headers=headers)


def calendar_of(answer: TestResponse) -> Calendar:
    """The calendar, with what RFC 5545 asks of every one."""
    assert answer.status_code == 200, answer.text
    lines = answer.data.split(b"\r\n")
    assert lines[-1] == b"" and not any(b"\n" in line or len(line) > 75 for line in lines)
    calendar = Calendar.from_ical(answer.data)
    assert isinstance(calendar, Calendar)
    assert not calendar.errors
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    uids = [str(event["uid"]) for event in calendar.events]
    assert len(set(uids)) == len(uids)
    for event in calendar.events:
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "STATUS"} <= set(event)
        start = event.decoded("dtstart")
        assert type(start) is date or start.utcoffset() == timedelta(0)
    return calendar


def event(house: House, about: str, path: str = "calendar.ics") -> Event:
    return next(each for each in calendar_of(ask(house, path)).events if str(each["uid"]).startswith(about))


def test_what_is_planned_and_what_is_due_is_in_the_municipalitys_calendar(house: House) -> None:
    # given a walk that is planned, and a measure that is due
    house.told(changed(PLANNED, reported_at=BEFORE), changed(MEASURE, due_on=BEFORE.date() + timedelta(days=40)))

    answer = ask(house, "calendar.ics")
    calendar = calendar_of(answer)

    # then each stands there once, with when and where; and the term in which one is promised
    assert answer.content_type == "text/calendar; charset=utf-8"
    walk = event(house, "activity-planned@reports.example")
    assert (str(walk["summary"]), walk["status"], walk["sequence"]) == ("Kvällsvandring", "CONFIRMED", 0)
    assert walk.decoded("dtstart") == PLANNED.span.start
    due = [str(each["summary"]) for each in calendar.events if str(each["uid"]).startswith("due-")]
    assert "Sista dag: Trygghetsvandringar (0 av 1)" in due
    measure = event(house, "measure-")
    assert measure.decoded("dtstart") == BEFORE.date() + timedelta(days=40)
    assert calendar["refresh-interval"].dt == timedelta(hours=1)


def test_a_plan_keeps_its_uid_when_it_is_moved_and_stays_when_it_is_called_off(house: House) -> None:
    # given a plan that is moved, and then called off
    house.told(changed(PLANNED, reported_at=BEFORE))
    first = event(house, "activity-")
    later = Span(start=PLANNED.span.start + timedelta(days=1), end=PLANNED.span.end + timedelta(days=1))
    house.told(changed(PLANNED, reported_at=BEFORE, revision=2, planned=later))
    moved = event(house, "activity-")
    house.told(changed(PLANNED, reported_at=BEFORE, revision=3, planned=later, state="cancelled", reason="Storm."))
    off = event(house, "activity-")

    # then it is one and the same event all along, the latest sequence says what holds
    assert first["uid"] == moved["uid"] == off["uid"]
    assert [int(each["sequence"]) for each in (first, moved, off)] == [0, 1, 2]
    assert moved.decoded("dtstart") == later.start
    assert off["status"] == "CANCELLED"
    assert "Storm." in off["description"]


def test_what_may_not_be_shown_is_in_no_feed_before_its_day_and_what_was_withdrawn_in_none(house: House) -> None:
    shown = BEFORE + timedelta(days=2)
    house.told(changed(PLANNED, reported_at=BEFORE, publishable_from=shown))
    house.told(changed(PLANNED, id="gone", reported_at=BEFORE, state="withdrawn", title="Borttagen"))

    assert "Kvällsvandring" not in ask(house, "calendar.ics").text

    house.it_is(shown)
    house.projector.tick()
    assert "Kvällsvandring" in ask(house, "calendar.ics").text
    assert "Borttagen" not in ask(house, "calendar.ics").text


def test_a_party_has_its_own_and_english_is_a_word_away(house: House) -> None:
    # given what the police alone plan, and what both answer for
    police = changed(PLANNED, id="patrol", title="Patrull", reported_by="polisen-sodertalje", participants=())
    house.told(changed(PLANNED, reported_at=BEFORE, participants=()), changed(police, reported_at=BEFORE))

    ours = calendar_of(ask(house, "parties/nykvarn-kommun/calendar.ics?lang=en"))

    # then the municipality's calendar has the one and not the other, and speaks English
    told = {str(each["summary"]) for each in ours.events}
    assert "Kvällsvandring" in told and "Patrull" not in told
    assert "Due: Trygghetsvandringar (0 of 1)" in told
    assert str(ours["name"]) == "Citizen promises in Nykvarn: Nykvarns kommun"


def test_a_due_day_is_told_anew_when_what_it_says_of_what_was_done_changes(house: House) -> None:
    # given two walks that are asked for each term, of which one is walked
    (first,) = PUBLISHED.versions
    promise = first.agreement.promises[0]
    asked = tuple(changed(each, target=changed(each.target, at_least=2)) for each in promise.commitments)
    agreement = changed(first.agreement, promises=(changed(promise, commitments=asked),))
    house.told(changed(PUBLISHED, versions=(first, changed(first, version=2, agreement=agreement))))
    house.it_is(WALKED.reported_at)
    before = event(house, "due-")
    house.told(WALKED)
    after = event(house, "due-")

    # then it is the same day, and newer than what was fetched before
    assert [str(each["summary"]).rpartition(" (")[2] for each in (before, after)] == ["0 av 2)", "1 av 2)"]
    assert before["uid"] == after["uid"]
    assert before.decoded("dtstamp") < after.decoded("dtstamp") == WALKED.reported_at


def test_a_calendar_is_the_same_until_something_changes(house: House) -> None:
    house.told(changed(PLANNED, reported_at=BEFORE))
    first = ask(house, "calendar.ics")

    assert ask(house, "calendar.ics").data == first.data
    assert ask(house, "calendar.ics", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def feed_of(answer: TestResponse) -> ElementTree.Element:
    """The feed, with what RFC 4287 asks of every one and of its entries."""
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.data)  # noqa: S314  (our own)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for each in (feed, *entries):
        for name in ("id", "title", "updated"):
            (found,) = each.findall(f"{ATOM}{name}")
            assert found.text
        assert urlsplit(each.findtext(f"{ATOM}id") or "").scheme == "tag"
        assert datetime.fromisoformat(each.findtext(f"{ATOM}updated") or "").tzinfo
        (page,) = [link for link in each.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert (page.get("href") or "").startswith(f"http://reports.example/{HERE}")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert len([link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]) == 1
    ids = [each.findtext(f"{ATOM}id") for each in entries]
    assert len(set(ids)) == len(ids)
    times = [each.findtext(f"{ATOM}updated") or "" for each in entries]
    assert times == sorted(times, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == (times[0] if times else feed.findtext(f"{ATOM}updated"))
    return feed


def titles(feed: ElementTree.Element) -> list[str | None]:
    return [each.findtext(f"{ATOM}title") for each in feed.findall(f"{ATOM}entry")]


def test_each_change_of_state_is_an_entry_that_keeps_its_id(house: House) -> None:
    # given a walk, and the autumn that passes without one
    house.it_is(WALKED.reported_at)
    house.told(WALKED)
    before = feed_of(ask(house, "changes.atom"))
    house.it_is(datetime.fromisoformat("2022-01-01T09:00:00+01:00"))
    house.projector.tick()

    # then each change is told once, the newest first, with the day it came about
    after = feed_of(ask(house, "changes.atom"))
    assert titles(before)[:1] == ["Trygghetsvandringar: enligt plan"]
    assert titles(after)[0] == "Trygghetsvandringar: efter plan"
    newest = after.find(f"{ATOM}entry")
    assert newest is not None
    assert newest.findtext(f"{ATOM}updated") == "2021-12-31T23:00:00Z"
    assert "hösten 2021" in (newest.findtext(f"{ATOM}summary") or "")
    ids = [[each.findtext(f"{ATOM}id") for each in feed.findall(f"{ATOM}entry")] for feed in (before, after)]
    assert ids[1][-len(ids[0]) :] == ids[0]

    # and an agreement's own feed tells the same, in English too
    english = feed_of(ask(house, f"{NYKVARN}/changes.atom?lang=en"))
    assert titles(english)[0] == "Trygghetsvandringar: behind"
    assert english.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_a_promise_that_is_taken_away_is_told_of_and_what_was_told_before_stays(house: House) -> None:
    # given a promise of which a change was told
    house.it_is(WALKED.reported_at)
    house.told(WALKED)
    answer = ask(house, "changes.atom")
    before = feed_of(answer)

    # when an amendment takes it out of the agreement
    out, first = WALKED.reported_at + timedelta(days=10), PUBLISHED.latest
    without = changed(first.agreement, promises=first.agreement.promises[1:])
    second = changed(first, version=2, in_force_from=out, published_at=out, agreement=without, reason="Ut")
    house.it_is(out + timedelta(days=1))
    house.told(changed(PUBLISHED, versions=(first, second)))

    # then that is the newest entry, also to whoever had the feed before, and the others keep their ids
    after = feed_of(ask(house, "changes.atom", {"If-None-Match": answer.headers["ETag"]}))
    assert titles(after) == ["Trygghetsvandringar: togs bort ur avtalet", *titles(before)]
    ids = [[each.findtext(f"{ATOM}id") for each in feed.findall(f"{ATOM}entry")] for feed in (before, after)]
    assert ids[1][1:] == ids[0]


def test_an_english_feed_names_english_addresses_and_is_another_feed_than_the_swedish(house: House) -> None:
    # given a walk without a title of its own, and a change of state
    house.told(WALKED, changed(PLANNED, reported_at=BEFORE, title=""))
    house.it_is(WALKED.reported_at)
    swedish, english = (feed_of(ask(house, f"changes.atom{query}")) for query in ("", "?lang=en"))

    # then whoever follows the English one's own addresses stays in English, and may hold both
    links = [link.get("href") or "" for link in english.iter(f"{ATOM}link")]
    assert f"http://reports.example/data/{HERE}/changes.atom?lang=en" in links
    assert all("lang=en" in link for link in links)
    ids = [{each.text for each in feed.iter(f"{ATOM}id")} for feed in (swedish, english)]
    assert len(ids[0]) == len(ids[1]) and not ids[0] & ids[1]

    # and so does its calendar, in English words
    calendar = calendar_of(ask(house, "calendar.ics?lang=en"))
    assert str(calendar["source"]) == f"http://reports.example/data/{HERE}/calendar.ics?lang=en"
    assert all(str(each["url"]).endswith("lang=en") for each in calendar.events if "url" in each)
    walk = next(each for each in calendar.events if str(each["uid"]).startswith("activity-planned"))
    assert str(walk["summary"]) == "safety walk"
    assert [str(each) for each in walk["categories"].cats] == ["safety walk"]


@pytest.mark.parametrize(
    "path", ["parties/nobody/calendar.ics", "no-agreement/changes.atom", "calendar.ics?lang=no", "../0001/calendar.ics"]
)
def test_what_there_is_no_feed_of_is_refused_as_a_problem(house: House, path: str) -> None:
    answer = ask(house, path)

    assert answer.status_code in (404, 422)
    assert answer.content_type == "application/problem+json"
    assert re.search(r"There are|leads to|is none of", answer.text)
