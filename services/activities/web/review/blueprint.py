"""The review's addresses: `/review` lists the drafts and takes documents, `/review/{draftId}` is one of them."""

from datetime import datetime
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request

from services.activities.api import agreement_documents as documents
from services.activities.api.drafting import found, version_of, writer
from services.activities.api.resource import create_all
from services.activities.api.service import problem_of, service
from services.activities.domain import agreement_draft as drafts
from services.activities.domain.agreement_draft import AgreementDraft
from services.activities.domain.change import Change
from services.activities.domain.refusal import Refused
from services.activities.web.review import acting, errors, language
from services.activities.web.review.language import address, spoken
from services.activities.web.review.session import session
from services.activities.web.review.view import Page
from shared.drafting.text import MAX_BYTES
from shared.http import pages
from shared.http.auth import caller
from shared.http.bodies import limit_body, takes_larger
from shared.http.limits import limiter
from shared.http.problem import Problem

blueprint = Blueprint("review", __name__, url_prefix="/review", template_folder="templates")

MOST_DRAFTS: Final = 50
_MULTIPART: Final = {"multipart/form-data": MAX_BYTES + 64 * 1024}  # the document and what is said of it
_FORMS: Final = {"application/x-www-form-urlencoded": 4 * 1024 * 1024}  # a long agreement, percent-encoded

pages.register(blueprint, Path(__file__).parent / "static", scripts=True)
language.register(blueprint)
errors.register(blueprint)


@blueprint.before_request
def _ours() -> None:
    limit_body()
    if request.method == "POST":
        session.must_be_ours()


@blueprint.get("")
def start() -> Response:
    """The drafts that the token reaches, and a form to have another read."""
    session.enter()
    return _start()


@blueprint.post("")
def sign_in() -> Response | tuple[str, int]:
    """Sign in with a token, or out."""
    if "out" in request.form:
        return session.forget(_to(address()))
    _count()
    token = request.form.get("token", "").strip()
    session.become(token)
    return session.remember(_to(address()), token)


@blueprint.post("/documents")
@takes_larger(_MULTIPART)
def upload() -> Response:
    """Have a document read, and go to its review."""
    session.enter()
    code = request.form.get("municipality", "").strip() or None

    def begin(draft_id: str, now: datetime) -> Change[AgreementDraft]:
        agreement, reading = documents.read_draft(*_file(), code)
        return drafts.begin(agreement, draft_id, writer(), now, version_of(agreement), reading)

    try:
        (draft_id,) = create_all(service().store.agreement_drafts, "agreement-drafts", [begin])
    except (Refused, Problem) as refused:
        problem = refused if isinstance(refused, Problem) else problem_of(refused)
        return _start(problem)
    return _to(address(draft_id))


@blueprint.get("/<draft_id>")
def review(draft_id: str) -> Response:
    """A draft beside its document."""
    session.enter()
    kept = found(draft_id)
    done = request.args.get("done", "")
    return acting.show(Page(kept.record, spoken()), notice=done if done in ("saved", "published") else "")


@blueprint.post("/<draft_id>")
@takes_larger(_FORMS)
def act(draft_id: str) -> Response:
    """Take in what was filled in: save it, accept, dismiss, add, take away or publish."""
    if "token" in request.form:
        _count()
        token = request.form["token"].strip()
        session.become(token)
        answer = acting.restore(draft_id) if "revision" in request.form else _to(address(draft_id))
        return session.remember(answer, token)
    session.enter()
    return acting.act(draft_id)


def _start(problem: Problem | None = None) -> Response:
    listed = service().store.agreement_drafts.latest(caller().municipalities, MOST_DRAFTS)
    page = render_template("review/start.html", drafts=listed, problem=problem, who=writer())
    return make_response(page, problem.status if problem else 200)


def _file() -> tuple[bytes, str]:
    """The document that was chosen, and its name."""
    sent = request.files.get("document")
    return (sent.read(), sent.filename or "") if sent else (b"", "")


def _to(where: str) -> Response:
    return make_response(redirect(where, 303))


@limiter.limit("60/minute")
def _count() -> None:
    """Count what is sent without a good token yet.

    Raises:
        RateLimitExceeded: it is too much.
    """
