"""In an English mail the parties' own words stand in Swedish: in HTML they say so, for whoever has it read aloud."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest

from services.notifications.channels.wording import Wording
from services.notifications.domain.notice import AgreementFacts, MeasureFacts, Notice, PauseFacts
from services.notifications.domain.preview import example_of
from services.notifications.domain.rule import Rule
from services.notifications.domain.rules import RULES, RULES_BY_ID

PAGE = "https://loftet.example"
OWN = {
    "title",
    *("place", "participants", "outcome", "reason", "explanation", "label", "summary", "description", "area"),
    *("responsible", "text"),
}


class Read(HTMLParser):
    """What a page says in its own language, and what in Swedish."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: dict[bool, list[str]] = {True: [], False: []}
        self._within: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self._within.append(("lang", "sv") in attrs)

    def handle_endtag(self, tag: str) -> None:
        self._within.pop()

    def handle_data(self, data: str) -> None:
        if self.get_starttag_text() != "<title>":
            self.words[any(self._within)].append(data)


def own_words(value: Any) -> Iterator[str]:
    """All that the parties wrote of what a notice tells."""
    for name, found in value.items():
        for each in found if isinstance(found, (list, tuple)) else [found]:
            if isinstance(each, dict):
                yield from own_words(each)
            elif isinstance(each, str) and name in OWN and each:
                yield each


def full(rule: Rule) -> Notice:
    """What a rule tells, with something in every row."""
    notice = example_of(rule)
    if isinstance(facts := notice.measure, MeasureFacts):
        told = msgspec.structs.replace(facts, reason="Fel dag.", area="Centrum", description="Tre lyktor är trasiga.")
        notice = msgspec.structs.replace(notice, measure=told)
    if isinstance(agreement := notice.agreement, AgreementFacts):
        notice = msgspec.structs.replace(notice, agreement=msgspec.structs.replace(agreement, reason="Nytt mål."))
    return notice


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_the_parties_wrote_is_marked_as_swedish_in_an_english_mail(rule: Rule) -> None:
    notice = full(rule)
    words = Wording(PAGE).render(rule.id, "en", notice, f"{PAGE}/confirm/x")

    read = Read(words.html)
    unmarked = " ".join(read.words[False])
    assert [each for each in own_words(msgspec.to_builtins(notice)) if each in unmarked] == []
    assert words.text.isprintable() or words.text.replace("\n", "").isprintable()
    assert words.subject.isprintable()


def test_a_mail_in_swedish_marks_nothing() -> None:
    html = Wording(PAGE).render("status-behind", "sv", example_of(RULES_BY_ID["status-behind"])).html

    assert html.count("lang=") == 1


def test_what_somebody_wrote_cannot_leave_a_mark_behind() -> None:
    notice = example_of(RULES_BY_ID["measure-assigned"])
    assert notice.measure is not None
    wicked = msgspec.structs.replace(notice.measure, title="\ue001x\ue000", responsible="\ue000<b>\ue001")

    words = Wording(PAGE).render("measure-assigned", "en", msgspec.structs.replace(notice, measure=wicked))

    assert not {"\ue000", "\ue001"} & set(words.subject + words.text + words.html)
    assert words.html.count("<span") == words.html.count("</span>")
    assert "<b>" not in words.html


def test_a_pause_says_its_reason_in_the_words_of_whoever_put_it_in() -> None:
    facts = example_of(RULES_BY_ID["pause-agreed"]).pause
    assert isinstance(facts, PauseFacts)

    html = Wording(PAGE).render("pause-agreed", "en", example_of(RULES_BY_ID["pause-agreed"])).html

    assert f'<span lang="sv">{facts.reason}</span>' in html
