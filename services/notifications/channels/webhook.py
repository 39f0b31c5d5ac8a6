"""Sending events to subscriptions over HTTP, signed by Standard Webhooks.

Every attempt of a delivery carries the same `webhook-id` and the same body, so that a receiver knows a repeat.
Source: Standard Webhooks, https://www.standardwebhooks.com; CloudEvents 1.0.2, HTTP binding, structured mode.
"""

import email.utils
import http
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from standardwebhooks.webhooks import Webhook

from services.notifications.channels.outbound import NotReached, Outbound, Reply, TookTooLong
from services.notifications.channels.own_events import VERIFICATION, Challenge, own_event
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.schedule import Answer, Outcome
from services.notifications.domain.subscription import Subscription
from shared.clock import Clock

CONTENT_TYPE: Final = "application/cloudevents+json; charset=utf-8"
USER_AGENT: Final = "Loftet-Webhooks/1"


class NotVerified(Exception):
    """The receiver did not answer the verification as it should; the message says what it did."""


class WebhookChannel:
    """Sends to subscriptions; may be used by several threads at once."""

    def __init__(self, outbound: Outbound, machine: Clock, public_url: str) -> None:
        """Set up.

        Args:
            outbound: the way out.
            machine: the time that messages are signed at, which receivers hold against their own.
            public_url: where notifications is reached from outside.
        """
        self._outbound = outbound
        self._public_url = public_url
        self._machine = machine

    def send(self, delivery: Delivery, subscription: Subscription) -> Outcome:
        """Make one attempt. A status of 2xx accepts; all others but 410 are worth another attempt."""
        trace = {"traceparent": delivery.traceparent} if delivery.traceparent else {}
        try:
            reply = self._post(subscription, delivery.id, delivery.payload or b"", trace)
        except NotReached as error:
            return Outcome(Answer.DELAYED, str(error), stalled=isinstance(error, TookTooLong))
        if 200 <= reply.status < 300:
            return Outcome(Answer.ACCEPTED, _said(reply))
        if reply.status == http.HTTPStatus.GONE:
            return Outcome(Answer.REFUSED, _said(reply), gone=True)
        return Outcome(Answer.DELAYED, _said(reply), retry_after=_wait(reply, self._machine.now()))

    def verify(self, subscription: Subscription, message_id: str, challenge: str, at: datetime) -> None:
        """Ask the receiver to repeat a challenge.

        Args:
            subscription: whose receiver it is: the one that was asked for last.
            message_id: of this attempt.
            challenge: what nobody could guess.
            at: Löftet's time.

        Raises:
            NotVerified: it did not.
        """
        event = own_event(self._public_url, VERIFICATION, message_id, at, subscription.id, Challenge(challenge))
        try:
            asked = replace(subscription, url=subscription.asked_url)
            reply = self._post(asked, message_id, msgspec.json.encode(event), {})
        except NotReached as error:
            raise NotVerified(f"{error}") from error
        if reply.status != http.HTTPStatus.OK:
            raise NotVerified(f"the receiver answered {_said(reply)} where 200 was expected")
        if _challenge_in(reply.body) != challenge:
            raise NotVerified('the receiver answered 200, but not {"challenge": ...} with the one that it was sent')

    def _post(self, subscription: Subscription, message_id: str, body: bytes, more: Mapping[str, str]) -> Reply:
        now = self._machine.now().astimezone(UTC)  # the library takes any other zone's time for UTC
        text = body.decode()
        signatures = [Webhook(each.value).sign(message_id, now, text) for each in subscription.signing(now)]
        headers = {
            "Content-Type": CONTENT_TYPE,
            "User-Agent": USER_AGENT,
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }
        return self._outbound.post(subscription.url, body, {**headers, **more})


def _challenge_in(body: bytes | None) -> Any:  # noqa: ANN401  (whatever the receiver wrote)
    try:
        answered = json.loads(body or b"")
    except (ValueError, RecursionError):
        return None
    return answered.get("challenge") if isinstance(answered, dict) else None


def _said(reply: Reply) -> str:
    """The status by its own name: a receiver's words might be anything."""
    try:
        return f"{reply.status} {http.HTTPStatus(reply.status).phrase}"
    except ValueError:
        return str(reply.status)


def _wait(reply: Reply, now: datetime) -> timedelta | None:
    """What `Retry-After` asks for: seconds, or a date."""
    asked = reply.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return timedelta(seconds=int(asked))
    try:
        until = email.utils.parsedate_to_datetime(asked)
    except (TypeError, ValueError):
        return None
    return until - now if until.tzinfo else None
