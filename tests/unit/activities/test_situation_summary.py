"""What promises are grounded in is counted by source, by focus area and by promise."""

from datetime import date
from typing import Any

from services.activities.domain.situation_summary import SituationSummary, summarise
from shared.events.agreement import FocusArea, Period
from shared.events.situation import DialogueInput, DialogueOrigin, SituationEntry, SituationSource
from tests.unit.activities.things import NOW, TOWN, agreement

CENTRE, YOUTH = "ort-2021-centrum", "ort-2021-ungdom"
AREAS = (FocusArea(id=CENTRE, title="Centrum", lagesbild=""), FocusArea(id=YOUTH, title="Ungdomar", lagesbild=""))
AGREEMENT = agreement(focus_areas=AREAS)
PROMISE = "ort-2021-p1"
COMMON: dict[str, Any] = {
    "id": "id",
    "revision": 1,
    "municipality": "0184",
    "municipality_name": "Ort",
    "reported_by": TOWN,
    "reported_at": NOW,
    "period": Period(start=date(2020, 9, 1), end=date(2020, 11, 30)),
}


def seen(name: str = "enkäten", **changes: Any) -> SituationEntry:
    fields = COMMON | {"state": "noted", "source": SituationSource(kind="survey", name=name), "summary": "Otryggt."}
    return SituationEntry(**fields | changes)


def heard(topic: str, voices: int, kind: Any = "mail", name: str = "brevlådan", **changes: Any) -> DialogueInput:
    fields = COMMON | {"state": "received", "source": DialogueOrigin(kind=kind, name=name)}
    return DialogueInput(**fields | {"topic": topic, "voices": voices} | changes)


def summary(*told: Any, **options: Any) -> SituationSummary:
    entries = [each for each in told if isinstance(each, SituationEntry)]
    inputs = [each for each in told if isinstance(each, DialogueInput)]
    return summarise([AGREEMENT], entries, inputs, **options)


def test_totals_count_entries_inputs_and_voices():
    found = summary(seen(), heard("Mörker", 3), heard("Buller", 4))

    assert (found.entries, found.inputs, found.voices) == (1, 2, 7)
    assert (found.municipality, found.municipality_name, found.agreement) == ("0184", "Ort", None)


def test_every_way_of_dialogue_is_shown_also_where_nobody_was_heard():
    found = summary(heard("Mörker", 3), heard("Mörker", 5, "meeting", "torgmötet"))

    counted = {each.kind: (each.inputs, each.voices) for each in found.dialogue}
    assert counted == {
        "survey": (0, 0),
        "mail": (1, 3),
        "phone": (0, 0),
        "social-media": (0, 0),
        "meeting": (1, 5),
        "other": (0, 0),
    }


def test_a_source_is_one_by_kind_and_name_however_it_is_written_and_whatever_came_of_it():
    found = summary(
        seen("Enkäten"), heard("Mörker", 200, "survey", "enkäten "), heard("Mörker", 3), seen(name="statistiken")
    )

    counted = [(each.kind, each.name, each.entries, each.inputs, each.voices) for each in found.sources]
    assert counted == [
        ("survey", "Enkäten", 1, 1, 200),
        ("mail", "brevlådan", 0, 1, 3),
        ("survey", "statistiken", 1, 0, 0),
    ]


def test_a_focus_area_and_a_promise_show_what_names_them_with_the_most_voices_first():
    found = summary(
        heard("Mörker", 3, focus_areas=(CENTRE,)),
        heard("Buller", 9, focus_areas=(CENTRE,), promises=(PROMISE,)),
        heard("MÖRKER", 8, focus_areas=(CENTRE,)),
        seen(focus_areas=(CENTRE,)),
    )

    centre, youth = found.focus_areas
    assert (centre.id, centre.title, centre.entries, centre.inputs, centre.voices) == (CENTRE, "Centrum", 1, 3, 20)
    assert [(each.topic, each.voices, each.inputs) for each in centre.topics] == [("Mörker", 11, 2), ("Buller", 9, 1)]
    assert (youth.id, youth.entries, youth.inputs, youth.topics) == (YOUTH, 0, 0, ())
    (promise,) = found.promises
    assert (promise.id, promise.title, promise.voices) == (PROMISE, "Löfte 1", 9)


def test_what_is_withdrawn_is_not_counted():
    found = summary(seen(state="withdrawn"), heard("Mörker", 3, state="withdrawn", promises=(PROMISE,)))

    assert (found.entries, found.inputs, found.voices, found.sources) == (0, 0, 0, ())
    assert found.promises[0].voices == 0


def test_of_an_agreement_only_what_names_something_of_it_is_counted():
    told = [heard("Mörker", 3, promises=(PROMISE,)), heard("Buller", 4), heard("Gaturök", 5, focus_areas=("annat",))]

    assert summary(*told).voices == 12
    found = summary(*told, only=True)
    assert (found.voices, found.agreement) == (3, "ort-2021")
    assert [each.name for each in found.sources] == ["brevlådan"]
