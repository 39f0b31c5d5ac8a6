"""Where the pages for residents who follow lead: to the same page in the other language, and to the public page."""

from typing import Protocol
from urllib.parse import urlencode

from flask import current_app, request

from services.notifications.domain.notice import PromiseLine
from services.notifications.web.follow_words import words


class Followable(Protocol):
    """What can be followed in a municipality."""

    @property
    def code(self) -> str:
        """The municipality's."""
        ...

    @property
    def promises(self) -> tuple[PromiseLine, ...]:
        """Its promises."""
        ...


def in_language(code: str, about: str | None = None) -> str:
    """The address of the page at hand in a language, with the promise that is chosen.

    Args:
        code: the language.
        about: what is chosen in the form.
    """
    asked = {"promise": about} if about else {}
    return request.path + _query(asked, code)


def on_page(place: Followable | None = None, about: str | None = None) -> str:
    """The address on the public page of a promise, of a municipality, or of all."""
    path = f"/{place.code}" if place else "/"
    chosen = [line for line in place.promises if line.id == about] if place else []
    for line in chosen:
        path += f"/{line.agreement}/{line.id}"
    return f"{current_app.extensions['page_url']}{path}{_query({}, words().code)}"


def _query(values: dict[str, str], language: str) -> str:
    asked = values if language == "sv" else values | {"lang": language}
    return f"?{urlencode(asked)}" if asked else ""
