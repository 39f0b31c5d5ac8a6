"""What an evaluation is made of, and the interface through which it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.reports.domain.tally import Revisions
from shared.events.agreement import AgreementPublished, AgreementVersion, Promise
from shared.events.assessment import Assessment
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.status import PromiseStatus


@dataclass(frozen=True, slots=True)
class Material:
    """All that is known of an agreement and may be shown now, with every revision: what was known when is told by them.

    Attributes:
        nearby: all agreements of its municipality, whose parties may report there.
        facts: the activities that ever counted toward one of its promises, by id.
        walks: those that measures name beside them, by id: on which they were raised, or found done.
        assessments, measures, observations: of its municipality, each with its revisions by their numbers.
    """

    published: AgreementPublished
    facts: Mapping[str, Revisions]
    walks: Mapping[str, Revisions]
    assessments: Sequence[Mapping[int, Assessment]] = ()
    measures: Sequence[Mapping[int, Measure]] = ()
    observations: Sequence[Mapping[int, Observation]] = ()
    nearby: Sequence[AgreementPublished] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise as a version of its agreement reads, and how it goes by that; ``year`` that it tells of, None: each."""

    version: AgreementVersion
    promise: Promise
    status: PromiseStatus
    year: int | None = None


class Materials(Protocol):
    """Where evaluations and comparisons get their data. Whoever holds it puts it at `extensions["materials"]`."""

    def material(self, agreement_id: str) -> Material | None:
        """What an agreement's evaluation is made of; None: there is no such agreement."""
        ...

    def standings(self) -> Sequence[Standing]:
        """Every promise of every agreement, year by year as it was promised at the year's end, in any order."""
        ...
