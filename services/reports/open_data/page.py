"""The page that leads to all data and feeds, and one of each municipality's own, in the public page's look.

What it says stands here in both languages, beside the columns, which do too.
"""

from datetime import date
from typing import Any, cast

from flask import Blueprint, current_app, render_template

from services.reports.open_data.columns import HOLDS, Told
from services.reports.open_data.tables import TABLES
from services.reports.web.errors import Absent
from services.reports.web.language import spoken
from services.reports.web.page import MunicipalityPage, Pages
from shared.clock import Clock, local_day
from shared.events.agreement import Party
from shared.open_data import LICENCE, LICENCE_NAME

blueprint = Blueprint("data", __name__, url_prefix="/data", template_folder="templates")

_NO_SUCH = Told("Vi hittar ingen kommun med löften på den här adressen.", "We find no municipality at this address.")


@blueprint.get("")
def index() -> str:
    """Everything there is: the tables with their columns, the catalogue, and the municipalities' own."""
    municipalities = sorted(_pages().municipalities(), key=lambda each: each.municipality.name)
    return render_template("open_data/index.html", municipalities=municipalities, **_common())


@blueprint.get("/<string(length=4):code>")
def municipality(code: str) -> str:
    """A municipality's calendars, changes and tables."""
    page = _pages().municipality(code)
    if page is None:
        raise Absent(_told(_NO_SUCH.sv, _NO_SUCH.en))
    return render_template("open_data/municipality.html", page=page, parties=_parties(page), **_common())


def _common() -> dict[str, Any]:
    return {
        "told": _told,
        "tables": TABLES.values(),
        "holds": {name: _told(*words) for name, words in HOLDS.items()},
        "licence": LICENCE,
        "licence_name": LICENCE_NAME,
        "query": "?lang=en" if spoken() == "en" else "",
    }


def _told(swedish: str, english: str) -> str:
    """What is said, in the language that is spoken."""
    return Told(swedish, english).in_language(spoken())


def _parties(page: MunicipalityPage) -> list[Party]:
    """The parties of the agreements that hold today or will, else of the latest there was."""
    latest = max((each.period.end for each in page.agreements), default=date.min)
    since = min(_today(), latest)
    told = [_pages().agreement(each.id, None) for each in page.agreements if each.period.end >= since]
    parties = {party.id: party for each in told if each for party in each.version.agreement.parties}
    return sorted(parties.values(), key=lambda party: party.name)


def _pages() -> Pages:
    return cast(Pages, current_app.extensions["pages"])


def _today() -> date:
    return local_day(cast(Clock, current_app.extensions["clock"]).now())
