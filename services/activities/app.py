"""The web process of activities: agreements, activities, events and tips come in here."""

from functools import partial

from flask import Flask

from services.activities.api.blueprints import BLUEPRINTS
from services.activities.api.service import Service, add_refusals
from services.activities.config import ActivitiesSettings
from services.activities.document_reader import Reader
from services.activities.intake import Intake
from services.activities.interface import events_document
from services.activities.migrations import STEPS
from services.activities.sealing import Sealer
from services.activities.store import Store
from services.activities.web.blueprint import blueprint as tip_form
from services.activities.web.review.blueprint import blueprint as review
from shared.clock import SystemClock
from shared.http.app import make_app
from shared.http.event_docs import add_event_docs
from shared.store.migrations import check_fit, prepared
from shared.store.mongo import check, connect, prepare_now

_DESCRIPTION = """
Report what is planned and done for the citizen promises of a municipality, publish the promises themselves, and leave
tips to the police. Rapportera vad som planeras och görs för medborgarlöftena.
"""


def create_app(settings: ActivitiesSettings | None = None, *, prepare: bool = True) -> Flask:
    """Put the service together.

    Args:
        settings: its own, unless they are to be read.
        prepare: whether to make its collections and indexes; without, nothing is connected to before the first request.

    Raises:
        BadConfiguration: a setting is missing or bad, or the keys for tips cannot be read.
    """
    settings = settings or ActivitiesSettings.read()
    store = Store(connect(settings))
    sealer = Sealer(settings.tips_keys, SystemClock())
    app = make_app(
        settings,
        name="activities",
        title="Löftet: activities",
        description=_DESCRIPTION,
        blueprints=BLUEPRINTS,
        checks={
            "mongodb": partial(check, store.database),
            "migrations": partial(check_fit, store.database, STEPS),
            "tips-keys": sealer.check,
        },
    )
    app.extensions["store"] = store
    app.extensions["service"] = Service(
        store=store,
        intake=Intake(store, sealer),
        sealer=sealer,
        reader=Reader(),
        clock=app.extensions["clock"],
        public_url=settings.public_url,
    )
    add_refusals(app)
    app.register_blueprint(tip_form)
    app.register_blueprint(review)
    add_event_docs(app, "activities", partial(events_document, settings.public_url))
    if prepare:
        prepare_now(prepared(store.database, STEPS, store.prepare))
    return app
