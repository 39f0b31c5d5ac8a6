"""The web app of a service: everything that is the same in all of them, made in one place."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from shared.clock import SystemClock, clock_from
from shared.config import Settings
from shared.http.api import make_api
from shared.http.blueprint import Blueprint
from shared.http.bodies import MAX_BYTES
from shared.http.clients import Clients
from shared.http.docs import add_docs
from shared.http.errors import add_error_handlers
from shared.http.health import Check, add_health
from shared.http.jsons import Provider
from shared.http.lifecycle import add_lifecycle
from shared.http.limits import add_limits
from shared.http.rate import Rate
from shared.http.tokens import Tokens
from shared.observe import logs, spans

_F = TypeVar("_F", bound=Callable[..., Any])


class App(Flask):
    """Flask without what our views never use."""

    json_provider_class = Provider

    def ensure_sync(self, func: _F) -> _F:
        """The view itself: none of ours is asynchronous, and it is asked several times a request."""
        return func


def make_app(
    settings: Settings,
    *,
    name: str,
    title: str,
    description: str,
    blueprints: Sequence[Blueprint],
    checks: Mapping[str, Check],
    webhooks: Mapping[str, Any] | None = None,
    trusted_proxies: int = 0,
) -> Flask:
    """The app of a service, ready to be served.

    Args:
        settings: the service's own.
        name: the first part of its paths, as in `/activities/v1/...`.
        title: of its API.
        description: of its API: what it is for, in Markdown (paragraphs, `- ` lists, `## ` headings).
        blueprints: its views; their URL prefixes start with `/{name}/v1`.
        checks: what readiness rests on: each gives None when well, else what is wrong.
        webhooks: what it sends by itself, by name, as OpenAPI tells of it.
        trusted_proxies: how many proxies before us write X-Forwarded-For and -Proto; none are believed else.
    """
    logs.configure(settings, f"{name}-web")
    spans.configure(settings.traces_url, f"{name}-web")
    app = App(f"loftet.{name}", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BYTES
    tokens, clients = Tokens(settings), Clients(settings.clients, SystemClock())
    app.extensions.update(
        settings=settings,
        clock=clock_from(settings.clock_file),
        tokens=tokens,
        clients=clients,
        rate=Rate(settings.rate_limit),
        needed_scopes={},
        problem_types=f"{settings.public_url}/{name}/v1/docs",
    )
    if trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies)  # type: ignore[method-assign]
    add_lifecycle(app, name, https=settings.public_url.startswith("https:"))
    add_limits(app, settings)
    api = make_api(app, settings, base=f"/{name}/v1", title=title, description=description, webhooks=webhooks or {})
    add_error_handlers(app)
    add_health(app, {"token-keys": tokens.keys.check, "clients": clients.check, **checks})
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    add_docs(app, api, name)
    return app
