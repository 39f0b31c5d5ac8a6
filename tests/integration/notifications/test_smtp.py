"""A real conversation by SMTP, with servers of all manners."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY

from deploy.local import Stack
from services.notifications.channels.smtp import MailChannel
from services.notifications.delays import Delays
from services.notifications.domain.schedule import WAITS
from shared.ops.doctor.mail import examine_mail
from tests.integration.authority import vouched
from tests.integration.mail_server import MailServer, Manners, mail_server
from tests.integration.notifications_house import House, addresses_in, house
from tests.unit.notifications.events import BOTH, done, endpoint, tip

POLICE = endpoint(BOTH[1])


@contextmanager
def facing(
    stack: Stack, manners: Manners, tls: ssl.SSLContext | None = None, **changes: Any
) -> Iterator[tuple[House, MailServer]]:
    with mail_server(manners, tls) as (server, port), house(stack, smtp_port=port, **changes) as made:
        made.put(POLICE)
        made.planner.handle([tip()])
        yield made, server


@pytest.mark.parametrize(
    "manners",
    [
        Manners(rcpt=["450 4.2.1 mailbox busy"]),
        Manners(data=["451 4.3.0 try again later"]),
        Manners(data=["421 4.3.2 shutting down"]),
        Manners(data=["drop"]),
    ],
    ids=["4xx to RCPT", "4xx to DATA", "421 to DATA", "hangs up in DATA"],
)
def test_what_fails_for_the_moment_is_sent_after_the_published_wait(stack: Stack, manners: Manners) -> None:
    with facing(stack, manners) as (notifications, server):
        # given
        notifications.deliver()
        assert (notifications.states(), server.mails) == (["pending"], [])

        # when the wait is not quite over, and when it is
        notifications.machine.advance(WAITS[1] - timedelta(seconds=1))
        too_early = notifications.deliver()
        notifications.machine.advance(timedelta(seconds=1))
        notifications.deliver()

        # then
        assert too_early == 0
        assert (notifications.states(), len(server.mails)) == (["delivered"], 1)
        assert [a["outcome"] for a in notifications.log()[0]["attempts"]] == ["delayed", "accepted"]


@pytest.mark.parametrize(
    "manners",
    [
        Manners(rcpt=["550 5.1.1 <trygghet@polisen-sodertalje.example>: no such user"]),
        Manners(data=["554 5.7.1 <trygghet@polisen-sodertalje.example> rejected"]),
    ],
    ids=["5xx to RCPT", "5xx to DATA"],
)
def test_what_is_refused_has_failed_and_the_log_says_why_without_the_address(stack: Stack, manners: Manners) -> None:
    with facing(stack, manners) as (notifications, server):
        notifications.deliver()

        (logged,) = notifications.log()
        assert logged["state"] == "failed"
        assert logged["reason"].startswith("55")
        assert addresses_in(str(logged)) == set()
        assert server.mails == []


def test_one_recipient_that_is_refused_does_not_hold_up_the_next(stack: Stack) -> None:
    with facing(stack, Manners(rcpt=["550 no such user"])) as (notifications, server):
        notifications.put(endpoint(BOTH[0]))
        notifications.planner.handle([done()])

        notifications.deliver()

        assert notifications.states() == ["delivered", "delivered", "failed"]
        assert len(server.sessions) == 1


def test_a_server_that_stalls_costs_its_time_limit_and_the_mail_is_kept(stack: Stack) -> None:
    with facing(stack, Manners(stall=True)) as (notifications, _):
        notifications.deliver(limit=0.5)

        (logged,) = notifications.log()
        assert logged["state"] == "pending"
        assert logged["attempts"][0]["detail"] == "the mail server took too long"


@pytest.mark.parametrize(
    "greeting", [b"", b"220 mail.kommun.example\r\n"], ids=["from the start", "after its greeting"]
)
def test_a_server_that_answers_drop_by_drop_costs_no_more_than_the_limit(stack: Stack, greeting: bytes) -> None:
    with dripping(greeting) as port, house(stack, smtp_port=port) as notifications:
        notifications.put(POLICE)
        notifications.planner.handle([tip()])
        begun = time.monotonic()

        notifications.deliver(limit=0.5)

        assert time.monotonic() - begun < 5
        assert notifications.states() == ["pending"]


@contextmanager
def dripping(greeting: bytes) -> Iterator[int]:
    """A mail server that says a letter now and then, each in time, and never ends a line."""
    let_go = threading.Event()

    def drip(listening: socket.socket) -> None:
        with suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                connection.sendall(greeting)
                while not let_go.wait(0.05):
                    connection.sendall(b"2")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            let_go.set()
            thread.join(10)


def test_a_mailbox_that_the_server_stalls_at_is_asked_once_and_others_have_their_mail(stack: Stack) -> None:
    with facing(stack, Manners(stall_at={POLICE.address})) as (notifications, server):
        # given much that waits for it, and then for another
        notifications.planner.handle([tip(tip_id=f"tip-{n}") for n in range(5)])
        notifications.put(endpoint(BOTH[0]))
        notifications.planner.handle([done()])

        # when, and again when its wait is over
        notifications.deliver(limit=0.5)
        begun = sorted(len(each["attempts"]) for each in notifications.log(party=BOTH[1]))
        notifications.machine.advance(WAITS[1])
        server.manners.stall_at.clear()
        notifications.deliver()

        # then
        assert begun == [0] * 6 + [1]
        assert set(notifications.states()) == {"delivered"}


def test_what_waits_for_the_mail_server_is_counted_until_it_is_sent_or_given_up_however_long_the_wait(
    stack: Stack,
) -> None:
    with facing(stack, Manners(rcpt=["421 closing", "452 mailbox full"])) as (notifications, _):
        delays, waits = Delays(notifications.store, lambda: False, notifications.wake, notifications.machine), []

        for _ in range(3):  # our server's own trouble; then the mailbox's; then it is sent
            notifications.deliver()
            notifications.machine.advance(WAITS[5])
            delays.look()
            waits.append(REGISTRY.get_sample_value("loftet_deliveries_waiting", {"channel": "mail"}))

        assert (waits, notifications.states()) == ([1, 0, 0], ["delivered"])


def test_what_waited_for_the_mail_server_is_sent_when_that_is_back_and_no_attempt_is_used_up(stack: Stack) -> None:
    with mail_server() as (server, port), house(stack, smtp_port=1) as notifications:
        # given a mail whose next attempt is a day away, and a server that is away
        relay = [MailChannel(notifications.settings)]
        delays = Delays(notifications.store, lambda: relay[0].answers(), notifications.wake, notifications.machine)
        notifications.put(POLICE)
        notifications.planner.handle([tip()])
        for wait in WAITS[:6]:
            notifications.machine.advance(wait)
            notifications.deliver()
        delays.look()
        too_early = notifications.deliver()
        notifications.wake.clear()

        # when it is back
        relay[:] = [MailChannel(replace(notifications.settings, smtp_port=port))]
        delays.look()
        failed_again = notifications.deliver()  # it went away at once
        delays.look()
        still = notifications.deliver()
        (logged,) = notifications.log()

        # then the mail is tried at once, beside the attempts that it has, and not again and again
        assert (too_early, failed_again, still) == (0, 1, 0)
        assert notifications.wake.is_set()
        assert len(logged["attempts"]) - logged["attemptsBefore"] == 6

        # and it is sent
        notifications.machine.advance(WAITS[6])
        notifications.deliver(channels={"mail": relay[0]})
        assert (notifications.states(), len(server.mails)) == (["delivered"], 1)


def test_without_a_mail_server_it_is_tried_by_the_whole_schedule_and_then_given_up(stack: Stack) -> None:
    with house(stack, smtp_port=1) as notifications:
        notifications.put(POLICE)
        notifications.planner.handle([tip()])

        for wait in (*WAITS, timedelta(0)):
            notifications.machine.advance(wait)
            notifications.deliver()

        (logged,) = notifications.log()
        assert logged["state"] == "failed"
        assert len(logged["attempts"]) == len(WAITS)
        assert logged["reason"].startswith("given up after 9 attempts; the last: ConnectionRefusedError")


def test_a_server_that_does_not_know_us_keeps_the_mail_waiting_rather_than_failing_it(
    stack: Stack, authority: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))
    login = {"smtp_starttls": True, "smtp_user": "loftet", "smtp_password": "fel"}
    with facing(stack, Manners(login=(b"loftet", b"hemligt")), authority[0], **login) as (notifications, _):
        notifications.deliver()

        (logged,) = notifications.log()
        assert logged["state"] == "pending"
        assert logged["attempts"][0]["detail"].startswith("535")


def test_a_host_that_smtp_cannot_write_keeps_the_mail_waiting_and_ends_nobody_who_asks_for_the_relay(
    stack: Stack,
) -> None:
    with facing(stack, Manners(), smtp_host="smtp..kommun.example") as (notifications, _):
        notifications.deliver()

        (logged,) = notifications.log()
        assert logged["state"] == "pending"
        assert "cannot be written in SMTP" in logged["attempts"][0]["detail"]
        assert not MailChannel(notifications.settings).answers()
        (found,) = examine_mail(notifications.settings)
        assert "cannot be written in SMTP" in str(found)


def test_mail_goes_over_starttls_with_login(
    stack: Stack, authority: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))
    login = {"smtp_starttls": True, "smtp_user": "loftet", "smtp_password": "hemligt"}
    with facing(stack, Manners(login=(b"loftet", b"hemligt")), authority[0], **login) as (notifications, server):
        notifications.deliver()

        assert (notifications.states(), len(server.mails)) == (["delivered"], 1)


def test_a_server_whose_certificate_nobody_vouches_for_gets_no_mail(
    stack: Stack, authority: tuple[ssl.SSLContext, Path]
) -> None:
    with facing(stack, Manners(), authority[0], smtp_starttls=True) as (notifications, server):
        notifications.deliver()

        assert (notifications.states(), server.mails) == (["pending"], [])
        assert "certificate" in notifications.log()[0]["attempts"][0]["detail"].lower()


def test_a_server_without_starttls_gets_no_mail_in_clear_text(stack: Stack) -> None:
    with facing(stack, Manners(), smtp_starttls=True) as (notifications, server):
        notifications.deliver()

        assert (notifications.states(), server.mails) == (["pending"], [])


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context for 127.0.0.1, and the certificate to trust."""
    return vouched(tmp_path_factory.mktemp("tls"), "127.0.0.1")
