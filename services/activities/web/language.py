"""Which language a page speaks: Swedish, unless its address asks for English."""

from typing import Final

from flask import Blueprint, request, url_for

from services.activities.web.words import Words
from services.activities.web.words_en import ENGLISH
from services.activities.web.words_sv import SWEDISH

SWITCH: Final = "switch"  # a form sent by this button is only to be shown in the other language


def register(blueprint: Blueprint) -> None:
    """Give the templates their words; as context, so that they never leak into another service's."""
    blueprint.context_processor(lambda: {"w": spoken(), "address": address})


def spoken() -> Words:
    """The words of the language that is asked for."""
    return ENGLISH if request.args.get("lang") == ENGLISH.code else SWEDISH


def address(code: str, language: str) -> str:
    """The address of a municipality's form in a language."""
    return url_for("tip-form.form", code=code, lang=language if language != SWEDISH.code else None)
