"""Words: notices rendered from templates. Swedish dates and names live here, sentences in `templates/`."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from babel.dates import format_date, format_datetime, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifications.domain.notice import CommitmentLine, Notice, PromiseLine, StatusFacts, WindowLine
from shared.clock import STOCKHOLM, local_day
from shared.events.activity import KIND_NAMES, Kind, Span
from shared.events.status import STATE_NAMES, State

LANGUAGES = ("sv",)

AUDIENCES = {
    "business": "näringsidkare",
    "association": "föreningsliv",
    "resident": "medborgare",
    "youth": "ungdomar",
    "school": "skola",
    "parent": "föräldrar",
}

CATEGORIES = {
    "drugs": "narkotika",
    "narcotics": "narkotika",
    "alcohol": "alkohol",
    "vandalism": "skadegörelse",
    "traffic": "trafik",
    "violence": "våld",
    "theft": "stöld",
    "unsafe-place": "otrygg plats",
    "youth": "ungdomar",
    "other": "annat",
}

_HEADLINES = {
    State.AT_RISK: "är i riskzonen",
    State.BEHIND: "ligger efter plan",
    State.FULFILLED: "är genomfört",
}

_DONE = {Kind.MEETING: "hållet", Kind.MILESTONE: "uppnådd"}


class Words(NamedTuple):
    """A mail's words."""

    subject: str
    text: str
    html: str


class Wording:
    """Renders notices, with links to the public page."""

    def __init__(self, page_url: str) -> None:
        self._page_url = page_url
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=select_autoescape(["html.j2"], default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters.update(
            day=_day,
            moment=_moment,
            span=_span,
            number=_number,
            local_day=local_day,
            audience=lambda name: AUDIENCES.get(name, name),
            category=lambda name: CATEGORIES.get(name, name),
            capital=_capital,
        )
        self._environment.globals.update(
            states=STATE_NAMES,
            kinds=KIND_NAMES,
            done=_done,
            headline=lambda state: _HEADLINES.get(state, f"har läget {STATE_NAMES[state]}"),
            lacking=_lacking,
            page=page_url,
        )

    def render(self, template: str, language: str, notice: Notice) -> Words:
        """The words of a notice, from the three templates of its rule."""
        values = {
            "notice": notice,
            "link": lambda promise: self._link(notice, promise),
            "place": f"{self._page_url}/{notice.municipality}",
        }
        subject, text, html = (
            self._environment.get_template(f"{language}/{template}.{form}.j2").render(values)
            for form in ("subject", "txt", "html")
        )
        return Words(" ".join(subject.split()), _calm(text), html)

    def names(self) -> list[str]:
        """Every template there is, as `<language>/<name>.<form>.j2`."""
        return self._environment.list_templates()

    def _link(self, notice: Notice, promise: PromiseLine) -> str:
        return f"{self._page_url}/{notice.municipality}/{promise.agreement}#{promise.id}"


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", locale="sv")


def _moment(instant: datetime) -> str:
    return format_datetime(instant, "EEEE d MMMM y 'kl.' HH.mm", tzinfo=STOCKHOLM, locale="sv")


def _span(span: Span) -> str:
    if local_day(span.start) != local_day(span.end):
        return f"{_moment(span.start)} till {_moment(span.end)}"
    return f"{_moment(span.start)}–{format_time(span.end, 'HH.mm', tzinfo=STOCKHOLM, locale='sv')}"


def _number(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _done(kind: Kind) -> str:
    """What is said of such an activity once it is done, in the gender of its Swedish name."""
    return f"{_capital(KIND_NAMES[kind][0])} {_DONE.get(kind, 'genomförd')}"


def _lacking(status: StatusFacts) -> list[tuple[CommitmentLine, WindowLine]]:
    """What is missing, the latest window last; each with the commitment it belongs to."""
    return [(commitment, window) for commitment in status.commitments for window in commitment.lacking]


def _calm(text: str) -> str:
    """The text with at most one empty line in a row: what a template leaves out leaves no hole."""
    return re.sub(r"\n\s*\n", "\n\n", text.strip()) + "\n"
