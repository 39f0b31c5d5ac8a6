"""What a reader meets when something can't be shown: a page in plain words, never a trace of the inside."""

from collections.abc import Sequence

import structlog
from flask import Blueprint, Response, make_response, render_template, request, url_for
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException

from services.reports.web.days import DayOutside, UnreadableDay
from services.reports.web.language import say
from shared.http.problem import Problem
from shared.store.mongo import is_away

log = structlog.get_logger(__name__)


class Absent(Exception):
    """The address names something that is not here; the message is for the reader.

    Args:
        text: the message.
        title: what it is about, if not the page.
        ways: on from there, each an address with its words.
    """

    def __init__(self, text: str, title: str = "", ways: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(text)
        self.title = title
        self.ways = ways


def register(blueprint: Blueprint) -> None:
    """Answer the blueprint's errors with pages."""
    blueprint.register_error_handler(Absent, _absent)
    blueprint.register_error_handler(UnreadableDay, _unreadable_day)
    blueprint.register_error_handler(DayOutside, _day_outside)
    blueprint.register_error_handler(PyMongoError, _store)
    blueprint.register_error_handler(Problem, _problem)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(Exception, _unexpected)


def _absent(error: Exception) -> Response:
    title, ways = (error.title, error.ways) if isinstance(error, Absent) else ("", ())
    return _page(404, title or say("Sidan finns inte"), str(error), ways)


def _unreadable_day(_: Exception) -> Response:
    text = say("Skriv dagen med år, månad och dag, till exempel 2021-04-15.")
    return _page(400, say("Datumet går inte att läsa"), text)


def _day_outside(_: Exception) -> Response:
    text = say("Välj en dag inom löftenas period som redan har varit.")
    return _page(404, say("Den dagen kan vi inte visa"), text)


def _store(error: Exception) -> Response:
    if not (isinstance(error, PyMongoError) and is_away(error)):
        return _unexpected(error)
    text = say("Vi når inte uppgifterna just nu. Ladda om sidan om en liten stund. Inget har gått förlorat.")
    response = _page(503, say("Sidan är tillfälligt nere"), text)
    response.headers["Retry-After"] = "10"
    return response


def _problem(error: Exception) -> Response:
    """What is refused before any view is asked, such as an address that is not UTF-8."""
    if not isinstance(error, Problem):
        return _unexpected(error)
    response = _refused(error.status)
    response.headers.update(error.headers)
    return response


def _http(error: Exception) -> Response:
    return _refused(error.code if isinstance(error, HTTPException) and error.code else 500)


def _refused(code: int) -> Response:
    if code == 400:
        return _page(400, say("Adressen går inte att läsa"), _check_address())
    if code == 404:
        return _page(404, say("Sidan finns inte"), _check_address())
    if code == 429:
        return _page(429, say("Många frågar just nu"), say("Vänta en liten stund och ladda sedan om sidan."))
    return _page(code, say("Det gick inte"), say("Sidan kan inte visas så som du frågade efter den."))


def _check_address() -> str:
    return say("Kontrollera adressen, eller börja om från startsidan.")


def _unexpected(_: Exception) -> Response:
    log.exception("page.failed", path=request.path)
    return _page(500, say("Något gick fel hos oss"), say("Felet är noterat. Försök gärna igen om en stund."))


def _page(status: int, title: str, text: str, ways: Sequence[tuple[str, str]] = ()) -> Response:
    """The page, with ways on, or else the way back to what the address was about."""
    return make_response(
        render_template("web/error.html", title=title, text=text, ways=ways or [_back(status)]), status
    )


def _back(status: int) -> tuple[str, str]:
    if status in (400, 404) and _day_asked():
        return url_for(str(request.endpoint), **(request.view_args or {})), say("Tillbaka till löftena")
    return url_for("page.start"), say("Till startsidan")


def _day_asked() -> bool:
    return request.endpoint in ("page.agreement", "page.promise") and bool(request.args.get("asOf"))
