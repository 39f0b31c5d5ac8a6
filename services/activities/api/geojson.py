"""Lists as GeoJSON (RFC 7946), for maps: what has a point, by the same filters and pages as the list in JSON."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

import msgspec
from flask import request

from services.activities.api.lists import both, listed
from services.activities.domain.change import R
from services.activities.store.records import Records
from shared.events.record import Record
from shared.http import jsons
from shared.http.blueprint import Blueprint, Views
from shared.http.paging import ChangesPage
from shared.http.structs import schema_of
from shared.store.mongo import Document

MEDIA_TYPE: Final = "application/geo+json"
_WITH_POINT: Final[Document] = {"record.place.point": {"$ne": None}}
_VARY: Final = {"Vary": "Accept"}

Properties = Callable[[Document], Document]


class Point(Record, frozen=True):
    """A point in WGS 84: longitude, latitude."""

    coordinates: tuple[float, float]
    type: Literal["Point"] = "Point"


class Feature(Record, frozen=True):
    """Something with a point; ``properties`` is what a map says of it."""

    id: str
    geometry: Point
    properties: dict[str, Any]
    type: Literal["Feature"] = "Feature"


class FeatureCollection(ChangesPage, frozen=True, kw_only=True):
    """A page of features. What tells of the page are foreign members, which readers may pass over."""

    features: list[Feature]
    type: Literal["FeatureCollection"] = "FeatureCollection"


def listed_as_asked(
    records: Records[R], args: dict[str, Any], query: Document, properties: Properties, also: Sequence[str] = ()
) -> Any:  # noqa: ANN401
    """A page in JSON, or in GeoJSON when `Accept` prefers it: then of those that have a point.

    Args:
        records: whose `place` may have a `point`.
        args: as loaded by a `MunicipalityFilter`.
        query: what else narrows it.
        properties: of a record in its outer form, what a map says of it.
        also: as for `listed`.
    """
    if not _is_asked_for():
        return listed(records, args, query, also), 200, _VARY
    page = listed(records, args, both(query, _WITH_POINT), also)
    features = [_feature(each, properties) for each in page.pop("items")]
    until = page.pop("changedUntil", None)
    answer = jsons.answer(FeatureCollection(features=features, **page, changed_until=until), headers=_VARY)
    answer.content_type = MEDIA_TYPE
    return answer


def also_geojson(shown: Document, properties: Properties) -> Views:
    """Document that a list answers so too; ``shown`` is an example of a record, in its outer form, with a point."""
    example = FeatureCollection(features=[_feature(shown, properties)], page=1, limit=20, total=1)
    media = {"schema": schema_of(FeatureCollection), "example": msgspec.to_builtins(example)}
    return Blueprint.doc(responses={200: {"content": {MEDIA_TYPE: media}}})  # 200, not "200": beside what is there


def _is_asked_for() -> bool:
    return request.accept_mimetypes.best_match([jsons.MEDIA_TYPE, MEDIA_TYPE]) == MEDIA_TYPE


def _feature(record: Document, properties: Properties) -> Feature:
    longitude, latitude = record["place"]["point"]
    geometry = Point(coordinates=(longitude, latitude))
    return Feature(id=record["id"], geometry=geometry, properties={"id": record["id"], **properties(record)})
