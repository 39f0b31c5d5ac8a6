"""What is missing is said in one line each, with how to get it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent.parent / "deploy" / "local" / "prerequisites.sh"


def checked(tools: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": str(tools), "PYTHON": "python3", **more}
    return subprocess.run(["/bin/sh", str(SCRIPT)], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the script's own tools and nothing else."""
    for name in ("sed", "head"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    return tmp_path


def provide(tools: Path, name: str, says: str) -> None:
    (tools / name).write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    (tools / name).chmod(0o755)


def test_each_thing_that_is_missing_has_its_line(tools: Path) -> None:
    said = checked(tools)

    lines = said.stderr.splitlines()
    assert said.returncode == 1
    assert [line.split(".")[0] for line in lines] == [
        "Missing: Python 3",
        "Missing: Java 17 or later",
        "Missing: Maven",
    ]
    assert all("install" in line for line in lines)


def test_an_old_java_counts_as_missing(tools: Path) -> None:
    provide(tools, "java", 'openjdk version "11.0.2" 2019-01-15')

    assert "Missing: Java 17 or later" in checked(tools).stderr


def test_nothing_is_said_when_all_is_there(tools: Path) -> None:
    for name, says in (("python3", ""), ("java", 'openjdk version "21" 2023-09-19'), ("mvn", "")):
        provide(tools, name, says)

    said = checked(tools)

    assert (said.returncode, said.stderr) == (0, "")


def test_without_pango_there_are_no_pdfs_and_all_else_runs(tools: Path) -> None:
    (tools / "python3").write_text('#!/bin/sh\ncase "$2" in *pango*) exit 1 ;; esac\n')
    (tools / "python3").chmod(0o755)

    said = checked(tools, LOFTET_KAFKA_BOOTSTRAP="127.0.0.1:9092")

    assert said.returncode == 0
    assert said.stderr.startswith("No PDFs without pango. Debian, Ubuntu: apt install libpango-1.0-0")


def test_java_and_maven_are_not_asked_for_when_a_broker_runs_already(tools: Path) -> None:
    provide(tools, "python3", "")

    assert checked(tools, LOFTET_KAFKA_BOOTSTRAP="127.0.0.1:9092").returncode == 0
    assert os.access(SCRIPT, os.X_OK)
