"""Every resource of activities, in the order in which the documentation shows them."""

from typing import Final

from services.activities.api import (
    activities,
    activity_series,
    agreement_changes,
    agreement_drafts,
    agreement_lint,
    agreements,
    assessments,
    changes,
    dialogue_inputs,
    events,
    matches,
    measure_steps,
    measures,
    noting,
    observations,
    promise_assessments,
    schemas,
    sealed_tips,
    situation_entries,
    situation_summary,
    tip_reads,
    tips,
    walks,
)
from shared.http.blueprint import Blueprint

BLUEPRINTS: Final[tuple[Blueprint, ...]] = tuple(
    each.blp
    for each in (
        agreements,
        agreement_changes,
        agreement_drafts,
        agreement_lint,
        activities,
        activity_series,
        matches,
        changes,
        walks,
        noting,
        observations,
        measures,
        measure_steps,
        situation_entries,
        dialogue_inputs,
        situation_summary,
        assessments,
        promise_assessments,
        events,
        schemas,
        tips,
        sealed_tips,
        tip_reads,
    )
)
