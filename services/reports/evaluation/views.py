"""What the templates of evaluations are given beside the account itself."""

from datetime import date, datetime, timedelta
from typing import Any

from services.reports.evaluation.account import EvaluationAccount
from services.reports.evaluation.accounting import TONGUES
from services.reports.evaluation.phrases import Phrases
from services.reports.web.language import Language
from shared.clock import local_day

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


def words_of(language: Language) -> dict[str, Any]:
    """The words of a language, as templates call them."""
    tongue = TONGUES[language]

    def plain_day(value: date | datetime) -> str:
        return tongue.day(value).removeprefix("den ")

    return {
        "t": Phrases(language),
        "tongue": tongue,
        "plain_day": plain_day,
        "lower_first": lambda text: text[:1].lower() + text[1:],
    }
