"""What is done with a form that was sent: nothing typed is lost, and nothing is saved over what another has saved."""

from typing import Final

import msgspec
from flask import Response, make_response, redirect, render_template, request

from services.activities.agreement_file import read_agreement
from services.activities.api.drafting import found, found_to_write, publish, review, writer
from services.activities.domain.agreement_draft import AgreementDraft, Decisions, Publication
from services.activities.domain.evidence import is_undecided, lies_in
from services.activities.domain.refusal import Refused
from services.activities.domain.unfinished import UnfinishedAgreement
from services.activities.reading import read
from services.activities.store.records import Kept
from services.activities.web.review.fields import SECTIONS
from services.activities.web.review.language import address, spoken
from services.activities.web.review.typed import THERE, Fields, agreement_of, fields_of, places
from services.activities.web.review.view import Page
from shared.http.auth import caller
from shared.http.problem import Problem

_OURS: Final = {"do", "revision", "token", "accept", "dismiss", "reason", "switch"}


def act(draft_id: str) -> Response:
    """Do what the pressed button says with what was filled in."""
    kept, fields = found_to_write(draft_id), _fields()
    what, _, where = request.form.get("do", "save").partition(":")
    if kept.record.became is not None:
        return _to(draft_id)
    if request.form.get("revision") != str(kept.record.revision):
        return _conflict(kept, fields)
    if "switch" in request.form:
        return show(Page(kept.record, spoken(), fields))
    if what in ("add", "remove"):
        (_add if what == "add" else _remove)(fields, where)
        return show(Page(kept.record, spoken(), fields), notice="unsaved")
    return _save(kept, fields, what, where)


def restore(draft_id: str) -> Response:
    """The form as it was when the hour was over, unsaved."""
    kept, fields = found_to_write(draft_id), _fields()
    if request.form.get("revision") != str(kept.record.revision):
        return _conflict(kept, fields)
    return show(Page(kept.record, spoken(), fields), notice="restored")


def show(page: Page, status: int = 200, **more: object) -> Response:
    """The page of a draft; ``notice`` is what has just been done."""
    said = {"notice": "", "remains": (), "ticked": _ticked(), "reason": request.form.get("reason", ""), **more}
    return make_response(render_template("review/draft.html", page=page, who=writer(), **said), status)


def _save(kept: Kept[AgreementDraft], fields: Fields, what: str, where: str) -> Response:
    try:
        agreement = read_agreement(agreement_of(fields), UnfinishedAgreement)
    except Refused as refused:
        wrong = {each.property: each.reason for each in reversed(refused.reasons)}
        return show(Page(kept.record, spoken(), fields, wrong), 422)
    caller().must_reach(agreement.municipality.code)
    try:
        draft = review(kept, agreement, _decisions(kept.record, where if what == "accept" else None))
    except Problem as problem:
        if problem.status != 412:
            raise
        return _conflict(found(kept.record.id), fields)
    if what == "publish":
        return _publish(draft)
    anchor = where if what == "accept" else "top"
    return _to(draft.id, f"#s-{anchor}", done="saved")


def _publish(draft: AgreementDraft) -> Response:
    kept = found_to_write(draft.id)
    reason = request.form.get("reason", "").strip()
    try:
        publish(kept, read({"reason": reason} if reason else {}, Publication))
    except Refused as refused:
        return show(Page(kept.record, spoken()), 422, notice="not-ready", remains=refused.reasons, told=refused.detail)
    return _to(draft.id, done="published")


def _conflict(kept: Kept[AgreementDraft], fields: Fields) -> Response:
    """The form as it was filled in, beside what somebody else has saved meanwhile."""
    base = fields_of(msgspec.to_builtins(kept.record.agreement))
    return show(Page(kept.record, spoken(), fields, base=base), 409, notice="conflict")


def _decisions(draft: AgreementDraft, section: str | None) -> Decisions:
    """What was ticked, and all of a section, of what nobody has decided yet."""
    if draft.reading is None:
        return Decisions()
    ticked = set(request.form.getlist("accept"))
    within = [] if section is None else [each.name for each in SECTIONS.get(section, ())] or [section]
    accepted = [
        each.property
        for each in draft.reading.evidence
        if is_undecided(each) and (each.property in ticked or any(lies_in(each.property, path) for path in within))
    ]
    let = set(request.form.getlist("dismiss"))
    dismissed = [each.property for each in draft.reading.findings if is_undecided(each) and each.property in let]
    return Decisions(accepted=tuple(accepted), dismissed=tuple(dict.fromkeys(dismissed)))


def _fields() -> Fields:
    """What stands in the fields, without what is said of the form itself."""
    return {name: [each.replace("\r\n", "\n") for each in texts] for name, texts in request.form.lists()
            if name not in _OURS}  # fmt: skip


def _ticked() -> set[str]:
    """What is ticked and not saved yet, so that it stays."""
    return set(request.form.getlist("accept")) | {f"!{each}" for each in request.form.getlist("dismiss")}


def _add(fields: Fields, path: str) -> None:
    there = places(fields, path)
    fields[f"{path}[{there[-1] + 1 if there else 0}]"] = [THERE]


def _remove(fields: Fields, path: str) -> None:
    for name in [each for each in fields if lies_in(each, path)]:
        del fields[name]


def _to(draft_id: str, anchor: str = "", **more: str) -> Response:
    return make_response(redirect(address(draft_id, **more) + anchor, 303))
