"""The web process of reports: the status API and the public page."""

from functools import partial

from flask import Flask

from services.reports.api.evaluations import blp as evaluations
from services.reports.api.explanations import blp as explanations
from services.reports.api.history import blp as history
from services.reports.api.measures import blp as measures
from services.reports.api.observations import blp as observations
from services.reports.api.promises import blp as promises
from services.reports.api.situation import blp as situation
from services.reports.config import ReportsSettings
from services.reports.evaluation.gather import StoredMaterials
from services.reports.feeds.blueprint import blueprint as feeds
from services.reports.migrations import STEPS
from services.reports.open_data.blueprint import blueprint as open_data
from services.reports.query import Query
from services.reports.store import ReportsStore
from services.reports.web.blueprint import blueprint as page
from shared.http.app import make_app
from shared.store.migrations import check_fit, prepared
from shared.store.mongo import check, connect, prepare_now


def create_app(settings: ReportsSettings | None = None, *, prepare: bool = True) -> Flask:
    """Put the service together.

    Args:
        settings: its own, unless they are to be read.
        prepare: whether to make its collections and indexes; without, nothing is connected to before the first request.
    """
    settings = settings or ReportsSettings.read()
    store = ReportsStore(connect(settings))
    app = make_app(
        settings,
        name="reports",
        title="Löftet: reports",
        description="How each promise goes, why, and since when. Hur det går med varje löfte, varför och sedan när.",
        blueprints=[promises, explanations, history, evaluations, measures, observations, situation],
        checks={"mongodb": partial(check, store.database), "migrations": partial(check_fit, store.database, STEPS)},
    )
    app.extensions["store"] = store
    app.extensions["activities_url"] = settings.activities_url
    app.extensions["notifications_url"] = settings.notifications_url
    app.extensions["page_url"] = settings.public_url
    app.extensions["pages"] = Query(store, app.extensions["clock"])
    app.extensions["materials"] = StoredMaterials(store, app.extensions["clock"])
    app.register_blueprint(page)
    app.register_blueprint(open_data)
    app.register_blueprint(feeds)
    if prepare:
        prepare_now(prepared(store.database, STEPS, store.prepare))
    return app
