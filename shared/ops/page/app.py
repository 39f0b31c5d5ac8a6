"""The web process of the operator's page. It reads Kafka and asks the other processes; it writes nowhere."""

from flask import Flask

from shared.clock import SystemClock
from shared.http.app import App
from shared.http.bodies import MAX_BYTES
from shared.http.clients import Clients
from shared.http.errors import add_error_handlers
from shared.http.health import add_health
from shared.http.lifecycle import add_lifecycle
from shared.http.rate import Rate
from shared.http.tokens import Tokens
from shared.observe import logs
from shared.ops.page.blueprint import PATH, blueprint, make_session
from shared.ops.page.config import PageSettings
from shared.ops.page.watch import Watch

NAME = "operator"
_REFUSED = 60  # tokens a minute, from each address


def create_app(settings: PageSettings | None = None, *, watch: Watch | None = None) -> Flask:
    """Put the page together, and begin to look.

    Args:
        settings: its own, unless they are to be read.
        watch: what looks, if it has been started already.

    Raises:
        BadConfiguration: a setting is missing or bad.
    """
    settings = settings or PageSettings.read()
    logs.configure(settings, f"{NAME}-page")
    if watch is None:
        watch = Watch(settings)
        watch.start()
    app = App(f"loftet.{NAME}", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BYTES
    tokens, clients = Tokens(settings), Clients(settings.clients, SystemClock())
    app.extensions.update(
        settings=settings,
        tokens=tokens,
        clients=clients,
        rate=Rate(settings.rate_limit),
        refused=Rate(_REFUSED),
        needed_scopes={},
        problem_types=f"{settings.public_url}{PATH}",
        watch=watch,
        session=make_session(settings),
    )
    add_lifecycle(app, NAME, https=settings.public_url.startswith("https:"))
    add_error_handlers(app)
    add_health(app, {"token-keys": tokens.keys.check, "clients": clients.check, "watch": watch.check})
    app.register_blueprint(blueprint)
    return app
