"""Yesterday's events: how each type was written, kept so that today's code is held against it.

`events/TYPE.jsonl` holds samples of a type, one a line, headers and data as they stood on the topic; none is ever
changed or taken out. `events/schemas.json` is what the forms of data looked like when the last sample was written.
`python -m tests.contract.frozen` adds what is new, and refuses what breaks.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from shared.events.catalogue import CATALOGUE
from shared.events.cloudevent import Event, decode, outgoing, read_headers
from shared.events.examples import EXAMPLES
from tests.contract.compatible import breaks

FOLDER: Final = Path(__file__).parent / "events"
SCHEMAS: Final = FOLDER / "schemas.json"
_AT: Final = datetime(2021, 4, 16, 7, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """An event as it stood on its topic; ``means`` what it is today, when its version is not written any more."""

    type: str
    headers: dict[str, str]
    data: dict[str, Any]
    means: dict[str, Any] | None = None

    def event(self) -> Event:
        """As whoever reads the topic gets it."""
        headers = [(name, value.encode()) for name, value in self.headers.items()]
        return decode(read_headers(headers), msgspec.json.encode(self.data))


def samples() -> Iterator[Sample]:
    """All of them, of types that are written no more too."""
    for file in sorted(FOLDER.glob("*.jsonl")):
        yield from (Sample(file.stem, **each) for each in _lines(file))


def schemas_then() -> dict[str, dict[str, Any]]:
    """The schemas of the forms when the last sample was written, by the forms' names."""
    found: dict[str, dict[str, Any]] = json.loads(SCHEMAS.read_text(encoding="utf-8"))
    return found


def schemas_now() -> dict[str, dict[str, Any]]:
    """The schemas of the forms by today's code; what is only told to people is left out."""
    forms = sorted({each.data for each in CATALOGUE.values()}, key=lambda form: form.__name__)
    _, definitions = msgspec.json.schema_components(forms, ref_template="{name}")
    found: dict[str, dict[str, Any]] = _plain(json.loads(json.dumps(definitions)))
    return found


def broken() -> list[str]:
    """What of yesterday's events today's code could not read."""
    then, now = schemas_then(), schemas_now()
    forms = sorted({each.data.__name__ for each in CATALOGUE.values()} & set(then))
    return [each for form in forms for each in breaks(then, now, form)]


def written(type_name: str) -> dict[str, Any]:
    """The example of a type as today's code writes it."""
    event = outgoing(type_name, "nykvarn.1", EXAMPLES[type_name], time=_AT, subject="nykvarn")
    return {"headers": event.headers, "data": json.loads(event.value)}


def least(sample: dict[str, Any]) -> dict[str, Any]:
    """The same with nothing in it but what must be, as by code that knew no more."""
    return sample | {"data": _required(sample["data"], CATALOGUE[sample["headers"]["ce_type"]].data.__name__)}


def main() -> None:
    """Add what is new."""
    FOLDER.mkdir(exist_ok=True)
    then = schemas_then() if SCHEMAS.exists() else {}
    if then and (wrong := broken()):
        sys.exit("\n".join([*wrong, "yesterday's events could not be read: see docs/upgrades.md for a new version"]))
    for name in CATALOGUE:
        file = FOLDER / f"{name}.jsonl"
        there = _lines(file) if file.exists() else []
        new = [each for each in _new(name) if each not in there]
        if new and (not there or then != schemas_now()):
            with file.open("a", encoding="utf-8") as end:
                end.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in new)
            print(f"{name}: {len(new)} added")
    SCHEMAS.write_text(json.dumps(schemas_now(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _new(type_name: str) -> list[dict[str, Any]]:
    sample = written(type_name)
    return [least(sample), sample]


def _required(data: dict[str, Any], form: str) -> dict[str, Any]:
    return {name: data[name] for name in schemas_now()[form].get("required", ())}


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _plain(schema: Any) -> Any:
    """A schema without what it only tells to people."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: inner for name, inner in schema.items() if name not in ("title", "description")}
    named = {name: _plain(inner) for name, inner in schema.get("properties", {}).items()}
    return {name: _plain(inner) for name, inner in kept.items()} | ({"properties": named} if named else {})


if __name__ == "__main__":
    main()
