"""Processes are known again by pid, start time and command line; a stranger with the same pid is left alone."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from deploy.local import process
from deploy.local.process import Running
from deploy.local.state import State
from tests.waiting import eventually

# As gunicorn does: a child of its own, with its command line.
FORK = [sys.executable, "-u", "-c", "import os, signal; os.fork(); print('runs'); signal.pause()"]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Running]:
    running, child = process.spawn(FORK, os.environ, tmp_path, tmp_path / "log")
    eventually(lambda: (tmp_path / "log").read_text().count("runs") == 2)
    yield running
    for one in process.family(running):
        one.kill()
    child.wait()


def test_a_process_is_found_while_it_lives(started: Running) -> None:
    found = process.find(started)

    assert found is not None
    assert found.pid == started.pid


def test_a_process_that_has_only_the_pid_in_common_is_not_ours(started: Running) -> None:
    assert process.find(replace(started, created=started.created - 60)) is None
    assert process.find(replace(started, command=["another"])) is None


def test_a_process_that_is_about_to_begin_has_no_command_line_and_is_found(
    started: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given the moment between exec and the program's own memory, in which Linux tells no command line
    monkeypatch.setattr(psutil.Process, "cmdline", lambda _: [])

    found = process.find(started)

    assert found is not None
    assert found.pid == started.pid


def test_the_children_of_a_killed_process_are_still_found(started: Running) -> None:
    found = process.find(started)
    assert found is not None

    found.kill()

    eventually(lambda: process.find(started) is None)
    orphans = eventually(lambda: [one for one in process.family(started) if one.pid != started.pid])
    assert len(orphans) == 1


def test_a_log_that_has_grown_large_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * 5_000_001)

    _, child = process.spawn([sys.executable, "-c", "print('new')"], os.environ, tmp_path, log)
    child.wait()

    assert log.read_text() == "new\n"
    assert (tmp_path / "web.log.1").stat().st_size == 5_000_001


def test_the_state_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json", {"kafka": 9092}, {"kafka": Running(7, 12.5, ["java", "kafka.Kafka"])})

    state.save()

    assert State.load(tmp_path / "state.json") == state
    assert State.load(tmp_path / "none.json").processes == {}
