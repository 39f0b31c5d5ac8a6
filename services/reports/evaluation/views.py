"""What the templates of evaluations are given beside the account itself."""

import re
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from services.reports.evaluation.account import EvaluationAccount
from services.reports.evaluation.accounting import TONGUES
from services.reports.evaluation.half_way_account import HalfWayAccount
from services.reports.evaluation.phrases import Phrases
from services.reports.web.language import Language
from shared.clock import local_day

_BROWSER = """
@media screen {
  html { font-size: 16px; }
  body { max-width: 56rem; margin: auto; padding: 0 1rem 3rem; }
  .cover { margin: 0 -1rem 2rem; padding: 2rem 1rem; }
  .cover .brand { margin-bottom: 2rem; }
  table { font-size: 0.9rem; }
}
@media print {  /* a browser prints nothing in a page's margins */
  .cover { margin: 24mm 0 8mm; padding: 9mm 8mm; }
  .cover .brand { margin-bottom: 8mm; }
}
"""
_QUOTED = re.compile("“(.+?)”")  # the titles that an English sentence quotes
_INSTANT = timedelta(microseconds=1)


def context_of(account: EvaluationAccount) -> dict[str, Any]:
    """Words, days and headings for an account, in its language."""
    language: Language = "en" if account.language == "en" else "sv"
    t = Phrases(language)
    return {
        **words_of(language),
        "account": account,
        "heading": t.evaluation_of.format(name=account.municipality_name, stretch=account.period_name),
        "whole_name": account.title,
        "seen_on": local_day(account.as_of - _INSTANT),
        "known_on": local_day(account.known_at),
    }


def context_of_half_way(account: HalfWayAccount, *, alone: bool) -> dict[str, Any]:
    """The same for a half-way report; ``alone``: a page that has its style within it and needs nothing beside it."""
    language: Language = "en" if account.language == "en" else "sv"
    heading = Phrases(language).half_way_heading.format(title=account.title)
    return {**words_of(language), "account": account, "heading": heading, "style": _style() if alone else None}


@cache
def _style() -> Markup:
    """The style of documents in a browser: without the fonts, which lie beside it."""
    sheet = (Path(__file__).parent / "static" / "paper.css").read_text(encoding="utf-8")
    rules = "".join(line for line in sheet.splitlines(keepends=True) if not line.startswith("@font-face"))
    return Markup(f"{rules}{_BROWSER}")  # noqa: S704  our own file


def words_of(language: Language) -> dict[str, Any]:
    """The words of a language, as templates call them."""
    tongue = TONGUES[language]

    def plain_day(value: date | datetime) -> str:
        return tongue.day(value).removeprefix("den ")

    return {
        "t": Phrases(language),
        "tongue": tongue,
        "plain_day": plain_day,
        "marked": marked,
        "lower_first": lambda text: text[:1].lower() + text[1:],
    }


def marked(sentence: str) -> Markup:
    """A sentence, with the titles that it quotes marked as Swedish."""
    return Markup(_QUOTED.sub(r'“<span lang="sv">\1</span>”', str(escape(sentence))))  # noqa: S704  it is escaped
