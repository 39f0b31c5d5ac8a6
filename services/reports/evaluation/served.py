"""What the service holds for evaluations, within a request: its materials, its clock, its public address."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from flask import current_app

from services.reports.evaluation.material import Material, Materials
from services.reports.evaluation.stretch import years_of
from shared.clock import Clock, local_day
from shared.events.agreement import AgreementVersion


def materials() -> Materials:
    """Where evaluations get their data."""
    return cast(Materials, current_app.extensions["materials"])


def material(agreement_id: str) -> Material | None:
    """What an agreement's evaluation is made of."""
    return materials().material(agreement_id)


def present() -> datetime:
    """The present instant, by the service's clock."""
    return cast(Clock, current_app.extensions["clock"]).now()


def begun(day: date) -> bool:
    """Whether a day has come."""
    return day <= local_day(present())


def years_begun(versions: Sequence[AgreementVersion]) -> list[int]:
    """The years of an agreement that have begun, the earliest first."""
    today = local_day(present())
    start = versions[-1].agreement.in_effect.start
    return [year for year in years_of(versions) if max(start, date(year, 1, 1)) <= today]
