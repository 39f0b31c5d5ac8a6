"""The words of the review, in each language: a page lacks none of them in either."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Table = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWords:
    """What the pages say. What stands in braces is filled in."""

    code: str
    other_code: str
    other_name: str
    language: str
    skip: str
    tagline: str
    wrong_prefix: str

    sign_in_title: str
    sign_in_lead: str
    sign_in_again: str
    bearer: str
    bearer_hint: str
    sign_in: str
    sign_out: str
    signed_in: str
    refused: str
    too_long: str

    start_title: str
    start_lead: str
    upload: str
    upload_hint: str
    upload_button: str
    municipality_code: str
    municipality_hint: str
    drafts: str
    no_drafts: str
    published_tag: str

    kicker: str
    title: str
    lead: str
    progress: str
    all_done: str
    saved: str
    published: str
    publish_title: str
    publish_lead: str
    publish_button: str
    reason: str
    reason_hint: str
    remains_title: str
    not_ready: str
    conflict_title: str
    conflict: str
    theirs: str
    empty: str
    wrong_title: str
    restored: str

    findings_title: str
    findings_lead: str
    none_left: str
    dismiss: str
    dismissed: str
    to_words: str
    advice_title: str
    advice_lead: str

    text_title: str
    text_hint: str
    draft_title: str
    to_value: str
    accept: str
    accept_section: str
    accepted: str
    changed: str
    read_as: str
    confidence: str
    save: str
    save_hint: str
    add: Table
    remove: str
    measured: str
    more: str
    set_measure: str
    unsaved: str
    values_left: str
    blocks: str
    optional: str

    sections: Table
    promise: str
    promises_title: str
    commitment: str
    labels: Table
    hints: Table
    choices: Mapping[str, Table]
    findings: Table
    reasons: Sequence[tuple[str, str]]
    otherwise: str
    no_such: tuple[str, str]
    failed: tuple[str, str]
    too_large: tuple[str, str]

    def say(self, reason: str) -> str:
        """Why something cannot stand as it is, in the page's language: what is told of it in English."""
        if not self.reasons:
            return re.sub(r"^[a-z-]+: (?=[A-Z])", "", reason)  # a code is for programs
        for pattern, words in self.reasons:
            if hit := re.fullmatch(pattern, reason, re.DOTALL):
                return words.format(*filter(None, hit.groups()))
        return self.otherwise

    def label(self, path: str) -> str:
        """What a field is called, by the last parts of its path: ``period.start`` before ``start``."""
        parts = [part.partition("[")[0] for part in path.split(".")]
        known = (".".join(parts[place:]) for place in range(len(parts)))
        return next((self.labels[each] for each in known if each in self.labels), parts[-1])

    def hint(self, path: str) -> str:
        """How a field is filled in, if that needs to be said."""
        return self.hints.get(path.rpartition(".")[2], "")
