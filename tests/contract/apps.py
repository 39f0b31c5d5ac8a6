"""The three services' web apps, as contract tests and the documents' makers want them: one way of building them."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from flask import Flask

from deploy.local import keys
from deploy.local.services import ISSUER
from services.activities.app import create_app as activities
from services.activities.config import ActivitiesSettings
from services.activities.interface import events_document
from services.notifications.app import create_app as notifications
from services.notifications.config import NotificationsSettings
from services.reports.app import create_app as reports
from services.reports.config import ReportsSettings
from shared.http.document import operations as of_document

SERVICES: Final = ("activities", "reports", "notifications")
PLACE: Final = "https://loftet.example"  # stands for wherever a service is reached
_NOWHERE: Final = {
    "LOFTET_KAFKA_BOOTSTRAP": "127.0.0.1:1",
    "LOFTET_MONGODB_URI": "mongodb://127.0.0.1:1",
    "LOFTET_TOKEN_ISSUER": ISSUER,
    "LOFTET_PUBLIC_URL": PLACE,
    "LOFTET_ACTIVITIES_URL": PLACE,
    "LOFTET_PAGE_URL": PLACE,
    "LOFTET_CONTACT": "api@loftet.example",
    "LOFTET_LOG_LEVEL": "info",
    "LOFTET_SMTP_HOST": "127.0.0.1",
    "LOFTET_MAIL_FROM": "loftet@kommun.example",
}


@contextmanager
def app_of(service: str, public: keys.Keys, settings: Mapping[str, str] | None = None) -> Iterator[Flask]:
    """A service's web app, with what it holds given back afterwards.

    Args:
        service: its name.
        public: the keys that it checks tokens and seals tips by.
        settings: what is to be otherwise than in an installation that reaches nothing.
    """
    own = {
        "LOFTET_MONGODB_DATABASE": f"loftet_{service}",
        "LOFTET_JWKS": str(public.jwks),
        "LOFTET_TIPS_KEYS": str(public.tips),
    }
    with patch.dict(os.environ, {**_NOWHERE, **own, **(settings or {})}):
        app = _made(service)
    try:
        yield app
    finally:
        app.extensions["store"].database.client.close()


@cache
def openapi(service: str) -> str:
    """A service's OpenAPI document, as it is served where the service is reached at `PLACE`."""
    with tempfile.TemporaryDirectory() as folder, app_of(service, keys.ensure(Path(folder))) as app:
        served: str = app.test_client().get(f"/{service}/v1/openapi.json").get_data(as_text=True)
    return served


def document_of(service: str) -> dict[str, Any]:
    """The same, read."""
    document: dict[str, Any] = json.loads(openapi(service))
    return document


def asyncapi() -> str:
    """The AsyncAPI document, as it is served there."""
    return json.dumps(events_document(PLACE), ensure_ascii=False, indent=1, default=str)


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each operation, by a name such as `get /measures/{measureId}`."""
    return [(f"{method} {path}", operation) for path, method, operation in of_document(document)]


def _made(service: str) -> Flask:
    match service:
        case "activities":
            return activities(ActivitiesSettings.read(), prepare=False)
        case "reports":
            return reports(ReportsSettings.read(), prepare=False)
        case _:
            return notifications(NotificationsSettings.read(), prepare=False)
