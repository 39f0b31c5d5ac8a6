"""Which language the review speaks: Swedish, unless its address asks for English."""

from flask import Blueprint, request, url_for

from services.activities.web.review.words import ReviewWords
from services.activities.web.review.words_en import ENGLISH
from services.activities.web.review.words_sv import SWEDISH


def register(blueprint: Blueprint) -> None:
    """Give the templates their words."""
    blueprint.context_processor(lambda: {"w": spoken(), "address": address})
    blueprint.add_app_template_filter(_begun, "capitalize_first")


def _begun(words: str) -> str:
    """Words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def spoken() -> ReviewWords:
    """The words of the language that is asked for."""
    return ENGLISH if request.args.get("lang") == ENGLISH.code else SWEDISH


def address(draft_id: str = "", code: str = "", **more: str) -> str:
    """The address of a draft's review, or of the list of drafts, in the page's language, unless named."""
    said = code or spoken().code
    lang = said if said != SWEDISH.code else None
    if draft_id:
        return url_for("review.review", draft_id=draft_id, lang=lang, **more)  # type: ignore[arg-type]
    return url_for("review.start", lang=lang, **more)  # type: ignore[arg-type]
