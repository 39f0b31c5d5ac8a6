"""The addresses of open data: `/data`, a page that leads to it all, and each table as JSON and as CSV."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, request, stream_with_context

from services.reports.open_data import asking
from services.reports.open_data.catalogue import Publisher, catalogue
from services.reports.open_data.columns import Table
from services.reports.open_data.reading import Asked, Reading
from services.reports.open_data.tables import TABLES
from services.reports.open_data.writing import as_csv, as_json
from services.reports.store.changes import Changed
from shared.clock import local_day, start_of_day
from shared.config import Settings
from shared.http.problem import not_found
from shared.open_data.cells import COMMA, SEMICOLON

RDF_XML, JSON_LD = "application/rdf+xml", "application/ld+json"

blueprint = Blueprint("open-data", __name__, url_prefix="/data", template_folder="templates")

blueprint.before_request(asking.count)


@blueprint.get("/<name>.json")
def table_as_json(name: str) -> Response:
    """A table as JSON, a row a line."""
    table = _table(name)
    args = asking.query_of(asking.MomentArgs() if name == "statuses" else asking.TableArgs())
    seen, now = _seen(name), asking.present()
    pieces = as_json(table, _rows(name, asking.asked_of(args, now)), now)
    return asking.dated(Response(stream_with_context(pieces), content_type="application/json"), seen)


@blueprint.get("/<name>.csv")
def table_as_csv(name: str) -> Response:
    """A table as comma-separated values, or with semicolons and a byte order mark as Swedish spreadsheets want it."""
    table = _table(name)
    args = asking.query_of(asking.CsvMomentArgs() if name == "statuses" else asking.CsvArgs())
    seen = _seen(name)
    separator = SEMICOLON if args["separator"] == "semicolon" else COMMA
    pieces = as_csv(table, _rows(name, asking.asked_of(args, asking.present())), separator)
    response = Response(stream_with_context(pieces), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return asking.dated(response, seen)


@blueprint.get("/catalog")
@blueprint.get("/catalog.rdf", endpoint="catalog-rdf", defaults={"form": RDF_XML})
@blueprint.get("/catalog.jsonld", endpoint="catalog-jsonld", defaults={"form": JSON_LD})
def catalogue_in(form: str | None = None) -> Response:
    """The catalogue of all this by DCAT-AP-SE, in the form that is asked for."""
    chosen = form or request.accept_mimetypes.best_match([RDF_XML, JSON_LD]) or RDF_XML
    settings: Settings = current_app.extensions["settings"]
    seen = asking.changed()
    graph = catalogue(Publisher(settings.public_url, settings.contact), local_day(seen.at))
    response = Response(graph.serialize(format=chosen), content_type=f"{chosen}; charset=utf-8")
    response.vary.add("Accept")
    return asking.dated(response, seen, chosen)


@blueprint.get("/<path:other>")
def nothing(other: str) -> Response:
    """Whatever else stands below `/data`."""
    raise not_found(f"There is no open data at /data/{other[:100]}.", remedy="GET /data leads to all there is.")


def _table(name: str) -> Table[Any]:
    if name not in TABLES:
        raise not_found(f"There is no table {name[:100]}.", remedy=f"There are {', '.join(TABLES)}.")
    return TABLES[name]


def _seen(name: str) -> Changed:
    """How a table stood before it is read; tips are told by the month, so a month that ends changes them."""
    seen = asking.changed()
    month = start_of_day(local_day(asking.present()).replace(day=1))
    return replace(seen, at=max(seen.at, month)) if name == "tips" else seen


def _rows(name: str, asked: Asked) -> Any:  # noqa: ANN401  (rows of whichever table)
    reading = Reading(asking.store(), current_app.extensions["pages"], asking.present())
    return reading.rows(name, asked)
