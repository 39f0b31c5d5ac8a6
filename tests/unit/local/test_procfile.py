"""The services' processes: a web and a worker each, told what their settings require."""

from importlib import import_module
from pathlib import Path

import pytest

from deploy.local import ports, services
from deploy.local.keys import Keys
from shared.config import Settings
from shared.ops.page.config import PageSettings

AROUND = services.Surroundings(
    "127.0.0.1:9092", lambda _: "mongodb://127.0.0.1:27017/", ports.USUAL, Keys(Path("/keys")), Path("/now")
)


def test_every_service_has_a_web_and_a_worker_process() -> None:
    names = [part.name for part in services.parts(AROUND)]

    of_services = [f"{service}-{kind}" for service in services.SERVICES for kind in ("web", "worker")]
    assert names == [*of_services, services.PAGE]


def test_the_operators_page_can_read_its_settings_and_asks_every_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in services.page_settings(AROUND).items():
        monkeypatch.setenv(name, value)

    asked = PageSettings.read().addresses

    processes = [part for part in services.parts(AROUND) if part.name != services.PAGE]
    assert asked == {part.name: f"http://127.0.0.1:{part.port}" for part in processes}


def test_every_process_has_a_usual_port() -> None:
    assert {part.name: part.port for part in services.parts(AROUND)}.items() <= ports.USUAL.items()


@pytest.mark.parametrize("service", services.SERVICES)
def test_a_service_can_read_its_settings_from_what_it_is_told(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module(f"services.{service}.config")
    settings_class: type[Settings] = getattr(module, f"{service.capitalize()}Settings")
    for name, value in services.settings_of(service, AROUND).items():
        monkeypatch.setenv(name, value)

    settings = settings_class.read()

    assert settings.mongodb_database == f"loftet_{service}"
    assert settings.clock_file == "/now"


def test_settings_of_the_caller_do_not_leak_into_the_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOFTET_MONGODB_URI", "mongodb://elsewhere/")
    monkeypatch.setenv("LOFTET_LOG_LEVEL", "debug")

    outer = services.outer_environment()

    assert "LOFTET_MONGODB_URI" not in outer
    assert outer["LOFTET_LOG_LEVEL"] == "debug"
