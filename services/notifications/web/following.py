"""The pages for residents who follow: `/follow/{municipality}` in Swedish, with `?lang=en` in English.

Without scripts and cookies. The form answers the same whether the address is known or not. Opening a link changes
nothing; its button does, and so does the mail reader's own for leaving (RFC 8058).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_limiter import RateLimitExceeded

from services.notifications.api import new_token, store
from services.notifications.domain.addresses import BadAddress, normalised
from services.notifications.domain.concern import Concern
from services.notifications.domain.delivery import PESTERED
from services.notifications.domain.follower import Choice, asked, is_pestered, never_sent
from services.notifications.domain.notice import Notice, PromiseLine
from services.notifications.domain.service import confirmation
from services.notifications.web.follow_ways import in_language, on_page
from services.notifications.web.follow_words import Words, words
from shared.clock import SystemClock, local_day
from shared.http import pages
from shared.http.limits import limiter, seconds_to_wait

blueprint = Blueprint("follow", __name__, url_prefix="/follow", template_folder="templates")
pages.register(blueprint, Path(__file__).parent / "static")


@dataclass(frozen=True, slots=True)
class Place:
    """What can be followed in a municipality: it, or one of its promises."""

    code: str
    name: str
    promises: tuple[PromiseLine, ...]
    invented: frozenset[str]  # what of it stands in demonstrations alone

    def notice(self, about: str) -> Notice:
        """What the link's mail says is to be followed."""
        chosen = tuple(line for line in self.promises if line.id == about)
        return Notice(about, self.code, self.name, promises=chosen, demonstration=about in self.invented)


@blueprint.get("/<code>")
@limiter.limit("60/minute")
def form(code: str) -> Response:
    """An empty form; `?promise=` chooses one."""
    place = _place(code)
    return _form(place, request.args.get("promise", code), {}) if place else _notice("no_place", 404)


@blueprint.post("/<code>")
@limiter.limit("20/minute;200/day")
def ask(code: str) -> Response:
    """Send the link, and say so; or show the form with what is wrong."""
    place = _place(code)
    if place is None:
        return _notice("no_place", 404)
    about, rhythm = request.form.get("about", ""), request.form.get("rhythm", "")
    wrong = {} if about in {code, *(line.id for line in place.promises)} else {"about": "about"}
    wrong |= {} if rhythm in words().rhythms else {"rhythm": "rhythm"}
    try:
        address = normalised(request.form.get("address", ""))
    except BadAddress:
        wrong["address"] = "address"
    if wrong:
        return _form(place, about, wrong, 422)
    _send_link(place, about, address, Choice(words().code, "weekly" if rhythm == "weekly" else "immediate"))
    return _page("follow/notice.html", 200, notice=words().asked, place=place, about=about, done=True)


@blueprint.get("/confirm/<token>")
@limiter.limit("60/minute")
def look(token: str) -> Response:
    """A button that confirms."""
    found = store().followers.by_token(token, _now())
    return _notice("confirm", button=words().confirm_button) if found else _notice("gone", 404)


@blueprint.post("/confirm/<token>")
@limiter.limit("20/minute")
def confirm(token: str) -> Response:
    """Follow, from now on."""
    followers, now = store().followers, _now()
    found = followers.by_token(token, now)
    if found is None or not followers.confirm(found, now):
        return _notice("gone", 404)
    return _notice("confirmed", done=True)


@blueprint.get("/leave/<token>")
@limiter.limit("60/minute")
def doubt(token: str) -> Response:
    """A button that ends it. The same for a link that ended it already."""
    return _notice("leave", button=words().leave_button)


@blueprint.post("/leave/<token>")
def leave(token: str) -> Response:
    """End it and forget the address. Not limited: a mail provider may ask for many of its readers at once."""
    store().followers.leave(token)
    return _notice("left", done=True)


@blueprint.errorhandler(RateLimitExceeded)
def too_many(_: RateLimitExceeded) -> Response:
    """That it was too much, and how long to wait."""
    response = _notice("too_many", 429)
    response.headers["Retry-After"] = str(seconds_to_wait())
    return response


def _send_link(place: Place, about: str, address: str, choice: Choice) -> None:
    """Mail the link, unless it would pester: then as much is written, so that not even the time it takes tells it."""
    followers, now = store().followers, _now()
    before = followers.known(about, address)
    pestered = is_pestered(before, followers.waiting(address, now), now)
    follower = asked(before, about, address, choice, new_token, now)
    link = confirmation(follower.endpoint, now, place.notice(about))
    if link is None:
        return
    if not pestered:
        kept = followers.put(follower, now)
    elif before is not None:
        kept = followers.asked_again(before, now)
    else:
        kept = followers.put(never_sent(follower, now), now)
    if kept:
        row = replace(link, state="suppressed", reason=PESTERED) if pestered else link
        store().deliveries.add([row], SystemClock().now())


def _place(code: str) -> Place | None:
    if not store().followers.is_open or len(code) > 10:
        return None
    agreements = [each for each in store().concerns.agreements(code) if not _is_replaced(each.notice)]
    lasting = [each for each in agreements if not _is_over(each.notice)]
    lines = {line.id: line for each in lasting for found in each.parties.values() for line in found}
    if not agreements:
        return None
    latest = agreements[-1].notice
    promises = tuple(sorted(lines.values(), key=lambda line: line.title))
    return Place(code, latest.municipality_name, promises, _invented(code, agreements))


def _invented(code: str, agreements: Sequence[Concern]) -> frozenset[str]:
    """What stands in demonstrations alone: their promises, and the place where there is nothing else."""
    real = [each for each in agreements if not each.notice.demonstration]
    shown = [each for each in agreements if each.notice.demonstration]
    return frozenset({line.id for each in shown for lines in each.parties.values() for line in lines}) | (
        frozenset() if real else frozenset({code})
    )


def _is_replaced(notice: Notice) -> bool:
    return notice.agreement is None or notice.agreement.change == "replaced"


def _is_over(notice: Notice) -> bool:
    """Whether its promises are kept or not by now; the place may promise more."""
    return notice.agreement is None or notice.agreement.period.end < local_day(_now())


def _form(place: Place, about: str, wrong: dict[str, str], status: int = 200) -> Response:
    typed = {name: request.form.get(name, "") for name in ("address", "rhythm")}
    return _page("follow/form.html", status, place=place, about=about, wrong=wrong, typed=typed)


def _notice(which: str, status: int = 200, *, button: str | None = None, done: bool = False) -> Response:
    return _page("follow/notice.html", status, notice=getattr(words(), which), button=button, done=done)


def _page(template: str, status: int, **values: object) -> Response:
    said: Words = words()
    ways = {"in_language": in_language, "on_page": on_page}
    response = make_response(render_template(template, w=said, **ways, **values), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _now() -> datetime:
    now: datetime = current_app.extensions["clock"].now()
    return now
