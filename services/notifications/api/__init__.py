"""The API of notifications, one file a resource."""

import re
import secrets
from typing import Final

from flask import current_app

from services.notifications.store import NotificationStore
from shared.http.problem import Invalid, invalid

PREFIX: Final = "/notifications/v1"
SLUG: Final = re.compile(r"(?=.{1,100}$)[a-z0-9]+(-[a-z0-9]+)*")


def store() -> NotificationStore:
    """The service's store, within a request."""
    found: NotificationStore = current_app.extensions["store"]
    return found


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(32)


def must_be_slugs(**names: str) -> None:
    """Go on only if names that a path holds are fit to name something.

    Raises:
        Problem: 422 with each that is not.
    """
    reason = "must be a slug of at most 100 characters, as in nykvarn-kommun"
    bad = [Invalid(name, reason) for name, value in names.items() if not SLUG.fullmatch(value)]
    if bad:
        raise invalid(*bad)
