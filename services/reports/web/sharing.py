"""A promise's state on other sites: a badge and a card in frames, and oEmbed for tools that make the card themselves.

Nothing of it sets a cookie, asks anyone else for anything, or can tell who looks. Only these two may be framed. The
badge is handed out in a frame and not as a picture: the words beside a picture (`alt`) stay what they were when copied,
and whoever hears the page would never hear the state.
"""

from typing import Any, Final, cast
from urllib.parse import SplitResult, urlsplit

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request, url_for
from markupsafe import Markup

from services.reports.web.badge import HEIGHT, badge, gone, widest
from services.reports.web.errors import Absent
from services.reports.web.gone import agreement_page
from services.reports.web.icons import symbol
from services.reports.web.language import language_of, say, speak
from services.reports.web.page import OnRecord, Pages, Standing
from services.reports.web.speech import public_address
from shared.events.agreement import Promise
from shared.http.pages import CONTENT_SECURITY_POLICY

CARD_WIDTH: Final = 420
CARD_HEIGHT: Final = 300
_A_WHILE: Final = 300  # seconds that a badge or a card may be kept
_FRAMED: Final = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
_NO_BORDER: Final = Markup(' style="border:0"')
_NOTHING_MORE: Final = Markup("")


def register(blueprint: Blueprint) -> None:
    """Put the three addresses on the blueprint, and what the promise's page says of them into its templates."""
    blueprint.add_url_rule("/badge/<promise_id>.svg", "badge", _badge)
    blueprint.add_url_rule("/card/<promise_id>", "card", _card)
    blueprint.add_url_rule("/oembed", "oembed", _oembed)
    blueprint.context_processor(lambda: {"oembed_page": _oembed_page, "symbol": symbol})


def _badge(promise_id: str) -> Response:
    standing = _pages().standing(promise_id)
    if standing is None:
        found = _pages().on_record(promise_id)
        picture, page = gone(found.promise.title if found else None), _left(found)
        status = 200 if found else 404
    else:
        picture, status = badge(standing.promise.title, standing.status), 200
        where = urlsplit(_full(standing))
        page = f"{where.path}?{where.query}" if where.query else where.path
    response = make_response(render_template("web/badge.svg", badge=picture, height=HEIGHT, full=page), status)
    response.mimetype = "image/svg+xml"
    response.headers["Content-Security-Policy"] = _FRAMED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept(response)


def _card(promise_id: str) -> Response:
    standing = _pages().standing(promise_id)
    if standing is None:
        response = _card_gone(_pages().on_record(promise_id))
    else:
        page = render_template(
            "web/card.html",
            agreement=standing.agreement,
            promise=standing.promise,
            status=standing.status,
            full=_full(standing),
        )
        response = make_response(page)
    response.headers["Content-Security-Policy"] = _FRAMED
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return _kept(response)


def _card_gone(found: OnRecord | None) -> Response:
    title = found.promise.title if found else None
    page = render_template("web/card_gone.html", title=title, said=gone(title).state, full=_left(found))
    return make_response(page, 200 if found else 404)


def _left(found: OnRecord | None) -> str:
    """Where a promise that stands no longer leads."""
    return agreement_page(found) if found else url_for("page.start")


def _oembed() -> Response:
    """The card as the oEmbed specification hands it over, for the page of a promise that stands or once stood."""
    if request.args.get("format", "json") != "json":
        return make_response(say("Bara JSON."), 501)
    address = _asked_address()
    if "lang=en" in address.query.split("&"):
        speak(language_of("en"))
    promise = _promise(address.path.rstrip("/").rpartition("/")[2])
    width = min(_asked("maxwidth"), CARD_WIDTH)
    height = min(_asked("maxheight"), CARD_HEIGHT)
    told: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": promise.title,
        "provider_name": "Löftet",
        "provider_url": public_address("page.start"),
        "cache_age": _A_WHILE,
        "width": width,
        "height": height,
        "html": _card_frame(promise, width, height),
    }
    return _kept(jsonify(told))


def _asked_address() -> SplitResult:
    """The address that the card is asked for, once it is one of ours."""
    try:
        address = urlsplit(request.args.get("url", ""))
    except ValueError:
        address = urlsplit("")
    if address.netloc != urlsplit(current_app.extensions["page_url"]).netloc:
        raise Absent(say("Adressen är inte den till ett löfte här."))
    return address


def _asked(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and 0 < len(text) < 6 else 99999


def snippets(standing: Standing) -> dict[str, Any]:
    """What to copy for a badge or a card of a promise, and how wide the badge is."""
    picture = badge(standing.promise.title, standing.status)
    small = _frame(standing.promise, "page.badge", widest(standing.status), HEIGHT, _NO_BORDER)
    return {"badge": small, "card": _card_frame(standing.promise, CARD_WIDTH, CARD_HEIGHT), "width": picture.width}


def _card_frame(promise: Promise, width: int, height: int) -> str:
    return _frame(promise, "page.card", width, height)


def _frame(promise: Promise, endpoint: str, width: int, height: int, more: Markup = _NOTHING_MORE) -> str:
    frame = Markup('<iframe src="{}" title="{}" width="{}" height="{}"{} loading="lazy"></iframe>')
    title = say("Medborgarlöfte: {title}", title=promise.title)
    address = public_address(endpoint, promise_id=promise.id)
    return str(frame.format(address, title, width, height, more))


def _full(standing: Standing) -> str:
    agreement = standing.agreement
    return public_address(
        "page.promise",
        code=agreement.municipality.code,
        agreement_id=agreement.id,
        promise_id=standing.promise.id,
    )


def _oembed_page(promise_id: str) -> str:
    here = public_address("page.promise", **{**(request.view_args or {}), "promise_id": promise_id})
    return f"{current_app.extensions['page_url']}{url_for('page.oembed', url=here)}"


def _promise(promise_id: str) -> Promise:
    """A promise that stands, or once stood."""
    found = _pages().standing(promise_id) or _pages().on_record(promise_id)
    if found is None:
        raise Absent(say("Vi hittar inget löfte på den här adressen."))
    return found.promise


def _pages() -> Pages:
    return cast(Pages, current_app.extensions["pages"])


def _kept(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = _A_WHILE
    return response
