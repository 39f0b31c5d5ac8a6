"""The residents' form: what was filled in becomes a tip, or every mistake is named."""

from datetime import UTC, datetime

import pytest

from services.activities.web.form import Typed, Unreadable, new_once, report_of
from services.activities.web.words import Words
from services.activities.web.words_en import ENGLISH
from services.activities.web.words_sv import SWEDISH
from shared.events.tip import TipCategory

NOW = datetime(2021, 4, 16, 7, 30, tzinfo=UTC)  # half past nine in Stockholm


def typed(**changes: str) -> Typed:
    return Typed.of({"category": "narcotics", "text": "Bilar bakom affären."} | changes)


def seen(**changes: str) -> datetime | None:
    return report_of(typed(**changes), "0140", NOW).observed_at


def wrong(**changes: str) -> dict[str, str]:
    with pytest.raises(Unreadable) as unreadable:
        report_of(typed(**changes), "0140", NOW)
    assert set(unreadable.value.wrong.values()) <= set(SWEDISH.errors)
    return unreadable.value.wrong


def test_what_was_filled_in_is_the_tip():
    said = report_of(typed(area=" Torget ", text="Rad ett.\r\nRad två.\r\n"), "0140", NOW)

    assert (said.municipality, said.category, said.area) == ("0140", "narcotics", "Torget")
    assert said.text == "Rad ett.\nRad två."


@pytest.mark.parametrize(
    ("day", "clock", "at"),
    [
        ("", "", None),
        ("2021-04-15", "21:30", datetime(2021, 4, 15, 19, 30, tzinfo=UTC)),
        ("2021-04-15", "21.30", datetime(2021, 4, 15, 19, 30, tzinfo=UTC)),
        ("2021-01-15", "21:30", datetime(2021, 1, 15, 20, 30, tzinfo=UTC)),
        ("2021-04-15", "", datetime(2021, 4, 15, 10, tzinfo=UTC)),
        ("2021-04-16", "", NOW),
    ],
    ids=["not told", "clock time", "full stop", "in winter", "noon without a clock time", "but never after now"],
)
def test_a_day_and_a_clock_time_are_about_when_it_was_seen(day: str, clock: str, at: datetime | None):
    assert seen(day=day, clock=clock) == at


@pytest.mark.parametrize(
    ("changes", "mistakes"),
    [
        ({"category": ""}, {"category": "category_missing"}),
        ({"category": "Något annat"}, {"category": "category_missing"}),
        ({"text": " \r\n "}, {"text": "text_missing"}),
        ({"text": "x" * 4_001}, {"text": "text_long"}),
        ({"area": "x" * 101}, {"area": "area_unfit"}),
        ({"area": "hos 19121212-1212"}, {"area": "area_unfit"}),
        ({"clock": "21:30"}, {"day": "day_missing"}),
        ({"day": "igår"}, {"day": "day_unreadable"}),
        ({"day": "2021-04-17"}, {"day": "day_outside"}),
        ({"day": "2021-04-16", "clock": "23:59"}, {"clock": "clock_later"}),
        ({"day": "2020-04-14"}, {"day": "day_outside"}),
        ({"day": "0001-01-01"}, {"day": "day_outside"}),
        ({"day": "9999-12-31"}, {"day": "day_outside"}),
        ({"day": "2021-04-15", "clock": "sent"}, {"clock": "clock_unreadable"}),
        ({"day": "2021-04-15", "clock": "21:30+02:00"}, {"clock": "clock_unreadable"}),
        (
            {"category": "", "text": "", "area": "\x07", "clock": "21:30"},
            {"category": "category_missing", "text": "text_missing", "area": "area_unfit", "day": "day_missing"},
        ),
    ],
)
def test_every_mistake_is_named_at_its_field(changes: dict[str, str], mistakes: dict[str, str]):
    assert wrong(**changes) == mistakes


def test_four_thousand_characters_are_taken_however_the_browser_breaks_lines():
    said = report_of(typed(text="rad\r\n" * 999 + "rad"), "0140", NOW)

    assert len(said.text) < 4_000


def test_what_tells_two_forms_apart_is_nothing_that_a_sender_could_choose_freely():
    once = new_once()

    assert Typed.of({"once": once}).once == once
    assert Typed.of({"once": "19121212-1212"}).once not in ("", "19121212-1212")


@pytest.mark.parametrize("words", [SWEDISH, ENGLISH], ids=["sv", "en"])
def test_both_languages_have_words_for_the_same(words: Words):
    assert set(words.errors) == set(SWEDISH.errors)
    assert list(words.categories) == list(SWEDISH.categories)
    assert len(words.helps) == len(SWEDISH.helps)


def test_a_wait_and_names_are_told_as_people_do():
    assert [SWEDISH.wait(seconds) for seconds in (1, 60, 61, 7_200)] == [
        "en minut",
        "en minut",
        "2 minuter",
        "2 timmar",
    ]
    assert SWEDISH.wait(7_199) == "2 timmar"
    assert [ENGLISH.listed(names) for names in (["A"], ["A", "B"], ["A", "B", "C"])] == ["A", "A and B", "A, B and C"]


@pytest.mark.parametrize("words", [SWEDISH, ENGLISH])
def test_the_form_names_every_category_in_their_order(words: Words):
    assert list(words.categories) == list(TipCategory)
