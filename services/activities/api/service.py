"""What every view works with: the service's parts, the moment, and refusals made into problems."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, Response, current_app

from services.activities.document_reader import Reader
from services.activities.domain.refusal import Conflict, Forbidden, Refused
from services.activities.intake import Intake
from services.activities.sealing import Sealer
from services.activities.store import Store
from services.activities.told import Reporter
from shared.clock import Clock
from shared.http.auth import caller
from shared.http.caller import own_sources
from shared.http.problem import Invalid, Problem, answer, conflict, forbidden, invalid


@dataclass(frozen=True, slots=True)
class Service:
    """The parts that the views share."""

    store: Store
    intake: Intake
    sealer: Sealer
    reader: Reader
    clock: Clock
    public_url: str

    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    def location(self, path: str) -> str:
        """The address of a resource of ours."""
        return f"{self.public_url}/activities/v1/{path}"


def service() -> Service:
    """The service, within a request."""
    return cast(Service, current_app.extensions["service"])


def reporter() -> Reporter:
    """The caller as whoever reports."""
    party, sources = caller().party, caller().sources
    if party is not None and sources is None:
        sources = own_sources(party)
    return Reporter(party, caller().municipalities, sources)


def problem_of(refused: Refused) -> Problem:
    """A refusal of the domain as problem details."""
    if isinstance(refused, Forbidden):
        return forbidden(refused.detail)
    if isinstance(refused, Conflict):
        return conflict(refused.detail, allowed=refused.allowed)
    reasons = [Invalid(each.property, each.reason) for each in refused.reasons]
    return invalid(*reasons, detail=f"{refused.detail} `invalidParameters` says where.")


def add_refusals(app: Flask) -> None:
    """Have the app answer the domain's refusals with problems."""
    app.register_error_handler(Refused, _answer)


def _answer(refused: Refused) -> Response:
    return answer(problem_of(refused))
