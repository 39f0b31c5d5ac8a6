"""What may be told of the lägesbild and of the dialogue, and what becomes of it."""

from datetime import date
from typing import Any

import pytest

from services.activities.domain import situation
from services.activities.domain.heard import (
    EntryCorrection,
    EntryReport,
    InputCorrection,
    InputReport,
    SaidDialogueOrigin,
    SaidFigure,
    SaidSituationSource,
)
from services.activities.domain.period import SaidPeriod
from services.activities.domain.refusal import Conflict, Forbidden, Refused
from shared.events import catalogue
from shared.events.agreement import FocusArea, Period
from shared.events.situation import DialogueInput, Figure, SituationEntry
from tests.unit.activities.things import NOW, TOWN, agreement, in_force

CENTRE = FocusArea(id="ort-2021-centrum", title="Centrum", lagesbild="Många är otrygga på kvällen.")
THERE = in_force(agreement(focus_areas=(CENTRE,)))
AUTUMN = SaidPeriod(start=date(2020, 9, 1), end=date(2020, 11, 30))


def entry_report(**changes: Any) -> EntryReport:
    fields: dict[str, Any] = {
        "municipality": "0184",
        "source": SaidSituationSource(kind="survey", name="trygghetsundersökningen"),
        "period": AUTUMN,
        "summary": "Var tredje är otrygg i centrum.",
    }
    return EntryReport(**fields | changes)


def input_report(**changes: Any) -> InputReport:
    fields: dict[str, Any] = {
        "municipality": "0184",
        "source": SaidDialogueOrigin(kind="mail", name="brevlådan"),
        "period": AUTUMN,
        "topic": "Mörka gångvägar",
        "voices": 14,
    }
    return InputReport(**fields | changes)


def note(**changes: Any) -> SituationEntry:
    return situation.note(entry_report(**changes), "id", TOWN, THERE, NOW).record


def receive(**changes: Any) -> DialogueInput:
    return situation.receive(input_report(**changes), "id", TOWN, THERE, NOW).record


def wrong(**changes: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        note(**changes)
    return {each.property: each.reason for each in refused.value.reasons}


def test_an_entry_is_noted_with_its_source_its_figures_and_what_it_bears_on():
    change = situation.note(
        entry_report(
            figures=(SaidFigure(name="otrygga", value=34, unit="procent"),),
            focus_areas=("ort-2021-centrum", "ort-2021-centrum"),
            promises=("ort-2021-p1",),
        ),
        "id",
        TOWN,
        THERE,
        NOW,
    )

    entry = change.record
    assert change.event == catalogue.SITUATION_NOTED
    assert (entry.state, entry.revision, entry.municipality_name, entry.reported_at) == ("noted", 1, "Ort", NOW)
    assert entry.period == Period(start=AUTUMN.start, end=AUTUMN.end)
    assert entry.figures == (Figure(name="otrygga", value=34, unit="procent"),)
    assert (entry.focus_areas, entry.promises) == (("ort-2021-centrum",), ("ort-2021-p1",))


def test_what_residents_said_is_received_with_its_voices():
    change = situation.receive(input_report(), "id", TOWN, THERE, NOW)

    assert change.event == catalogue.DIALOGUE_INPUT_RECEIVED
    assert (change.record.state, change.record.voices, change.record.source.kind) == ("received", 14, "mail")


@pytest.mark.parametrize("tell", [situation.note, situation.receive])
def test_only_parties_of_the_municipalitys_agreements_report(tell: Any):
    said = entry_report() if tell is situation.note else input_report()

    with pytest.raises(Forbidden):
        tell(said, "id", "polisen-malmo", THERE, NOW)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"period": SaidPeriod(start=date(2020, 9, 2), end=date(2020, 9, 1))}, "period.end"),
        ({"period": SaidPeriod(start=date(2021, 5, 1), end=date(2021, 6, 2))}, "period.end"),
        ({"period": SaidPeriod(start=date(1, 1, 1), end=date(2020, 9, 1))}, "period.start"),
        ({"promises": ("ort-2021-p1", "ort-2021-p9")}, "promises[1]"),
        ({"focus_areas": ("ort-2021-hamnen",)}, "focusAreas[0]"),
        ({"summary": "   \n"}, "summary"),
    ],
)
def test_what_does_not_hold_is_refused_with_the_property(changes: dict[str, Any], where: str):
    assert list(wrong(**changes)) == [where]


def test_a_period_may_end_today_by_the_calendar_in_stockholm():
    assert note(period=SaidPeriod(start=date(2021, 6, 1), end=date(2021, 6, 1)))


def test_a_correction_keeps_what_it_does_not_mention_and_says_why():
    change = situation.correct(note(), EntryCorrection(reason="Fel.", summary="Var fjärde."), THERE, NOW)

    entry = change.record
    assert change.event == catalogue.SITUATION_CORRECTED
    assert (entry.revision, entry.reason, entry.summary) == (2, "Fel.", "Var fjärde.")
    assert entry.source.name == "trygghetsundersökningen"


def test_voices_that_were_counted_wrongly_are_corrected():
    change = situation.correct(receive(), InputCorrection(reason="Fel.", voices=15), THERE, NOW)

    assert (change.event, change.record.voices) == (catalogue.DIALOGUE_INPUT_CORRECTED, 15)


def test_a_correction_must_hold_as_a_report_must():
    correction = EntryCorrection(reason="Fel.", promises=("ort-2021-p9",))

    with pytest.raises(Refused, match="promises"):
        situation.correct(note(), correction, THERE, NOW)


def test_what_is_in_force_no_more_may_stay_when_something_else_is_corrected():
    entry = note(promises=("ort-2021-p1",), focus_areas=("ort-2021-centrum",))
    elsewhere = in_force(agreement(id="annat-2021"))

    corrected = situation.correct(entry, EntryCorrection(reason="Fel.", summary="Var fjärde."), elsewhere, NOW)

    assert corrected.record.promises == ("ort-2021-p1",)


@pytest.mark.parametrize(
    ("told", "event"),
    [(note(), catalogue.SITUATION_WITHDRAWN), (receive(), catalogue.DIALOGUE_INPUT_WITHDRAWN)],
)
def test_what_is_withdrawn_says_why_and_nothing_more_can_be_done_to_it(told: Any, event: str):
    change = situation.withdraw(told, "Dubbelt.", NOW)

    assert (change.event, change.record.state, change.record.reason) == (event, "withdrawn", "Dubbelt.")
    with pytest.raises(Conflict) as again:
        situation.withdraw(change.record, "Igen.", NOW)
    assert again.value.allowed == ()
    with pytest.raises(Conflict):
        situation.correct(change.record, EntryCorrection(reason="Fel."), THERE, NOW)
