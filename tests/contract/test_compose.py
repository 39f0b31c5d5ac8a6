"""docker-compose.yml: valid by the compose schema, and in step with what the code reads from its environment."""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from environs import Env, EnvValidationError

from shared.config import Settings
from shared.ops.topics import topics

ROOT = Path(__file__).parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = ("activities", "reports", "notifications")
PROCESSES = [f"{service}-{process}" for service in SERVICES for process in ("web", "worker")]


def settings_of(service: str) -> type[Settings]:
    module = import_module(f"services.{service}.config")
    return getattr(module, f"{service.capitalize()}Settings")


def declared(service: str) -> tuple[set[str], set[str]]:
    """The names of all settings that a service declares, and of those that it cannot do without."""
    env = Env(eager=False, prefix="LOFTET_")
    settings_of(service).declare(env)
    optional = set(env.dump())
    try:
        env.seal()
    except EnvValidationError as error:
        required = set(error.error_messages)
        return optional | required, required
    return optional, set()


def given(process: str) -> dict[str, Any]:
    return COMPOSE["services"][process]["environment"]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in declared("notifications")[0]:
        monkeypatch.delenv(name, raising=False)


def test_the_file_is_valid_by_the_compose_schema() -> None:
    jsonschema.validate(COMPOSE, get_builtin_schema("vendor.compose-spec"))


@pytest.mark.parametrize("process", PROCESSES)
def test_every_setting_that_is_passed_is_one_that_the_code_reads(process: str) -> None:
    known, _ = declared(process.partition("-")[0])

    assert set(given(process)) <= known


@pytest.mark.parametrize("process", PROCESSES)
def test_every_setting_that_is_required_is_passed(process: str) -> None:
    _, required = declared(process.partition("-")[0])

    assert required <= set(given(process))


def test_the_topics_job_passes_what_the_command_reads() -> None:
    read = {str(parameter.envvar): parameter.required for parameter in topics.params}

    assert set(given("topics")) <= set(read)
    assert {name for name, required in read.items() if required} <= set(given("topics"))


def test_each_service_has_a_web_and_a_worker_process_and_each_process_tells_its_health() -> None:
    ours = {name for name, one in COMPOSE["services"].items() if "build" in one}

    assert ours == {*PROCESSES, "topics"}
    for name, one in COMPOSE["services"].items():
        assert "healthcheck" in one or name == "topics", name


def test_ports_are_published_on_loopback_alone() -> None:
    published = [port for one in COMPOSE["services"].values() for port in one.get("ports", [])]

    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_no_secret_has_a_default_and_every_image_has_a_version() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    defaults = re.findall(r"\$\{(\w+):?-", text)

    assert not [name for name in defaults if re.search("KEY|SECRET|PASSWORD|TOKEN$", name)]
    assert not re.search(r"(?m)^\s*\w*(PASSWORD|SECRET)\w*:", text)
    for name, one in COMPOSE["services"].items():
        assert re.search(r":v?\d", one["image"]), name


def test_the_image_installs_the_versions_that_the_tests_ran_with() -> None:
    pin = re.compile(r"(?m)^([\w.-]+==\S+)")
    tested = set(pin.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))
    shipped = set(pin.findall((ROOT / "deploy/docker/requirements.lock").read_text(encoding="utf-8")))

    assert shipped
    assert shipped <= tested
