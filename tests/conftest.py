"""What the tests stand on: a real broker, a real database and a mail sink, started once per session.

`stack` is these three, `loftet` has the services too. They are the embedded ones, in a folder of their own on free
ports; those in containers when a Docker engine runs; or those that LOFTET_KAFKA_BOOTSTRAP and LOFTET_MONGODB_URI name,
which had better hold nothing dear.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from docker.errors import DockerException
from hypothesis import settings
from requests import RequestException

from deploy.local import Stack
from tests import containers

Outside = tuple[str | None, str | None]

settings.register_profile("loftet", deadline=None)  # how long an example takes tells of the machine's load
settings.load_profile("loftet")


@pytest.fixture(scope="session")
def outside() -> Iterator[Outside]:
    """Kafka's address and MongoDB's connection string where they run already; None: the embedded one."""
    given = os.environ.get("LOFTET_KAFKA_BOOTSTRAP"), os.environ.get("LOFTET_MONGODB_URI")
    if any(given) or not containers.wanted():
        yield given
        return
    with ExitStack() as running:
        try:
            found: Outside = running.enter_context(containers.brokers())
        except (DockerException, RequestException, AssertionError) as error:
            sys.stderr.write(f"Docker runs, but not our containers ({error}): the embedded stack instead\n")
            found = None, None
        yield found


@pytest.fixture(scope="session")
def stack(outside: Outside, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The brokers alone: Kafka with every topic, MongoDB, the mail sink."""
    yield from _running(tmp_path_factory, outside, with_services=False)


@pytest.fixture(scope="session")
def loftet(outside: Outside, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole of Löftet, services too, with brokers of its own when they are the embedded ones."""
    yield from _running(tmp_path_factory, outside, with_services=True)


def _running(factory: pytest.TempPathFactory, outside: Outside, *, with_services: bool) -> Iterator[Stack]:
    kafka_bootstrap, mongodb_uri = outside
    made = Stack(
        factory.mktemp("loftet" if with_services else "stack"),
        with_services=with_services,
        kafka_bootstrap=kafka_bootstrap,
        mongodb_uri=mongodb_uri,
    )
    try:
        made.start()
        yield made
    finally:
        made.stop()
