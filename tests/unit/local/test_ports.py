"""Ports: the usual one, the same as last time, or a free one."""

import socket

from deploy.local import ports


def test_the_wanted_port_is_taken_when_it_is_free() -> None:
    free = ports.choose(None, ())

    assert ports.choose(free, ()) == free


def test_another_port_is_found_when_somebody_listens_on_the_wanted_one() -> None:
    with socket.create_server((ports.HOST, 0)) as server:
        busy = server.getsockname()[1]

        chosen = ports.choose(busy, ())

    assert chosen != busy
    assert ports.is_free(chosen)


def test_a_port_that_another_part_was_given_is_not_given_again() -> None:
    first = ports.choose(None, ())

    assert ports.choose(first, {first}) != first


def test_a_port_counts_as_accepting_only_while_somebody_listens() -> None:
    with socket.create_server((ports.HOST, 0)) as server:
        port = server.getsockname()[1]

        assert ports.accepts(port)

    assert not ports.accepts(port)


def test_no_two_processes_have_the_same_usual_port() -> None:
    assert len(set(ports.USUAL.values())) == len(ports.USUAL)
