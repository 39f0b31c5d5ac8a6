"""The table of sentences, read, and put side by side with what they are to give."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
import yaml

from shared.drafting.drafted import Context
from shared.drafting.proposed import Proposed
from shared.drafting.wording import read_commitments
from shared.events.agreement import Period, Target

SENTENCES = Path(__file__).with_name("sentences.yml")
YEAR = (date(2021, 1, 1), date(2021, 12, 31))
LISTS = ("kinds", "tags", "audiences", "places", "weekdays")


@dataclass(frozen=True)
class Sentence:
    text: str
    says: list[dict]
    source: str
    open: bool
    period: Period

    def read(self) -> list[Proposed]:
        return read_commitments(self.text, context=Context(period=self.period))

    def expected(self) -> set[tuple]:
        return {value for place, said in enumerate(self.says) for value in _expected(place, said)}

    def proposed(self) -> set[tuple]:
        return {value for place, proposal in enumerate(self.read()) for value in values(place, proposal)}


def sentences(path: Path = SENTENCES) -> list[Sentence]:
    return [
        Sentence(
            text=row["text"],
            says=row["says"],
            source=row["from"],
            open=row.get("open", False),
            period=Period(*()) if False else Period(start=_period(row)[0], end=_period(row)[1]),
        )
        for row in yaml.safe_load(path.read_text("utf-8"))
    ]


def _period(row: dict) -> tuple[date, date]:
    return tuple(row.get("period", YEAR))


def _expected(place: int, said: dict) -> Iterator[tuple]:
    for name in LISTS:
        yield from ((place, name, value) for value in said.get(name, ()))
    for name in ("from", "until"):
        if name in said:
            yield place, name, said[name]
    if "target" in said:
        target = msgspec.convert(said["target"], Target)
        yield from ((place, "target", *value) for value in _target(target))


def values(place: int, proposal: Proposed) -> Iterator[tuple]:
    for name in LISTS:
        yield from ((place, name, value) for value in getattr(proposal.counts, name))
    for name in ("from", "until"):
        clock = getattr(proposal.counts, "from_" if name == "from" else name)
        if clock:
            yield place, name, clock.strftime("%H:%M")
    if proposal.target:
        yield from ((place, "target", *value) for value in _target(proposal.target))


def _target(target: Target) -> list[tuple]:
    return [tuple(sorted((name, str(float(value) if name == 'atLeast' else value)) for name, value in msgspec.to_builtins(target).items()))]
