"""Tables of sentences, read, and put side by side with what they are to give."""

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
HELD_OUT = Path(__file__).with_name("held_out.yml")
TRAPS = Path(__file__).with_name("traps.yml")
YEAR = (date(2021, 1, 1), date(2021, 12, 31))
LISTS = ("kinds", "tags", "audiences", "places", "weekdays")


@dataclass(frozen=True)
class Sentence:
    """A row: a promise's text, where its wording comes from, and what it says."""

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
        return {value for place, proposal in enumerate(self.read()) for value in _proposed(place, proposal)}


@dataclass(frozen=True)
class Score:
    """Of the values proposed, how many are right; of those that the words give, how many are proposed."""

    precision: float
    recall: float
    wrong: list[str]

    def __str__(self) -> str:
        return f"precision {self.precision:.1%}, recall {self.recall:.1%}"


def sentences(path: Path = SENTENCES) -> list[Sentence]:
    return [_sentence(row) for row in yaml.safe_load(path.read_text("utf-8"))]


def score(rows: list[Sentence]) -> Score:
    read = [(row, row.expected(), row.proposed()) for row in rows]
    right = sum(len(expected & proposed) for _, expected, proposed in read)
    return Score(
        precision=right / sum(len(proposed) for _, _, proposed in read),
        recall=right / sum(len(expected) for _, expected, _ in read),
        wrong=[f"{row.text}: {value}" for row, expected, proposed in read for value in sorted(proposed - expected)],
    )


def _sentence(row: dict) -> Sentence:
    start, end = row.get("period", YEAR)
    return Sentence(row["text"], row["says"], row["from"], row.get("open", False), Period(start=start, end=end))


def _expected(place: int, said: dict) -> Iterator[tuple]:
    for name in LISTS:
        yield from ((place, name, value) for value in said.get(name, ()))
    for name in ("from", "until"):
        if name in said:
            yield place, name, said[name]
    if "target" in said:
        yield place, "target", _target(msgspec.convert(said["target"], Target))


def _proposed(place: int, proposal: Proposed) -> Iterator[tuple]:
    for name in LISTS:
        yield from ((place, name, value) for value in getattr(proposal.counts, name))
    for name, clock in (("from", proposal.counts.from_), ("until", proposal.counts.until)):
        if clock:
            yield place, name, f"{clock:%H:%M}"
    if proposal.target:
        yield place, "target", _target(proposal.target)


def _target(target: Target) -> str:
    """A target as text: one value, right or wrong as a whole."""
    return str(msgspec.structs.replace(target, at_least=float(target.at_least)))
