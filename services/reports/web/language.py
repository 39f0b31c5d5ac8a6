"""Which language a page speaks: Swedish, unless its address asks for English with `?lang=en`.

What the page says stands in Swedish where it is said, and `locale/en.po` holds the English of each text, in the form
that translators' tools edit. `{name}` in a text is filled in. Texts of the promises and of whoever reports are never
translated: an English page marks them as Swedish.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final, Literal

from babel.messages import Catalog
from babel.messages.pofile import read_po
from markupsafe import Markup

Language = Literal["sv", "en"]
PO: Final = Path(__file__).parent / "locale" / "en.po"
LOCALES: Final[dict[Language, str]] = {"sv": "sv", "en": "en_GB"}

_spoken: ContextVar[Language] = ContextVar("language", default="sv")


def language_of(asked: str | None) -> Language:
    """The language that an address asks for."""
    return "en" if asked == "en" else "sv"


def speak(language: Language) -> None:
    """From here on, in this thread, every text is in this language."""
    _spoken.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """For a while, every text is in this language."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Language:
    """The language that is spoken."""
    return _spoken.get()


def locale() -> str:
    """The language that is spoken, as Babel knows it."""
    return LOCALES[spoken()]


def say(text: str, **values: object) -> str:
    """A text in the language that is spoken."""
    said = _texts().get(text, text) if spoken() == "en" else text
    return said.format(**values) if values else said


def say_many(one: str, several: str, count: float, **values: object) -> str:
    """The text for one or for several, with `{count}` filled in."""
    said = _plurals().get(one, (one, several)) if spoken() == "en" else (one, several)
    return said[count != 1].format(**{"count": count, **values})


def say_marked(text: str, **values: object) -> Markup:
    """A text that holds markup of its own; what is filled in does not."""
    return Markup(say(text)).format(**values)  # noqa: S704  the texts are ours


@cache
def catalogue() -> Catalog:
    """The English of every text."""
    with PO.open("rb") as file:
        return read_po(file, locale="en_GB")


@cache
def _texts() -> dict[str, str]:
    return {one.id: one.string for one in catalogue() if isinstance(one.id, str) and isinstance(one.string, str)}


@cache
def _plurals() -> dict[str, tuple[str, ...]]:
    return {
        one.id[0]: tuple(one.string)
        for one in catalogue()
        if isinstance(one.id, tuple | list) and isinstance(one.string, tuple | list)
    }
