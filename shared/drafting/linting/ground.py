"""What an agreement rests on and who stands behind it: parties, signatures, problems, dialogue, where to turn."""

from collections.abc import Iterator
from typing import Final

from shared.drafting.linting.found import Found, Linted, found
from shared.events.agreement import Agreement, PartyKind

_SIDES: Final[dict[PartyKind, tuple[str, str]]] = {
    "municipality": ("the municipality", "kommunen"),
    "police": ("the police", "polisen"),
}


def ground(agreement: Agreement) -> Iterator[Found]:
    """What is missing of the agreement as a whole."""
    taking_part = {party.kind for party in agreement.parties}
    missing = [words for kind, words in _SIDES.items() if kind not in taking_part]
    if agreement.parties and missing:
        english, swedish = zip(*missing, strict=True)
        yield found("accepted.one-side", "parties", missing=(" and ".join(english), " och ".join(swedish)))
    if not agreement.signatories:
        yield found("accepted.unsigned", "signatories")
    if not any(area.lagesbild.strip() for area in agreement.focus_areas):
        yield found("specific.no-situation", "focusAreas")
    if agreement.dialogue is None or not (agreement.dialogue.sources or agreement.dialogue.summary.strip()):
        yield found("specific.no-dialogue", "dialogue")
    if not agreement.links:
        yield found("accepted.no-contact", "links")


def answered_for(linted: Linted) -> Iterator[Found]:
    """Whether somebody answers for a promise, and for what problem it is."""
    promise, path = linted.promise, linted.path
    known = {party.id for party in linted.agreement.parties}
    if not promise.responsible:
        yield found("accepted.nobody", f"{path}.responsible")
    for party in promise.responsible:
        if party not in known:
            yield found("accepted.unknown-party", f"{path}.responsible", party=f'"{party[:100]}"')
    if linted.agreement.focus_areas and not promise.focus_areas:
        yield found("specific.no-focus", f"{path}.focusAreas")
    for place, commitment in enumerate(promise.commitments):
        doing = commitment.counts.parties
        if doing and promise.responsible and not set(doing) & set(promise.responsible):
            at = f"{path}.commitments[{place}].counts.parties"
            yield found("accepted.others-count", at, parties=", ".join(doing))
