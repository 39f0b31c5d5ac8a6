"""A process of notifications that is killed when a receiver has accepted, before the books say so: the worst moment.

Run with the service's environment. It attempts what is due, over every channel.
"""

import os
import signal
import sys
import threading

from pymongo import monitoring

from services.notifications.channels.outbound import Outbound
from services.notifications.channels.smtp import MailChannel
from services.notifications.channels.telling import Telling
from services.notifications.channels.webhook import WebhookChannel
from services.notifications.config import NotificationsSettings
from services.notifications.deliverer import Deliverer
from services.notifications.domain.endpoint import MAIL
from services.notifications.store import NotificationStore
from services.notifications.webhooks import WebhookDeliverer
from shared.clock import SystemClock
from shared.http.clients import Clients
from shared.store.mongo import connect


class Killer(monitoring.CommandListener):
    """Kills the process as the outcome of an attempt is about to be written."""

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        changes = [each["u"].get("$set", {}) for each in event.command.get("updates", [])]
        if any(name.startswith("attempts.") for change in changes for name in change):
            os.kill(os.getpid(), signal.SIGKILL)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Whatever else is written may be."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing was written."""


def main() -> None:
    """Deliver; never returns when something is accepted."""
    monitoring.register(Killer())
    settings, clock, never = NotificationsSettings.read(), SystemClock(), threading.Event()
    store = NotificationStore(connect(settings))
    Deliverer(store, {MAIL: MailChannel(settings)}, clock, threading.Event()).deliver_due(never)
    channel = WebhookChannel(Outbound(insecure=True), clock, settings.public_url)
    telling = Telling(settings.page_url, settings.public_url)
    WebhookDeliverer(
        store, channel, clock, threading.Event(), telling=telling, clients=Clients(None, clock)
    ).deliver_due(never)
    sys.exit("nothing was accepted")


if __name__ == "__main__":
    main()
