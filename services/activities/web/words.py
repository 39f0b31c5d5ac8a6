"""The words of the form, in each language: a page lacks none of them in either."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """A question about tips, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A page without a form: why, and what now."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the pages say. `{place}`, `{readers}`, `{days}` and `{wait}` are filled in."""

    code: str
    skip: str
    language: str
    other_code: str
    other_name: str
    tagline: str

    urgent: str
    call_112: str
    for_112: str
    call_114_14: str
    for_114_14: str
    say_tips: str
    web: str
    web_address: str
    web_tips: str
    web_tips_address: str

    kicker: str
    title: str
    lead: str
    demonstration: str
    form_title: str
    optional: str
    category: str
    choose: str
    text: str
    text_hint: str
    text_not_you: str
    area: str
    area_hint: str
    when: str
    when_hint: str
    day: str
    clock: str
    send: str

    wrong_prefix: str
    wrong_title: str
    errors: Mapping[str, str]
    categories: Mapping[str, str]

    about: str
    helps: Sequence[Help]

    thanks: str
    thanks_lead: str
    thanks_number: str
    thanks_use: str
    thanks_shared: str
    again: str

    elsewhere: str
    no_place: Notice
    no_readers: Notice
    not_sent: Notice
    not_shown: Notice
    kept: str
    too_many: str
    minutes: tuple[str, str]
    hours: tuple[str, str]
    conjunction: str

    def wait(self, seconds: int) -> str:
        """A time to wait, rounded up: "2 minuter"."""
        minutes = -(-seconds // 60)
        count, (one, many) = (minutes, self.minutes) if minutes < 120 else (-(-minutes // 60), self.hours)
        return one if count == 1 else many.format(count)

    def listed(self, names: Sequence[str]) -> str:
        """Names in a sentence."""
        return f" {self.conjunction} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
