"""The public page in two languages: every text has its English, and the English says what the Swedish does."""

import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from babel.messages.extract import extract_from_dir
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reports.domain.assess import assess
from services.reports.domain.words import AUDIENCES
from services.reports.web import days, lead, view_changes, view_measures, view_situation, view_walks, vocabulary
from services.reports.web.language import catalogue, say, say_many, speaking
from services.reports.web.phrasebook import clause, label, why
from shared.clock import start_of_day
from shared.events import activity
from shared.events.assessment import VERDICT_NAMES
from shared.events.measure import MEASURE_STATE_NAMES
from shared.events.observation import OBSERVATION_CATEGORY_NAMES
from shared.events.status import STATE_NAMES
from tests.unit.reports import strategies as drawn

WEB = Path(view_walks.__file__).parent
CALLS = {"say": None, "say_many": (1, 2), "say_marked": None}
IN_TEMPLATES = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
SAID_BY_LISTS = {
    *STATE_NAMES.values(),
    *vocabulary.STATE_PLURALS.values(),
    *vocabulary.STATE_MEANINGS.values(),
    *vocabulary.WINDOW_WORDS.values(),
    *vocabulary.WINDOW_PLURALS.values(),
    *vocabulary.PHASES.values(),
    *vocabulary.EFFECT_NAMES.values(),
    *VERDICT_NAMES.values(),
    *MEASURE_STATE_NAMES.values(),
    *OBSERVATION_CATEGORY_NAMES.values(),
    *AUDIENCES.values(),
    *view_changes.CHANGE_NAMES.values(),
    *view_walks.STEP_NAMES.values(),
    *days.TERM_ENDS.values(),
    *lead.HEADINGS.values(),
    *(sentence for _, sentence in lead.PRESSING),
    *(name for names in view_situation.VOICES.values() for name in names),
    *(name for look in view_measures.LOOKS.values() for name in look[2:]),
    *(name for names in activity.KIND_NAMES.values() for name in names),
    *(name for names in activity._RESULT_NAMES.values() for name in names),
}
PLACE = re.compile(r"\{\w+\}|</?\w+>")


def _said() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(str(WEB), IN_TEMPLATES, keywords=CALLS, comment_tags=())  # type: ignore[arg-type]
    return {message for _, _, message, _, _ in found if message} | SAID_BY_LISTS


def _forms(texts: str | Iterable[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def test_every_text_of_the_page_has_its_english() -> None:
    english = {one.id: one.string for one in catalogue() if one.id}

    missing = [text for text in _said() if not all(_forms(english.get(text, "")))]

    assert missing == []


def test_no_english_is_left_of_what_the_page_no_longer_says() -> None:
    left = {one.id for one in catalogue() if one.id} - _said()

    assert left == set()


def test_the_english_of_a_text_has_the_same_places_to_fill_in() -> None:
    for one in catalogue():
        if not one.id:
            continue
        for swedish, english in zip(_forms(one.id), _forms(one.string), strict=True):
            if len(_forms(one.id)) == 1 or PLACE.search(swedish):
                assert sorted(PLACE.findall(swedish)) == sorted(PLACE.findall(english)), swedish


def test_swedish_needs_no_catalogue_and_english_falls_back_on_it() -> None:
    assert say("Visa dagen") == "Visa dagen"
    with speaking("en"):
        assert say("Visa dagen") == "Show the day"
        assert say("Något som ingen har översatt") == "Något som ingen har översatt"
        assert [say_many("{count} löfte", "{count} löften", n) for n in (1, 2)] == ["1 promise", "2 promises"]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_the_domain_explains_is_told_in_english_with_the_same_numbers_and_days(data: st.DataObject) -> None:
    period = data.draw(drawn.periods())
    now = start_of_day(period.start + timedelta(days=data.draw(st.integers(-30, 800))))
    closed = data.draw(st.none() | st.integers(0, 700))
    status = assess(
        data.draw(drawn.commitments()),
        data.draw(drawn.day_tallies(period)),
        period,
        now,
        closed_on=None if closed is None else period.start + timedelta(days=closed),
    )

    swedish = why(status.explanation)
    with speaking("en"):
        english = why(status.explanation)
        named = [label(window.label) for window in status.windows]
        notes = [clause(window.note) for window in status.windows if window.note]

    assert "<span" not in english
    assert _numbers(swedish) == _numbers(english)
    assert not re.search("[åäö]", " ".join([*named, *notes]))


def test_what_is_missing_is_sought_in_its_own_sentence_alone() -> None:
    late = "1 av 1 aktivitet för vecka 30 2021, men först efter 2021-07-29."
    lacking = "0 av 1 aktivitet för vecka 52 2020 hittills, och näringsidkare saknas: fönstret stänger 2020-12-27."

    with speaking("en"):
        assert why(f"{late} {lacking}") == f"{why(late)} {why(lacking)}"


def test_a_place_with_a_full_stop_in_its_name_is_said_in_english() -> None:
    late = "1 av 1 möte för våren 2021, men först efter 2021-06-30."
    lacking = "0 av 1 möte för hösten 2021 hittills, och Torget och St. Anna saknas: fönstret stänger 2021-12-31."

    with speaking("en"):
        assert why(f"{late} {lacking} {lacking}") == f"{why(late)} {why(lacking)} {why(lacking)}"
        assert "and Torget and St. Anna missing: the window closes on 31 December 2021." in why(lacking)


def test_what_the_book_does_not_know_stays_in_swedish_and_is_marked() -> None:
    with speaking("en"):
        assert why("Något <nytt> sägs.") == '<span lang="sv">Något &lt;nytt&gt; sägs.</span>'


def _numbers(text: str) -> list[str]:
    return [number.replace(",", ".").rstrip(".") for number in re.findall(r"\d[\d,.]*", text)]
