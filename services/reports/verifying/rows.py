"""Rows of open data, read back into what they were written from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from services.reports.domain.since import dated
from services.reports.domain.tally import Revisions
from shared.events.activity import Activity
from shared.events.agreement import AgreementVersion
from shared.events.assessment import Assessment

Row = dict[str, Any]


def versions_of(rows: Iterable[Row]) -> dict[str, tuple[AgreementVersion, ...]]:
    """The versions of each agreement by its id, the earliest first."""
    found: defaultdict[str, list[AgreementVersion]] = defaultdict(list)
    for row in rows:
        found[row["id"]].append(msgspec.convert(row, AgreementVersion))
    return {name: dated(each) for name, each in found.items()}


def facts_of(rows: Iterable[Row]) -> dict[str, Revisions]:
    """The activities by id, each with its revisions."""
    found: defaultdict[str, dict[int, Activity]] = defaultdict(dict)
    for row in rows:
        activity = _activity(row)
        found[activity.id][activity.revision] = activity
    return dict(found)


def verdicts_of(rows: Iterable[Row]) -> list[Mapping[int, Assessment]]:
    """The parties' assessments, each by the one revision that is published."""
    told = [_assessment(row) for row in rows]
    return [{one.revision: one} for one in told]


def _activity(row: Row) -> Activity:
    """As it was told, but for what it has to do with other activities: nothing of a status rests on that."""
    place = row["place"] and {"name": row["place"]}
    counts = [{**one, "promiseTitle": "", "responsible": []} for one in row["counts"]]
    span = {"planned": _span(row, "planned"), "actual": _span(row, "actual")}
    return msgspec.convert({**_given(row), **span, "place": place, "counts": counts, "walkStep": None}, Activity)


def _assessment(row: Row) -> Assessment:
    period = {"start": row["periodStart"], "end": row["periodEnd"]}
    unsaid = {"promiseTitle": "", "responsible": [], "state": "signed"}
    return msgspec.convert({**row, **unsaid, "reportedBy": row["party"], "period": period}, Assessment)


def _span(row: Row, which: str) -> Row | None:
    start, end = row[f"{which}Start"], row[f"{which}End"]
    return {"start": start, "end": end} if start and end else None


def _given(row: Row) -> Row:
    """What the row says anything of; texts of what was withdrawn are not there."""
    return {"title": "", **{name: value for name, value in row.items() if value is not None}}
