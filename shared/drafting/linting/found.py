"""What the lint finds, and what it looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from shared.drafting.drafted import Context
from shared.drafting.linting.table import Language, LintRule, rule, words
from shared.drafting.proposed import Proposed
from shared.drafting.wording import read_commitments
from shared.events.agreement import Agreement, Promise, Target

Value = str | tuple[str, str]
"""What is filled in: the same in both languages, or English and Swedish."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a rule found.

    Attributes:
        path: where, as in ``promises[0].commitments[0].target``.
        values: what is filled into the rule's words.
        target: that might stand there instead.
    """

    rule: LintRule
    path: str
    values: Mapping[str, Value] = field(default_factory=dict)
    target: Target | None = None

    def says(self, language: Language) -> str:
        """What was found, in a language."""
        chosen = {name: _in(value, language) for name, value in self.values.items()}
        return words(self.rule.says, language).format(**chosen)


def found(rule_id: str, path: str, target: Target | None = None, **values: Value) -> Found:
    """What the rule of an id found at a path."""
    return Found(rule(rule_id), path, values, target)


def _in(value: Value, language: Language) -> str:
    if isinstance(value, str):
        return value
    return value[1] if language == "sv" else value[0]


@dataclass(frozen=True)
class Linted:
    """A promise as the lint looks at it: its place, and what its words give by the rules of drafting.

    Attributes:
        timed: whether the agreement's period is one that can be reckoned with.
        worded: whether its words are read; not when they are far longer than those of promises.
    """

    agreement: Agreement
    promise: Promise
    path: str
    timed: bool
    worded: bool

    @cached_property
    def read(self) -> list[Proposed]:
        """What its words propose."""
        if not self.worded:
            return []
        known = Context(
            period=self.agreement.period if self.timed else None,
            municipality=self.agreement.municipality.name,
            parties=self.agreement.parties,
            groups=self.agreement.groups,
        )
        return read_commitments(self.promise.text, context=known)
