"""A receiver that is slow or silent keeps nobody else waiting."""

import threading
from http.server import BaseHTTPRequestHandler

from services.notifications.lanes import LANES
from shared.events.status import State
from tests.integration.notifications_house import House
from tests.integration.webhook_receiver import Received, Receiver, answer, receiver
from tests.unit.notifications.events import BOTH, done, endpoint, status
from tests.waiting import eventually

MUNICIPALITY, POLICE = BOTH


def test_a_slow_receiver_delays_neither_others_nor_mail_and_is_asked_one_thing_at_a_time(
    notifications: House, system: Receiver
) -> None:
    # given one that holds on to what it is sent, for as long as we like
    let_go = threading.Event()

    def slowly(handler: BaseHTTPRequestHandler, received: Received) -> None:
        let_go.wait(60)
        answer(204)(handler, received)

    with receiver(slowly) as slow:
        notifications.subscribe(slow.url, "langsam")
        notifications.subscribe(system.url, "snabb")
        notifications.put(endpoint(MUNICIPALITY))
        notifications.planner.handle([done(id=f"walk-{n}") for n in range(20)])
        stop = threading.Event()
        thread = threading.Thread(target=notifications.webhooks(read=60, total=60).run, args=(stop,))
        thread.start()

        # when
        try:
            eventually(lambda: len(system.received) == 20, 20)
            notifications.planner.handle([status(State.BEHIND)])
            eventually(lambda: len(system.received) == 21, 20)
            while_it_held = len(slow.received)
            let_go.set()
            eventually(lambda: len(slow.received) == 21, 20)
        finally:
            let_go.set()
            stop.set()
            thread.join(20)

    # then
    assert while_it_held == 1
    assert slow.most_at_once == system.most_at_once == 1
    assert not thread.is_alive()


def test_more_that_hang_than_there_are_lanes_delay_nobody(notifications: House, system: Receiver) -> None:
    # given receivers that take what they are sent and never answer, and after them one that does
    let_go = threading.Event()
    with receiver(lambda *_: str(let_go.wait(60))) as dead:
        for number in range(LANES + 2):
            notifications.subscribe(dead.url, f"a-hanging-{number}")
        notifications.planner.handle([done()])
        notifications.subscribe(system.url, "svarar")
        stop = threading.Event()
        thread = threading.Thread(target=notifications.webhooks(read=60, total=60).run, args=(stop,))
        thread.start()
        try:
            eventually(lambda: len(dead.received) >= LANES, 20)

            # when
            notifications.planner.handle([status(State.BEHIND)])

            # then
            eventually(lambda: len(system.received) == 1, 20)
        finally:
            let_go.set()
            stop.set()
            thread.join(20)
