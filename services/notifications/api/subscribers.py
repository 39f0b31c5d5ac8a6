"""What all operations on a subscription share: whose it is, that it is changed by one at a time, and its secret."""

from datetime import datetime

from flask import Response, current_app, request

from services.notifications.api import store
from services.notifications.api.subscription_form import answer_of, secret_answer_of
from services.notifications.domain.subscription import Subscription, key_of
from shared.http import etag, idempotency, jsons
from shared.http.auth import caller
from shared.http.problem import Problem, conflict, forbidden, not_found
from shared.store.requests import Request, is_forgotten


def look_up(subscription: str) -> Subscription | None:
    """The caller's subscription of a name; others' have names of their own."""
    return store().subscriptions.find(key_of(caller().client, party(), subscription))


def found(subscription: str) -> Subscription:
    """The caller's subscription of a name.

    Raises:
        Problem: 404 when the caller has none of that name, whatever others have.
    """
    current = look_up(subscription)
    if current is None:
        raise not_found("You have no such subscription.")
    return current


def asked_now() -> Request | None:
    """The request as it is remembered, if it has a key: a system may subscribe for several parties by the same name."""
    return idempotency.asked_now(f"{party()}\n{request.path}")


def was_made_for(subscription: Subscription, asked: Request | None) -> bool:
    """Whether the newest secret was made for the very same request, and that is not forgotten.

    Raises:
        Problem: 422 when it came with another body.
    """
    newest = subscription.secrets[0]
    if asked is None or asked.id != newest.made_for or is_forgotten(subscription.rotated_at, asked.at):
        return False
    if newest.made_with not in (None, asked.hash):
        raise idempotency.other_body()
    return True


def origin_of(asked: Request | None) -> dict[str, str]:
    """What a secret remembers of the request that it is made for."""
    return {"made_for": asked.id, "made_with": asked.hash} if asked else {}


def changed_meanwhile() -> Problem:
    """The refusal when somebody else was faster: 412 when the request names a revision, else 409."""
    if "If-Match" in request.headers:
        return etag.changed_meanwhile()
    return conflict("Somebody else changed it at the same time.", remedy="Read it again, then decide.")


def answered(subscription: Subscription) -> Response:
    """The subscription as an answer."""
    return etag.set_etag(jsons.answer(answer_of(subscription)), subscription.revision)


def shown(subscription: Subscription, status: int = 200) -> Response:
    """The subscription with its newest secret, as an answer."""
    return etag.set_etag(jsons.answer(secret_answer_of(subscription), status), subscription.revision)


def party() -> str:
    """The party that the caller speaks for.

    Raises:
        Problem: 403 when it is none.
    """
    speaks_for = caller().party
    if speaks_for is None:
        raise forbidden("The token speaks for no party, and only parties' systems subscribe.")
    return speaks_for


def now() -> datetime:
    """Löftet's time."""
    told: datetime = current_app.extensions["clock"].now()
    return told
