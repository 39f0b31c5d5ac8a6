"""The web process of notifications: endpoints, subscriptions, the delivery log and the rules."""

from functools import partial

from flask import Flask

from services.notifications.api import endpoint_steps, pauses, preview, resending, rules, schemas, subscription_steps
from services.notifications.api.webhooks import webhooks
from services.notifications.channels.outbound import Outbound
from services.notifications.channels.webhook import WebhookChannel
from services.notifications.config import NotificationsSettings
from services.notifications.migrations import STEPS
from services.notifications.store import NotificationStore
from services.notifications.web.confirming import blueprint as confirming
from services.notifications.web.following import blueprint as following
from shared.clock import SystemClock
from shared.http.app import make_app
from shared.store.migrations import check_fit, prepared
from shared.store.mongo import check, connect, prepare_now


def create_app(settings: NotificationsSettings | None = None, *, prepare: bool = True) -> Flask:
    """Put the service together.

    Args:
        settings: its own, unless they are to be read.
        prepare: whether to make its collections and indexes; without, nothing is connected to before the first request.
    """
    settings = settings or NotificationsSettings.read()
    store = NotificationStore(connect(settings), settings.vault)
    app = make_app(
        settings,
        name="notifications",
        title="Löftet: notifications",
        description="Who is told what, and what was sent. Vem som får veta vad, och vad som har skickats.",
        blueprints=[
            endpoint_steps.blp,
            subscription_steps.blp,
            resending.blp,
            pauses.blp,
            rules.blp,
            preview.blp,
            schemas.blp,
        ],
        checks={"mongodb": partial(check, store.database), "migrations": partial(check_fit, store.database, STEPS)},
        webhooks=webhooks(settings.activities_url, settings.public_url),
    )
    app.extensions["store"] = store
    app.extensions["page_url"] = settings.page_url
    app.extensions["other_channels"] = frozenset(settings.other_channels)
    outbound = Outbound(insecure=settings.webhooks_insecure)
    app.extensions["webhooks"] = WebhookChannel(outbound, SystemClock(), settings.public_url)
    app.register_blueprint(confirming)
    app.register_blueprint(following)
    if prepare:
        prepare_now(prepared(store.database, STEPS, store.prepare))
    return app
