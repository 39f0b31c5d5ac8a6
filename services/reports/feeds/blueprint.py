"""The addresses of feeds: a municipality's calendar and that of each of its parties, and its changes of state."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import cast

from flask import Blueprint, Response, current_app, request, stream_with_context
from marshmallow import fields, validate

from services.reports.domain.parties import names_known
from services.reports.feeds import atom, words
from services.reports.feeds.calendar import CalendarOf
from services.reports.feeds.changes import Remembered, changes
from services.reports.feeds.coming import Ahead
from services.reports.open_data import asking
from services.reports.query import Query
from shared.config import Settings
from shared.events.agreement import AgreementPublished
from shared.http.problem import not_found
from shared.http.schema import Base

blueprint = Blueprint("feeds", __name__, url_prefix="/data")
blueprint.before_request(asking.count)

_SECONDS = 900  # a copy may be shown without asking: nobody needs to know sooner


class FeedArgs(Base):
    """Query of a feed."""

    lang = fields.String(load_default="sv", validate=validate.OneOf(["sv", "en"], error="is none of: {choices}"))


@blueprint.get("/<code>/calendar.ics")
def calendar(code: str) -> Response:
    """What is coming and what is due in a municipality."""
    agreements, language = _agreements(code), _language()
    name = words.CALENDAR.in_language(language).format(place=_place(agreements))
    return _calendar(code, None, name, language, agreements)


@blueprint.get("/<code>/parties/<party>/calendar.ics")
def party_calendar(code: str, party: str) -> Response:
    """The same, of what one party answers for, reports or takes part in."""
    agreements, language = _agreements(code), _language()
    parties = names_known(agreements)
    if party not in parties:
        raise not_found(
            f"No agreement of {code} ever had a party {party[:100]}.", remedy=f"There are {', '.join(parties)}."
        )
    told = words.CALENDAR_OF.in_language(language)
    name = told.format(place=_place(agreements), party=parties[party])
    return _calendar(code, party, name, language, agreements)


@blueprint.get("/<code>/changes.atom")
def municipality_changes(code: str) -> Response:
    """Changes of state of all promises of a municipality."""
    agreements, language = _agreements(code), _language()
    name = words.CHANGES.in_language(language).format(place=_place(agreements))
    return _changes(name, f"{_url()}/{code}", language, agreements)


@blueprint.get("/<code>/<agreement_id>/changes.atom")
def agreement_changes(code: str, agreement_id: str) -> Response:
    """Changes of state of the promises of one agreement."""
    agreements, language = [each for each in _agreements(code) if each.agreement_id == agreement_id], _language()
    if not agreements:
        raise not_found(f"{code} has no agreement {agreement_id[:100]}.", remedy="GET /data leads to those there are.")
    name = words.CHANGES_OF.in_language(language).format(agreement=agreements[0].latest.agreement.title)
    return _changes(name, f"{_url()}/{code}/{agreement_id}", language, agreements)


def _calendar(code: str, party: str | None, name: str, language: str, agreements: list[AgreementPublished]) -> Response:
    store, query, now = asking.store(), _query(), asking.present()
    address = words.address_in(language, f"{_url()}{request.path}")
    maker = CalendarOf(_url(), language, names_known(agreements))

    def write() -> bytes:
        coming = Ahead(store, query, now).coming(code)
        return maker.written(name, address, coming.of(party) if party else coming)

    response = _dated(write, "text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{party or code}.ics"'
    return response


def _changes(name: str, page: str, language: str, agreements: list[AgreementPublished]) -> Response:
    store, query, now = asking.store(), _query(), asking.present()
    feed = atom.Feed(_url(), words.address_in(language, f"{_url()}{request.path}"), language)
    remembered: Remembered = current_app.extensions.setdefault("remembered", Remembered())

    def write() -> bytes:
        return feed.written(name, page, changes(store, query, remembered, agreements, now), _since(agreements))

    return _dated(write, f"{atom.MEDIA_TYPE}; charset=utf-8")


def _dated(write: Callable[[], bytes], content_type: str) -> Response:
    """The answer, which is only written if the caller does not have it already."""

    def written() -> Iterator[bytes]:
        yield write()

    response = Response(stream_with_context(written()), content_type=content_type)
    return asking.dated(response, asking.changed(), seconds=_SECONDS)


def _agreements(code: str) -> list[AgreementPublished]:
    found = asking.store().agreements.all(code)
    if not found:
        raise not_found(f"No municipality {code[:100]} has promises here.", remedy="GET /data leads to those that do.")
    return sorted(found, key=lambda each: each.agreement_id)


def _since(agreements: list[AgreementPublished]) -> datetime:
    return min(version.known_from for each in agreements for version in each.versions)


def _place(agreements: list[AgreementPublished]) -> str:
    return agreements[0].latest.agreement.municipality.name


def _language() -> str:
    return str(asking.query_of(FeedArgs())["lang"])


def _query() -> Query:
    return cast(Query, current_app.extensions["pages"])


def _url() -> str:
    return cast(Settings, current_app.extensions["settings"]).public_url
