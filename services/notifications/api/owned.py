"""What all operations on an endpoint share: finding it, answering it, letting its confirmation be sent."""

from datetime import datetime

from flask import Response, current_app

from services.notifications.api import store
from services.notifications.api.endpoint_form import EndpointAnswer, answer_of
from services.notifications.api.subscribers import changed_meanwhile
from services.notifications.domain.endpoint import LINKS_REST, MOST_LINKS, WEBHOOK, Endpoint
from services.notifications.domain.service import confirmation, moving, removing
from services.notifications.endpoint_documents import Stored
from shared.clock import SystemClock
from shared.http import etag, jsons
from shared.http.auth import caller
from shared.http.problem import not_found, too_many


def found(party: str, endpoint: str) -> Stored:
    """A party's endpoint, if the caller speaks for the party.

    Raises:
        Problem: 403, or 404 when there is none.
    """
    caller().must_speak_for(party)
    stored = store().endpoints.find(party, endpoint)
    if stored is None:
        raise not_found(f"{party} has no endpoint {endpoint}.")
    return stored


def changed(stored: Stored) -> Stored:
    """The endpoint, once it is stored as the revision that it is, and the mail that confirms it is to be sent.

    Raises:
        Problem: 409 when somebody else was faster.
    """
    if not store().endpoints.put(stored):
        raise changed_meanwhile()
    ask_to_confirm(stored.endpoint)
    return stored


def must_not_pester(before: Endpoint | None, after: Endpoint, now: datetime) -> None:
    """See to it that no mailbox is flooded with links, nor the one in use with word of them.

    Raises:
        Problem: 429 when too many were mailed lately.
    """
    if after.link is None or (before is not None and before.link == after.link):
        return
    sent = store().deliveries.links(after.party, after.id, now - LINKS_REST)
    if len(sent) >= MOST_LINKS:
        raise too_many(f"{MOST_LINKS} links were sent within an hour.", sent[MOST_LINKS - 1] + LINKS_REST - now)


def ask_to_confirm(endpoint: Endpoint) -> None:
    """See to it that the link that an endpoint waits for is sent, and that the mailbox before hears of it; neither is
    sent twice."""
    now = current_app.extensions["clock"].now()
    mails = [mail for mail in (moving(endpoint, now), confirmation(endpoint, now)) if mail is not None]
    store().deliveries.add(mails, SystemClock().now())


def tell_of_removal(endpoint: Endpoint) -> None:
    """See to it that the mailbox in use, if there is one, hears that its endpoint was removed."""
    told = removing(endpoint, current_app.extensions["clock"].now())
    store().deliveries.add([told] if told else [], SystemClock().now())


def shown(stored: Stored) -> EndpointAnswer:
    """What the caller may see of an endpoint."""
    over = stored.endpoint.channel == WEBHOOK
    return answer_of(stored, store().subscriptions.find(stored.endpoint.address) if over else None)


def answered(stored: Stored, status: int = 200) -> Response:
    """The endpoint as an answer."""
    return jsons.answer(shown(stored), status, {"ETag": etag.etag_of(stored.revision)})
