"""What all operations on a subscription share: whose it is, and that it is changed by one at a time."""

from datetime import datetime

from flask import Response, current_app

from services.notifications.api import store
from services.notifications.api.subscription_form import answer_of
from services.notifications.domain.subscription import Subscription, key_of
from shared.http import etag, jsons
from shared.http.auth import caller
from shared.http.problem import Problem, conflict, forbidden, not_found


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


def changed(subscription: Subscription) -> Subscription:
    """The subscription, once it is stored as the revision that it is.

    Raises:
        Problem: 409 when somebody else was faster.
    """
    if not store().subscriptions.put(subscription):
        raise changed_meanwhile()
    return subscription


def changed_meanwhile() -> Problem:
    """The refusal when somebody else was faster."""
    return conflict("Somebody else changed it at the same time.", remedy="Read it again, then decide.")


def answered(subscription: Subscription) -> Response:
    """The subscription as an answer."""
    return etag.set_etag(jsons.answer(answer_of(subscription)), subscription.revision)


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
