"""Topics keep events for years: today's code reads those of every day before, or the version is another."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from shared.events.catalogue import CATALOGUE
from shared.events.upcasting import UPCASTERS
from tests.contract.compatible import breaks
from tests.contract.frozen import Sample, broken, samples, schemas_now, schemas_then, written

SAMPLES = list(samples())

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.type)


def test_every_type_that_is_or_was_written_has_samples() -> None:
    assert {sample.type for sample in SAMPLES} == set(CATALOGUE) | set(UPCASTERS)


@each_sample
def test_a_sample_means_today_what_it_meant_when_it_was_written(sample: Sample) -> None:
    event = sample.event()

    today = json.loads(msgspec.json.encode(event.data))
    if sample.means is None:  # nothing is missing, nothing is other; what has come since says nothing
        assert sample.type == event.type
        assert holds(today, sample.data)
        assert event.data == msgspec.convert(sample.data, CATALOGUE[event.type].data, strict=False)
    else:
        assert today == sample.means
    assert event.id == sample.headers["ce_id"]


def test_no_form_of_data_has_changed_so_that_yesterdays_events_could_not_be_read() -> None:
    assert not broken(), "give the type another version: see docs/upgrades.md"


def test_what_the_forms_look_like_today_is_kept_for_tomorrow() -> None:
    assert schemas_now() == schemas_then(), "run python -m tests.contract.frozen, and commit what it writes"


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_todays_events_can_be_read_by_code_that_knows_no_more_than_the_samples(name: str) -> None:
    """Whoever runs the code of before during an upgrade passes over what it does not know."""
    newer = written(name)
    newer["data"]["notKnownYet"] = {"of": "a later release"}

    assert Sample(name, **newer).event().data == Sample(name, **written(name)).event().data


THEN: dict[str, Any] = {
    "Walk": {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "count": {"type": "integer"},
            "state": {"enum": ["done", "planned"]},
            "places": {"type": "array", "items": {"$ref": "Place"}},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        },
        "required": ["id", "count", "state", "places"],
    },
    "Place": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
}


def changed(form: str, **properties: Any) -> Mapping[str, Any]:
    """The form with other properties; None: without one."""
    now = THEN[form]["properties"] | properties
    kept = {name: schema for name, schema in now.items() if schema is not None}
    return THEN | {form: THEN[form] | {"properties": kept}}


@pytest.mark.parametrize(
    ("now", "told"),
    [
        pytest.param(THEN, [], id="nothing"),
        pytest.param(changed("Walk", weather={"type": "string"}), [], id="a field that may be left out"),
        pytest.param(changed("Walk", count={"type": "number"}), [], id="a wider type"),
        pytest.param(changed("Walk", state={"enum": ["done", "moved", "planned"]}), [], id="another word"),
        pytest.param(changed("Walk", note=None), ["Walk.note is gone"], id="a field removed"),
        pytest.param(
            changed("Place", name=None, title={"type": "string"}), ["Walk.places[].name is gone"], id="renamed, within"
        ),
        pytest.param(
            changed("Walk", count={"type": "string"}), ["Walk.count: integer is now string"], id="another type"
        ),
        pytest.param(changed("Walk", note={"type": "string"}), ["Walk.note: null is now string"], id="no longer null"),
        pytest.param(
            changed("Walk", state={"enum": ["done"]}), ["Walk.state may no longer be planned"], id="a word removed"
        ),
        pytest.param(
            changed("Walk", id={"type": "string", "maxLength": 3}), ["Walk.id: maxLength is 3 now"], id="a new limit"
        ),
        pytest.param(
            THEN | {"Walk": THEN["Walk"] | {"required": ["id", "count", "state", "places", "note"]}},
            ["Walk.note is required now"],
            id="required since",
        ),
    ],
)
def test_what_breaks_is_told_and_nothing_else_is(now: Mapping[str, Any], told: list[str]) -> None:
    assert breaks(THEN, now, "Walk") == told


def holds(today: Any, then: Any) -> bool:
    """Whether everything that was said then is said today."""
    if isinstance(then, dict):
        return all(name in today and holds(today[name], each) for name, each in then.items())
    if isinstance(then, list):
        return len(today) == len(then) and all(map(holds, today, then))
    return bool(today == then)
