"""Who may do what: `@needs("activities:write")` on a view, and `caller()` within it."""

from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from typing import Any, Final, NoReturn, ParamSpec, TypeVar

from flask import current_app, g, request

from shared.http.caller import Caller, listed
from shared.http.clients import Clients
from shared.http.keys import NoKeys
from shared.http.problem import CHALLENGE, MEANINGS, Problem, forbidden, unavailable
from shared.http.rate import Rate
from shared.http.tokens import BadToken, Tokens

__all__ = ["SCHEME", "SEND_ONE", "Caller", "authorise", "authorise_view", "caller", "needs"]

_P = ParamSpec("_P")
_R = TypeVar("_R")

SCHEME: Final = "bearer"  # the name of the security scheme in the OpenAPI document
SEND_ONE: Final = "Send a valid one as `Authorization: Bearer ...`."  # pages with a form say something else
_ASK: Final = "Ask the operator for a token."


def needs(scope: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Let in only callers whose token has the scope.

    The token is looked at before the body or query is read, wherever among the view's decorators this stands.
    """

    def decorate(view: Callable[_P, _R]) -> Callable[_P, _R]:
        @wraps(view)
        def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            authorise(scope)
            return view(*args, **kwargs)

        guarded.needed_scope = scope  # type: ignore[attr-defined]
        guarded._apidoc = _documented(view, scope)  # type: ignore[attr-defined]
        return guarded

    return decorate


def caller() -> Caller:
    """Who calls, within a view that `needs` a scope."""
    found: Caller = g.caller
    return found


def authorise(scope: str) -> None:
    """Make the caller known, count the request, or refuse.

    Raises:
        Problem: 401 without a good token, 403 without the scope, 429 when it is one too many, 503 when tokens cannot
            be checked.
    """
    found: Caller | None = g.get("caller")
    if found is None:
        found = g.caller = _identify()
    if scope not in found.scopes:
        held = f"What it may be used for: {listed(found.scopes)}."
        raise forbidden(f"The token lacks the scope {scope}.", remedy=f"{held} {_ASK}", scope=scope)


def authorise_view() -> None:
    """Before the view: authorise as its `needs` says, if it has one."""
    scopes: dict[tuple[str | None, str], str | None] = current_app.extensions["needed_scopes"]
    key = (request.endpoint, request.method)
    try:
        scope = scopes[key]
    except KeyError:
        if request.endpoint is None:
            return
        scope = scopes[key] = _needed(request.endpoint, request.method)
    if scope is not None:
        authorise(scope)


def _needed(endpoint: str, method: str) -> str | None:
    if method == "OPTIONS":
        return None  # Flask's own answer, which browsers ask for without a token
    view: Any = current_app.view_functions[endpoint]
    if view_class := getattr(view, "view_class", None):
        view = getattr(view_class, method.lower(), None)
    scope: str | None = getattr(view, "needed_scope", None)
    return scope


def _identify() -> Caller:
    scheme, _, token = request.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        _refuse("There is no bearer token.", CHALLENGE)
    extensions = current_app.extensions
    tokens: Tokens = extensions["tokens"]
    try:
        found = tokens.check(token.strip())
    except BadToken as bad:
        _refuse(f"The token is not accepted: {bad}.", f'{CHALLENGE}, error="invalid_token", error_description="{bad}"')
    except NoKeys as error:
        raise unavailable("Tokens cannot be checked just now.") from error
    rate: Rate = extensions["rate"]
    rate.count(found.client)
    clients: Clients = extensions["clients"]
    return clients.cut(found)


def _refuse(detail: str, challenge: str) -> NoReturn:
    raise Problem(
        401,
        MEANINGS[401].title,
        detail,
        remedy=SEND_ONE,
        headers={"WWW-Authenticate": challenge},
    )


def _documented(view: Callable[..., Any], scope: str) -> dict[str, Any]:
    """The view's documentation with its security and the refusals that come of it."""
    documentation: dict[str, Any] = deepcopy(getattr(view, "_apidoc", {}))
    manual = documentation.setdefault("manual_doc", {})
    manual["security"] = [{SCHEME: [scope]}]
    refusals = {"401": "UNAUTHORIZED", "403": "FORBIDDEN", "429": "TOO_MANY_REQUESTS"}
    manual.setdefault("responses", {}).update(refusals)
    return documentation
