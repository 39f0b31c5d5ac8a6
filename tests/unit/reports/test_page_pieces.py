"""The pieces of the public page: boxes, the axis of time, days to jump to, and its Swedish."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.reports.web.boxes import calendar
from services.reports.web.chart import Axis
from services.reports.web.days import DayOutside, UnreadableDay, read_day, through
from services.reports.web.links import tips_link, web_links
from services.reports.web.phrasebook import label
from services.reports.web.words import joined, period, states_in_words, when
from shared.events.activity import Span
from shared.events.agreement import Period
from shared.events.status import CommitmentStatus, PromiseStatus, State, WindowState, WindowStatus

TWO_YEARS = Period(start=date(2021, 1, 1), end=date(2022, 12, 31))


def _windows(count: int, days: int, *states: WindowState) -> list[WindowStatus]:
    first = date(2021, 1, 4)
    return [
        WindowStatus(
            label=f"fönster {index}",
            start=first + timedelta(days=index * days),
            end=first + timedelta(days=(index + 1) * days - 1),
            state=states[index % len(states)],
            done=0,
            required=1,
            unit="activities",
            summary="0 av 1",
        )
        for index in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "days", "size", "labels"),
    [
        (4, 180, "large", ["fönster 0", "fönster 1"]),
        (8, 90, "large", ["fönster 0", "fönster 1"]),
        (12, 28, "small", ["jan", "feb"]),
        (12, 60, "medium", ["jan–mars", "mars–maj"]),
        (20, 7, "tiny", ["1", "2"]),
        (20, 1, "tiny", ["4/1", "5/1"]),
    ],
)
def test_the_more_windows_the_smaller_their_boxes(count: int, days: int, size: str, labels: list[str]) -> None:
    shown = calendar(_windows(count, days, "upcoming"))

    assert shown.size == size
    assert [box.label for box in shown.rows[0].boxes][:2] == labels


def test_small_boxes_are_counted_in_words_beside_them() -> None:
    shown = calendar(_windows(12, 28, "met", "met", "met", "missed"))

    assert shown.counts == (("met", "9 klara"), ("missed", "3 missade"))


def test_windows_too_many_for_boxes_are_counted_and_the_missed_ones_named() -> None:
    shown = calendar(_windows(300, 1, *(["met"] * 99), "missed"))

    assert shown.rows == ()
    assert shown.counts == (("met", "297 klara"), ("missed", "3 missade"))
    assert shown.missed == ("fönster 99", "fönster 199", "fönster 299")


def test_thin_windows_are_drawn_together_while_they_stand_the_same() -> None:
    windows = [*_windows(30, 7, "met"), *_windows(31, 7, "missed")[30:]]
    commitment = CommitmentStatus(
        commitment="c", title="", state=State.BEHIND, rule="", explanation="", windows=tuple(windows)
    )
    status = PromiseStatus(
        promise="p",
        agreement="a",
        agreement_version=1,
        municipality="0140",
        state=State.BEHIND,
        rule="",
        explanation="",
        assessed_at=datetime(2022, 1, 1, tzinfo=UTC),
        commitments=(commitment,),
    )

    (band,) = Axis(TWO_YEARS).line(status, ()).bands

    assert [segment.state for segment in band] == ["met", "missed"]
    assert band[0].x + band[0].width == pytest.approx(band[1].x, abs=0.02)


def test_the_months_that_have_ended_can_be_jumped_to_and_stepped_between() -> None:
    offered = through([TWO_YEARS], date(2021, 4, 15), today=date(2021, 8, 1))

    assert offered is not None
    assert offered.before is not None
    assert offered.after is not None
    assert (offered.before.label, offered.after.label) == ("31 mars 2021", "30 april 2021")
    (year,) = offered.years
    assert [link.label for link in year.links] == ["januari", "februari", "mars", "april", "maj", "juni", "juli"]
    assert [link.label for link in year.links if link.ends] == ["juni"]


def test_before_the_period_there_is_no_day_to_go_to() -> None:
    assert through([TWO_YEARS], None, today=date(2020, 12, 31)) is None


def test_a_day_is_read_within_the_period_and_never_beyond_today() -> None:
    today = date(2022, 5, 1)

    assert read_day("2021-04-15", TWO_YEARS, today) == date(2021, 4, 15)
    assert read_day(None, TWO_YEARS, today) is None
    with pytest.raises(UnreadableDay):
        read_day("15 april", TWO_YEARS, today)
    for outside in ("2020-12-31", "2022-05-02"):
        with pytest.raises(DayOutside):
            read_day(outside, TWO_YEARS, today)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2021-04-15T16:00Z", "2021-04-15T18:30Z", "15 april 2021 kl. 18–20.30"),
        ("2021-06-11T19:00Z", "2021-06-11T23:00Z", "11 juni 2021 kl. 21–01"),
        ("2021-06-10T22:00Z", "2021-06-11T21:59Z", "11 juni 2021"),
        ("2021-06-07T07:00Z", "2021-06-11T15:00Z", "7 juni 2021 – 11 juni 2021"),
    ],
)
def test_when_something_takes_place_is_told_in_stockholm_s_time(start: str, end: str, said: str) -> None:
    span = Span(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))

    assert when(span) == said


def test_lists_periods_and_states_read_as_swedish() -> None:
    assert joined(["kommun", "polis", "skola"]) == "kommun, polis och skola"
    assert joined([]) == ""
    assert period(TWO_YEARS) == "2021–2022"
    assert period(Period(start=date(2021, 7, 1), end=date(2022, 6, 30))) == "1 juli 2021 – 30 juni 2022"
    assert states_in_words({State.BEHIND: 1, State.FULFILLED: 2}) == "2 genomförda, 1 efter plan"
    assert label("senast 2021-12-31") == "senast 31 december 2021"


def test_only_links_that_lead_to_the_web_are_shown() -> None:
    links = ("www.nykvarn.se/trygghet/", "javascript:alert(1)", "data:text/html,x", "https://polisen.se/tipsa")

    assert web_links(links) == [
        ("https://www.nykvarn.se/trygghet/", "www.nykvarn.se/trygghet"),
        ("https://polisen.se/tipsa", "polisen.se/tipsa"),
    ]
    assert tips_link(links) == "https://polisen.se/tipsa"
    assert tips_link(()) == "https://polisen.se/kontakt/tipsa-polisen/"
