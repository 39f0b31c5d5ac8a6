"""A language: its words as they stand in `templates/<code>.yml`, and how it writes days and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import yaml
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from jinja2 import Environment, StrictUndefined, Template

from services.notifications.channels.own_words import SWEDISH, marked
from shared.clock import STOCKHOLM, local_day
from shared.events.activity import KIND_NAMES, Kind, Span

TEMPLATES: Final = Path(__file__).parent / "templates"
LANGUAGES: Final = ("sv", "en")
_PATTERNS: Final = {
    "sv": ("d MMMM y", "EEEE d MMMM y 'kl.' HH.mm", "HH.mm"),
    "en": ("d MMMM y", "EEEE d MMMM y, HH:mm", "HH:mm"),
}


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language."""

    code: str
    words: Mapping[str, Any]
    sentences: Mapping[str, Mapping[str, Template]]  # rule -> subject, heading, line, lead, brief, end
    reasons_told: Mapping[str, Template]

    def own(self, text: str | None) -> str:
        """What a party wrote, in Swedish, as it stands among these words."""
        return _own(self.code, text)

    def name(self, key: str) -> str:
        """What a thing in a mail is called."""
        return str(self.words["names"][key])

    def state(self, state: str) -> str:
        """A state of a promise."""
        return str(self.words["states"][state])

    def headline(self, state: str) -> str:
        """What is said of a promise in a state."""
        return str(self.words["headlines"][state])

    def promises(self, number: int) -> str:
        """So many promises."""
        one, several = self.words["promises"]
        return f"{number} {one if number == 1 else several}"

    def kind(self, kind: Kind) -> str:
        """One activity of a kind."""
        return str(self.words["kinds"].get(kind.value, KIND_NAMES[kind][0]))

    def done(self, kind: Kind) -> str:
        """What is said of such an activity once it is done, in the gender of its name."""
        done = self.words["done"].get(kind.value, self.words["done_else"])
        return f"{capital(self.kind(kind))} {done}"

    def audience(self, name: str) -> str:
        """Those whom an activity reaches."""
        return str(self.words["audiences"].get(name, name))

    def category(self, name: str) -> str:
        """What a tip is about."""
        return str(self.words["categories"].get(name, name))

    def reason(self, reason: str) -> str:
        """Why an endpoint is disabled."""
        return str(self.words["reasons"].get(reason, reason))

    def day(self, day: date) -> str:
        """A day with its month and year."""
        return format_date(day, _PATTERNS[self.code][0], locale=self.words["locale"])

    def moment(self, instant: datetime) -> str:
        """An instant as the wall shows it in Stockholm."""
        pattern = _PATTERNS[self.code][1]
        return format_datetime(instant, pattern, tzinfo=STOCKHOLM, locale=self.words["locale"])

    def span(self, span: Span) -> str:
        """From when to when."""
        if local_day(span.start) != local_day(span.end):
            return f"{self.moment(span.start)} {self.name('to')} {self.moment(span.end)}"
        end = format_time(span.end, _PATTERNS[self.code][2], tzinfo=STOCKHOLM, locale=self.words["locale"])
        return f"{self.moment(span.start)}–{end}"

    def number(self, number: float) -> str:
        """A number with the language's own comma."""
        return format_decimal(number, locale=self.words["locale"])


@cache
def spoken(code: str) -> Language:
    """The words of a language by its code."""
    words = yaml.safe_load((TEMPLATES / f"{code}.yml").read_text(encoding="utf-8"))
    # Plain text: the page that they are put into escapes them.
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    environment.filters["day"] = lambda day: format_date(day, _PATTERNS[code][0], locale=words["locale"])
    environment.filters["own"] = partial(_own, code)
    sentences = {
        rule: {part: environment.from_string(text) for part, text in parts.items() if part != "why"}
        for rule, parts in words["rules"].items()
    }
    why = {rule: environment.from_string(words["why"][parts["why"]]) for rule, parts in words["rules"].items()}
    return Language(code, words, sentences, why)


def _own(code: str, text: str | None) -> str:
    return (text or "") if code == SWEDISH else marked(text or "")


def capital(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]
