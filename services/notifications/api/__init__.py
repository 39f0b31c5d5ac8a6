"""The API of notifications, one file a resource."""

import re
from typing import Final

from flask import current_app

from services.notifications.store import NotificationStore

PREFIX: Final = "/notifications/v1"
SLUG: Final = re.compile(r"(?=.{1,100}$)[a-z0-9]+(-[a-z0-9]+)*")


def store() -> NotificationStore:
    """The service's store, within a request."""
    found: NotificationStore = current_app.extensions["store"]
    return found
