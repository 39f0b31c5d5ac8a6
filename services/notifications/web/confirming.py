"""The page behind a confirming link: `/confirm/{token}` in Swedish, with `?lang=en` in English.

Opening the page changes nothing, since mail servers follow links to look at what is behind them; the button confirms.
Whoever has the token has read the mail, so nothing else is asked. Whether a token is unknown, used or too old is not
told apart.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, current_app, make_response, render_template, request

from services.notifications.api import store
from services.notifications.domain.endpoint import confirmed
from services.notifications.endpoint_documents import Stored, following
from shared.http import pages
from shared.http.limits import limiter

blueprint = Blueprint("confirm", __name__, url_prefix="/confirm", template_folder="templates")
pages.register(blueprint, Path(__file__).parent / "static")


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says in a language."""

    code: str
    skip: str
    title: str
    ask: str
    until: str
    button: str
    done: str
    thanks: str
    gone: str
    why: str
    tagline: str


SWEDISH: Final = Words(
    code="sv",
    skip="Till innehållet",
    title="Bekräfta adressen",
    ask="Adressen är angiven för {party}. När den är bekräftad skickas besked om medborgarlöften hit.",
    until="Till dess används adressen före.",
    button="Bekräfta",
    done="Adressen är bekräftad",
    thanks="Från och med nu skickas besked om medborgarlöften för {party} hit.",
    gone="Länken går inte att använda",
    why="Den har redan använts, är äldre än sju dagar eller har ersatts av en ny. Be om en ny länk där adressen "
    "angavs.",
    tagline="Löftet följer upp medborgarlöften.",
)
ENGLISH: Final = Words(
    code="en",
    skip="To the content",
    title="Confirm the address",
    ask="The address was given for {party}. Once it is confirmed, news of citizen promises is sent here.",
    until="Until then the address before it stays in use.",
    button="Confirm",
    done="The address is confirmed",
    thanks="From now on news of citizen promises for {party} is sent here.",
    gone="The link cannot be used",
    why="It has been used, is older than seven days, or another has taken its place. Ask for a new one where the "
    "address was given.",
    tagline="Löftet follows up citizen promises.",
)


@blueprint.get("/<token>")
@limiter.limit("60/minute")
def ask(token: str) -> Response:
    """What is to be confirmed, and a button."""
    stored = _found(token)
    return _page("ask", stored) if stored else _page("gone", None, 404)


@blueprint.post("/<token>")
@limiter.limit("20/minute")
def confirm(token: str) -> Response:
    """Confirm, once."""
    stored = _found(token)
    now = current_app.extensions["clock"].now()
    if stored is None or not store().endpoints.put(following(stored, confirmed(stored.endpoint), now)):
        return _page("gone", None, 404)
    return _page("done", stored)


def _found(token: str) -> Stored | None:
    """The endpoint that the link is for, if it still holds."""
    stored = store().endpoints.by_token(token) if len(token) <= 100 else None
    link = stored.endpoint.link if stored else None
    holds = link is not None and link.until > current_app.extensions["clock"].now()
    return stored if holds else None


def _page(which: str, stored: Stored | None, status: int = 200) -> Response:
    words = ENGLISH if request.args.get("lang") == ENGLISH.code else SWEDISH
    party, moves = (stored.endpoint.party, stored.endpoint.next_address is not None) if stored else ("", False)
    page = render_template("confirm/page.html", w=words, which=which, party=party, moves=moves)
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
