"""README and CONTRIBUTING, held against the code that they speak of."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from services.activities.config import ActivitiesSettings
from services.notifications.config import NotificationsSettings
from services.reports.config import ReportsSettings
from shared.config import ProcessSettings, Settings
from shared.events.status import STATE_NAMES
from shared.ops.cli import COMMANDS
from shared.ops.dead_letters import dead_letters
from shared.ops.imports import import_
from shared.ops.lag import lag
from shared.ops.page.config import PageSettings
from shared.ops.seed import seed
from shared.ops.tail import tail
from shared.ops.token import token
from shared.ops.topics import topics
from shared.ops.users import users

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
REQUIRED = object()
KINDS = (ActivitiesSettings, ReportsSettings, NotificationsSettings, PageSettings)
PAGE = "`loftet page`"


class Declared:
    """Stands in for the environment: notes what a class of settings declares, and its default."""

    def __init__(self) -> None:
        self.defaults: dict[str, Any] = {}

    def __getattr__(self, _: str) -> Callable[..., None]:
        def declare(name: str, default: Any = REQUIRED, **_: Any) -> None:
            self.defaults[f"LOFTET_{name}"] = default

        return declare


def declared(settings: type[ProcessSettings]) -> dict[str, Any]:
    environment = Declared()
    settings.declare(environment)  # type: ignore[arg-type]
    return environment.defaults


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of each row of the tables under a heading."""
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture(scope="module")
def configuration() -> dict[str, list[str]]:
    """The README's table of settings, by their names."""
    return {cells[0].strip("`"): cells[1:] for cells in rows(README, "Configuration") if "LOFTET_" in cells[0]}


def test_the_configuration_table_names_every_setting_with_its_default(configuration: dict[str, list[str]]) -> None:
    settings = {name: default for kind in KINDS for name, default in declared(kind).items()}

    for name, default in settings.items():
        assert name in configuration, f"{name} is not in the README"
        shown = "required" if default is REQUIRED else "none" if default is None else f"`{default}`"
        assert configuration[name][1] == shown, name


def test_the_configuration_table_says_who_reads_each_setting(configuration: dict[str, list[str]]) -> None:
    common = declared(Settings)
    own = {
        "activities": declared(ActivitiesSettings),
        "reports": declared(ReportsSettings),
        "notifications": declared(NotificationsSettings),
        PAGE: declared(PageSettings),
    }

    for name, cells in configuration.items():
        readers = cells[0].split(", ")
        assert ("every service" in readers) == (name in common), name
        for service, settings in own.items():
            told = name in settings and (name not in common or service == PAGE)
            assert (service in readers) == told, f"{name}: {service}"


def test_the_configuration_table_holds_what_the_commands_read_and_nothing_else(
    configuration: dict[str, list[str]],
) -> None:
    on_kafka = click.Group(commands=[dead_letters, lag, tail, topics, users])
    commands = {
        "`loftet import`": import_,
        "`loftet seed`": seed,
        "`loftet token`": token,
        "`loftet` on Kafka": on_kafka,
    }

    for shown, command in commands.items():
        told = {name for name, cells in configuration.items() if shown in cells[0].split(", ")}
        assert read_by(command) - {"LOFTET_TOPICS_FILE"} == told - {"LOFTET_TOPICS_FILE"}, shown
    every = {name for kind in KINDS for name in declared(kind)}
    commanded = set().union(*(read_by(command) for command in commands.values()))
    assert set(configuration) == every | commanded | {"LOFTET_TOPICS_FILE"}


def read_by(command: Any) -> set[str]:
    """The settings that a command, or any of its subcommands, reads."""
    own = {name for option in command.params for name in ([option.envvar] if option.envvar else [])}
    return own.union(*(read_by(each) for each in getattr(command, "commands", {}).values()))


def test_the_table_of_commands_names_each_command_of_loftet() -> None:
    told = {cells[0].strip("`").split()[1] for cells in rows(README, "The `loftet` command")[1:]}

    assert told == set(COMMANDS)


def test_the_table_of_states_has_each_state_with_its_swedish_word() -> None:
    told = {cells[0].strip("`"): cells[1] for cells in rows(README, "What a status says")[1:]}

    assert told == {state.value: name for state, name in STATE_NAMES.items()}


def test_every_path_that_the_layout_names_is_there() -> None:
    section = README.split("\n## Layout\n")[1].split("\n## ")[0]
    paths = re.findall(r"^(\S+/)", section, re.MULTILINE)

    assert paths
    assert [path for path in paths if not (ROOT / path).is_dir()] == []


def test_every_page_and_picture_that_is_linked_is_there() -> None:
    linked = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]

    assert linked
    assert [link for link in linked if not (ROOT / link).exists()] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for group in project["optional-dependencies"].values() for each in group),
    ]
    names = {re.split(r"[\[<>=~ ]", each)[0] for each in wanted}

    told = {cells[0]: cells[1] for cells in rows(CONTRIBUTING, "Dependencies") if cells[0] != "package"}

    assert set(told) == names
    assert all(told.values())
