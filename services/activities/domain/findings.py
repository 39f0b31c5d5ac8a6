"""What is to be said of an agreement, one way for drafts and for the lint: what stops its publication, and advice.

Advice is the lint's, with its rule, why that matters and who says so. What stops is what does not hold together.
"""

from collections.abc import Collection
from typing import Final

import msgspec

from services.activities.domain.agreement import check_agreement
from services.activities.domain.refusal import Reason
from services.activities.domain.unfinished import UnfinishedAgreement
from shared.drafting.lint import lint
from shared.drafting.linting.found import Found
from shared.drafting.linting.table import source_of
from shared.drafting.linting.unfinished import filled
from shared.events.agreement import Agreement, Target
from shared.events.record import Record, Words

MOST_FINDINGS: Final = 200  # the others are found when these are mended
_MISSING: Final = "specific.missing"


class FindingSource(Record, frozen=True):
    """Where it is said why something matters."""

    title: str
    url: str


class Finding(Record, frozen=True, omit_defaults=True):
    """Something to mend or to think of: where in the agreement, and what.

    ``blocks``: whether the agreement cannot be published as it is. ``rule``, ``explanation``, ``why`` and ``source``
    are the lint's; ``suggested_target`` is one to begin from.
    """

    property: str
    reason: str
    blocks: bool
    rule: str | None = None
    explanation: Words | None = None
    why: Words | None = None
    source: FindingSource | None = None
    suggested_target: Target | None = None


def findings(agreement: Agreement, missing: Collection[str] = ()) -> tuple[Finding, ...]:
    """What is found, what blocks first.

    Args:
        agreement: any that can be read, finished or not.
        missing: paths of its fields that nobody has said yet.
    """
    stops = [each for each in check_agreement(agreement) if not _is_within(each.property, missing)]
    stopped = {each.property for each in stops}
    found = lint(agreement, missing)
    linted = {each.path for each in found}
    made = [_stop(each) for each in stops if each.property not in linted]
    made += [_advice(each, each.path in stopped or each.rule.id == _MISSING) for each in found]
    return tuple(sorted(made, key=lambda each: not each.blocks)[:MOST_FINDINGS])


def findings_so_far(unfinished: UnfinishedAgreement) -> tuple[Finding, ...]:
    """What is found in an agreement in the making."""
    said = {name: value for name, value in msgspec.to_builtins(unfinished).items() if value not in (None, "")}
    whole, missing = filled(said)
    return findings(msgspec.convert(whole, Agreement), missing)


def _is_within(place: str, paths: Collection[str]) -> bool:
    """Whether it is one of the paths, or lies in one of them."""
    return any(place == path or place.startswith((f"{path}.", f"{path}[")) for path in paths)


def _stop(reason: Reason) -> Finding:
    return Finding(property=reason.property, reason=reason.reason, blocks=True)


def _advice(found: Found, blocks: bool) -> Finding:
    source = source_of(found.rule)
    return Finding(
        property=found.path,
        reason=found.says("en"),
        blocks=blocks,
        rule=found.rule.id,
        explanation=Words(en=found.says("en"), sv=found.says("sv")),
        why=found.rule.why,
        source=FindingSource(title=source.title, url=source.url),
        suggested_target=found.target,
    )
