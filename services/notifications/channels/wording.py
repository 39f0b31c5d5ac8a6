"""Wording: letters as text and HTML, from the two templates that all mails share."""

import re
from functools import partial
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifications.channels.language import TEMPLATES, spoken
from services.notifications.channels.letter import Letter, Writer
from services.notifications.channels.own_words import spoken_as_written, unmarked
from services.notifications.domain.notice import Notice


class Words(NamedTuple):
    """A mail's words."""

    subject: str
    text: str
    html: str


class Wording:
    """Renders notices, with links to the public page."""

    def __init__(self, page_url: str) -> None:
        """Set up, with the address of the public page."""
        self._page_url = page_url
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(["html.j2"], default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters["unmarked"] = unmarked

    def render(
        self, rule: str, language: str, notice: Notice, link: str | None = None, leave: str | None = None
    ) -> Words:
        """The words of a notice under a rule.

        Args:
            rule: its id.
            language: `sv` or `en`.
            notice: what is told.
            link: that confirms an address, when it is about that.
            leave: a link by which a follower ends it.
        """
        words = spoken(language)
        letter = Writer(words, partial(self._link, language)).letter(rule, notice, link, leave)
        text, html = (self._made(form, letter, language) for form in ("txt", "html"))
        return Words(unmarked(letter.subject), _calm(unmarked(text)), spoken_as_written(html))

    def _made(self, form: str, letter: Letter, language: str) -> str:
        template = self._environment.get_template(f"mail.{form}.j2")
        names = spoken(language).words["names"]
        return template.render(letter=letter, names=names, language=language, page=self._page_url + _query(language))

    def _link(self, language: str, municipality: str, agreement: str, promise: str) -> str:
        """Where the public page shows a promise, an agreement or a municipality, in the reader's language."""
        path = "/".join(filter(None, [self._page_url, municipality, agreement]))
        return f"{path}{_query(language)}{f'#{promise}' if promise else ''}"


def _query(language: str) -> str:
    return "" if language == "sv" else f"?lang={language}"


def _calm(text: str) -> str:
    """The text with at most one empty line in a row: what a template leaves out leaves no hole."""
    return re.sub(r"\n\s*\n", "\n\n", text.strip()) + "\n"
