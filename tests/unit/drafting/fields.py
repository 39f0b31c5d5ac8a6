"""A draft field by field, so that each can be right, wrong or left open; ids and the titles that we make are none."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shared.drafting.draft import Draft
from shared.drafting.structure import read_document
from shared.drafting.text import extract
from tests.unit.drafting.made import MADE
from tests.unit.drafting.made_tried import TRIED
from tests.unit.drafting.made_unread import UNREAD

DOCUMENTS = Path(__file__).with_name("documents")
NYKVARN = Path("deploy/seed/nykvarn-2021-2022.txt")
LISTS = ("kinds", "tags", "audiences", "places", "weekdays")
DEFAULTS = {"atLeast": 1, "each": "period", "every": 1, "unit": "activities"}
Field = tuple[str, str]


@dataclass(frozen=True)
class Figures:
    """How many fields of a document were right, wrong, and left open though the document gives them."""

    document: str
    right: int
    wrong: list[Field]
    left: list[Field]

    @property
    def found(self) -> float:
        """The share of what the document gives that was read."""
        return self.right / (self.right + len(self.left))


def names() -> list[str]:
    """Every document that there is an expected reading of."""
    return sorted(path.stem for path in DOCUMENTS.glob("*.yml"))


def bytes_of(name: str) -> tuple[bytes, str]:
    """A document and its file name, by what its expected reading is called."""
    file = NYKVARN if name == NYKVARN.stem else next(iter(sorted(DOCUMENTS.glob(f"{name}.[tm]*"))), None)
    if file:
        return file.read_bytes(), file.name
    every = MADE | UNREAD | TRIED
    made = next(each for each in every if each.startswith(f"{name}."))
    return every[made](), made


@cache
def drafted(name: str) -> Draft:
    return read_document(extract(*bytes_of(name)))


@cache
def figures(name: str) -> Figures:
    """A document as it is read, held against what it says."""
    expected = set(_expected(yaml.safe_load((DOCUMENTS / f"{name}.yml").read_text("utf-8"))))
    read = set(fields(drafted(name).agreement))
    return Figures(bytes_of(name)[1], len(expected & read), sorted(read - expected), sorted(expected - read))


def fields(agreement: dict[str, Any]) -> Iterator[Field]:
    """The fields of a draft."""
    yield from _expected(plain(agreement))


def plain(agreement: dict[str, Any]) -> dict[str, Any]:
    """A draft as expected readings are written: names in the place of ids."""
    parties = {party["id"]: party["name"] for party in agreement.get("parties", [])}
    areas = {area["id"]: area["title"] for area in agreement.get("focusAreas", [])}
    dialogue = agreement.get("dialogue", {})
    return {
        "municipality": agreement.get("municipality", {}).get("code"),
        "period": list(agreement["period"].values()) if "period" in agreement else None,
        "title": agreement.get("title"),
        "parties": {party["name"]: party["kind"] for party in agreement.get("parties", [])},
        "signed": [
            " ".join(filter(None, (each["role"], each.get("place"), each.get("signedOn"))))
            for each in agreement.get("signatories", [])
        ],
        "areas": {area["title"]: area.get("lagesbild", "") for area in agreement.get("focusAreas", [])},
        "sources": [source["kind"] for source in dialogue.get("sources", [])],
        "goals": agreement.get("goals", []),
        "groups": [group["name"] for group in agreement.get("groups", [])],
        "links": agreement.get("links", []),
        "promises": [
            {
                "text": promise["text"],
                "by": [parties[party] for party in promise.get("responsible", [])],
                "areas": [areas[area] for area in promise.get("focusAreas", [])],
                "says": [_said(commitment) for commitment in promise["commitments"]],
            }
            for promise in agreement.get("promises", [])
        ],
    }


def _said(commitment: dict[str, Any]) -> dict[str, Any]:
    counts, target = commitment["counts"], commitment["target"]
    said = {name: counts[name] for name in LISTS if counts.get(name)}
    said |= {name: counts[name][:5] for name in ("from", "until") if counts.get(name)}
    return said | ({"target": {name: value for name, value in target.items() if value}} if target else {})


def _expected(said: dict[str, Any]) -> Iterator[Field]:
    for name in ("municipality", "title"):
        if said.get(name):
            yield name, _flat(said[name])
    if said.get("period"):
        yield "period", " to ".join(map(str, said["period"]))
    yield from (("party", f"{name}: {kind}") for name, kind in said.get("parties", {}).items())
    for name in ("signed", "sources", "goals", "groups", "links"):
        yield from ((name, _flat(each)) for each in said.get(name, []))
    for title, situation in said.get("areas", {}).items():
        yield "area", title
        if situation:
            yield f"lagesbild of {title}", _flat(situation)
    for promise in said["promises"]:
        yield from _promise(promise)


def _promise(promise: dict[str, Any]) -> Iterator[Field]:
    text = _flat(promise["text"])
    name = f"promise {text[:60]}"
    yield name, text
    yield from ((f"{name}: responsible", party) for party in promise.get("by", []))
    yield from ((f"{name}: focus area", area) for area in promise.get("areas", []))
    for place, commitment in enumerate(promise.get("says", [])):
        for field in LISTS:
            yield from ((f"{name}: {field}", f"{place} {value}") for value in commitment.get(field, []))
        for field in ("from", "until"):
            if field in commitment:
                yield f"{name}: {field}", f"{place} {commitment[field]}"
        if "target" in commitment:
            yield f"{name}: target", f"{place} {target(commitment['target'])}"


def target(said: dict[str, Any]) -> str:
    """A target on one line, with what goes without saying."""
    whole = DEFAULTS | said
    return ", ".join(
        f"{key} {value:g}" if key == "atLeast" else f"{key} {value}" for key, value in sorted(whole.items())
    )


def _flat(words: Any) -> str:
    return " ".join(str(words).split())
