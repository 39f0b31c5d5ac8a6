"""Every reference within the OpenAPI document of each service leads somewhere."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from deploy.local import keys
from services.activities.app import create_app as activities
from services.activities.config import ActivitiesSettings
from services.notifications.app import create_app as notifications
from services.notifications.config import NotificationsSettings
from services.reports.app import create_app as reports
from services.reports.config import ReportsSettings

SETTINGS = {
    "LOFTET_KAFKA_BOOTSTRAP": "127.0.0.1:1",
    "LOFTET_MONGODB_URI": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=10",
    "LOFTET_MONGODB_DATABASE": "none",
    "LOFTET_TOKEN_ISSUER": "issuer",
    "LOFTET_TOKEN_AUDIENCE": "loftet",
    "LOFTET_PUBLIC_URL": "http://loftet.example",
    "LOFTET_WORKER_PORT": "0",
    "LOFTET_BIND_HOST": "127.0.0.1",
    "LOFTET_LOG_LEVEL": "info",
    "LOFTET_MAX_DEAD_LETTERS": "1",
    "LOFTET_ACTIVITIES_URL": "http://activities.example",
    "LOFTET_SMTP_HOST": "127.0.0.1",
    "LOFTET_MAIL_FROM": "loftet@kommun.example",
    "LOFTET_PAGE_URL": "http://page.example",
}


@pytest.fixture(params=["activities", "reports", "notifications"])
def document(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    made = keys.ensure(tmp_path)
    for name, value in (SETTINGS | {"LOFTET_JWKS": str(made.jwks), "LOFTET_TIPS_KEYS": str(made.tips)}).items():
        monkeypatch.setenv(name, value)
    app = app_of(request.param)
    answer = app.test_client().get(f"/{request.param}/v1/openapi.json")
    app.extensions["store"].database.client.close()
    read: dict[str, Any] = json.loads(answer.get_data())
    return read


def app_of(service: str) -> Flask:
    if service == "activities":
        return activities(ActivitiesSettings.read())
    if service == "reports":
        return reports(ReportsSettings.read())
    return notifications(NotificationsSettings.read())


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def leads_somewhere(reference: str, document: dict[str, Any]) -> bool:
    node: Any = document
    for part in reference.removeprefix("#/").split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or name not in node:
            return False
        node = node[name]
    return reference.startswith("#/")


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(references(document))

    assert found
    assert {each for each in found if not leads_somewhere(each, document)} == set()
