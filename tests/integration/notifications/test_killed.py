"""kill -9 when the receiver has accepted and before the books say so: a repeat with the same id, and one message."""

import os
import subprocess
import sys
from datetime import timedelta

from deploy.local import Stack
from services.notifications.domain.schedule import LEASE
from tests.integration.mail_server import mail_server
from tests.integration.notifications_house import NEVER, House, house
from tests.integration.webhook_receiver import receiver
from tests.unit.notifications.events import BOTH, done, endpoint, tip


def killed(stack: Stack, notifications: House, smtp_port: int) -> None:
    """Let a process of its own deliver, which dies when something was accepted."""
    environment = os.environ | stack.settings("notifications")
    environment |= {
        "LOFTET_MONGODB_DATABASE": notifications.settings.mongodb_database,
        "LOFTET_SMTP_PORT": str(smtp_port),
        "LOFTET_MAIL_FROM": notifications.settings.mail_from,
        "LOFTET_PAGE_URL": notifications.settings.page_url,
        "LOFTET_PUBLIC_URL": notifications.settings.public_url,
    }
    command = [sys.executable, "-m", "tests.integration.dies_before_books"]
    died = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert died.returncode == -9, died.stderr


def test_a_mailer_that_is_killed_after_250_repeats_the_same_message_id(stack: Stack) -> None:
    with mail_server() as (server, port), house(stack, smtp_port=port) as notifications:
        # given
        notifications.put(endpoint(BOTH[1]))
        notifications.planner.handle([tip()])
        killed(stack, notifications, port)
        first = list(server.message_ids)

        # when others look, at once and when the lease of the dead is over
        notifications.deliver()
        at_once = len(server.mails)
        notifications.machine.advance(LEASE + timedelta(minutes=1))
        notifications.deliver()
        notifications.deliver()

        # then
        assert (len(first), at_once, len(server.mails)) == (1, 1, 2)
        assert set(server.message_ids) == set(first)
        assert server.mails[0].as_bytes() == server.mails[1].as_bytes()
        (logged,) = notifications.log()
        assert (logged["state"], [each["outcome"] for each in logged["attempts"]]) == (
            "delivered",
            ["begun", "accepted"],
        )
        assert len(logged["events"]) == 1


def test_a_deliverer_of_webhooks_that_is_killed_after_200_repeats_the_same_webhook_id(stack: Stack) -> None:
    with receiver() as system, house(stack) as notifications:
        # given
        made = notifications.subscribe(system.url)
        notifications.planner.handle([done()])
        killed(stack, notifications, 1)
        first = list(system.ids)

        # when others look, at once and when the lease of the dead is over
        notifications.webhooks().deliver_due(NEVER)
        at_once = len(system.ids)
        notifications.machine.advance(LEASE + timedelta(minutes=1))
        for _ in range(2):
            notifications.webhooks().deliver_due(NEVER)

        # then
        assert (len(first), at_once, len(system.ids)) == (1, 1, 2)
        assert set(system.ids) == set(first)
        assert system.received[0].body == system.received[1].body
        assert all(each.signed_by(made.secrets[-1].value) for each in system.received)
        (logged,) = notifications.log(channel="webhook")
        assert [each["outcome"] for each in logged["attempts"]] == ["begun", "accepted"]
        assert len(logged["events"]) == 1
