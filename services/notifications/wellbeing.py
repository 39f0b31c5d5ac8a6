"""How receivers fare: those that have failed for too long are disabled, and their owners told by mail."""

from datetime import datetime

import structlog

from services.notifications.domain.endpoint import FAILING, FOLLOWERS, MAIL, MOST_FAILING, Endpoint, disabled
from services.notifications.domain.schedule import Answer, Outcome
from services.notifications.domain.service import disabling
from services.notifications.domain.subscription import FAILING as SUBSCRIPTION_FAILING
from services.notifications.domain.subscription import GONE, Subscription
from services.notifications.domain.subscription import MOST_FAILING as SUBSCRIPTION_MOST_FAILING
from services.notifications.domain.subscription import disabled as subscription_disabled
from services.notifications.endpoint_documents import Stored, following
from services.notifications.store import NotificationStore

log = structlog.get_logger(__name__)


class Wellbeing:
    """Keeps account of failures, and disables what is past hope."""

    def __init__(self, store: NotificationStore) -> None:
        """Set up."""
        self._store = store

    def note(self, stored: Stored, outcome: Outcome, now: datetime, at: datetime) -> None:
        """Remember what became of a delivery to an endpoint.

        Of mail only a refusal, or what the server said of the very mailbox, says something of the address: any other
        delay may be our own relay's.

        Args:
            stored: the endpoint that it went to.
            outcome: what came of it.
            now: the machine's time.
            at: Löftet's time.
        """
        endpoint = stored.endpoint
        of_others = endpoint.channel == MAIL and outcome.of_relay
        if of_others or endpoint.state != "active":
            return
        failing, since = outcome.answer is not Answer.ACCEPTED, endpoint.failing_since
        if failing and since is not None and now - since >= MOST_FAILING:
            if endpoint.party == FOLLOWERS:
                self._store.followers.forget(endpoint.id)
                return
            kept = self._store.endpoints.put(following(stored, disabled(endpoint, FAILING), at))
            log.warning("an endpoint is disabled", party=endpoint.party, endpoint=endpoint.id, held=kept)
            if kept:
                self._tell(endpoint.party, endpoint.id, endpoint.channel, FAILING, now, at)
        elif failing == (since is None):
            self._store.failing(endpoint.party, endpoint.id, now if failing else None)

    def note_webhook(self, key: str, outcome: Outcome, now: datetime, at: datetime) -> None:
        """Remember what became of a webhook, as `note`; every failure of a receiver is its own."""
        subscription = self._store.subscriptions.find(key)
        if subscription is None or subscription.state != "active":
            return
        failing, since = outcome.answer is not Answer.ACCEPTED, subscription.failing_since
        if outcome.gone or (failing and since is not None and now - since >= SUBSCRIPTION_MOST_FAILING):
            self._disable(subscription, GONE if outcome.gone else SUBSCRIPTION_FAILING, now, at)
        elif failing == (since is None):
            self._store.subscriptions.failing(key, now if failing else None)

    def _disable(self, subscription: Subscription, reason: str, now: datetime, at: datetime) -> None:
        after = subscription_disabled(subscription, reason, at)
        kept = self._store.subscriptions.put(after)
        log.warning("a subscription is disabled", subscription=subscription.key, reason=reason, held=kept)
        if kept:
            self._tell(subscription.party, subscription.id, "webhook", reason, now, at)

    def _tell(self, party: str, name: str, channel: str, reason: str, now: datetime, at: datetime) -> None:
        endpoints: list[Endpoint] = self._store.endpoints.of([party]).get(party, [])
        self._store.deliveries.add(disabling(party, name, channel, reason, endpoints, at), now)
