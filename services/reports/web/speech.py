"""What the templates can call: the page's words in the language that is spoken, and addresses that keep it."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, request, url_for
from markupsafe import Markup

from services.reports.web import words
from services.reports.web.language import Language, language_of, say, say_many, say_marked, speak, spoken
from services.reports.web.links import follow_form, tip_form, tips_link, web_links
from shared.clock import local_day

_IN_SWEDISH = Markup(' lang="sv"')
_OTHER: dict[Language, Language] = {"sv": "en", "en": "sv"}


def register(blueprint: Blueprint) -> None:
    """Let the blueprint's pages speak both languages, and its links keep the one that is spoken."""
    blueprint.url_value_preprocessor(lambda _endpoint, _values: speak(language_of(request.args.get("lang"))))
    blueprint.teardown_request(lambda _error: speak("sv"))  # whatever comes next in this thread
    blueprint.url_defaults(_keep)
    blueprint.context_processor(_words)  # as context, so that they never leak into another service's


def public_address(endpoint: str, **values: Any) -> str:  # noqa: ANN401  what url_for takes
    """An address as the outside reaches it."""
    return f"{current_app.extensions['page_url']}{url_for(endpoint, **values)}"


def in_language(language: Language) -> str:
    """The address of the page at hand in a language."""
    is_page = request.endpoint and request.method == "GET"
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"] if is_page else []
    lang = _said(language)
    query = urlencode([*asked, *([("lang", lang)] if lang else [])])
    return f"{request.path if is_page else url_for('page.start', lang=None)}{f'?{query}' if query else ''}"


def _feed(name: str, code: str) -> str:
    """The address of a municipality's calendar or of its changes of state, in the language that is spoken."""
    address = f"/data/{code}/{name}"
    return address if spoken() == "sv" else f"{address}?lang={spoken()}"


def _keep(endpoint: str, values: dict[str, Any]) -> None:
    if not endpoint.endswith(".static"):
        values.setdefault("lang", _said(spoken()))


def _said(language: Language) -> str | None:
    """How an address asks for a language: not at all for Swedish."""
    return None if language == "sv" else language


def _words() -> dict[str, Any]:
    return {
        "w": words,
        "say": say,
        "say_many": say_many,
        "say_marked": say_marked,
        "page_url": current_app.extensions["page_url"],
        "language": spoken(),
        "other_language": _OTHER[spoken()],
        "in_language": in_language,
        "public_address": public_address,
        "feed": _feed,
        "sv": _IN_SWEDISH if spoken() != "sv" else "",
        "local_day": local_day,
        "web_links": web_links,
        "tips_link": tips_link,
        "tip_form": tip_form,
        "follow_form": follow_form,
    }
