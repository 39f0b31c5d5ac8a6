"""`loftet dead-letters`: shown, sent again as they came, put away with a reason."""

import json
import uuid
from typing import Any

import pytest

from deploy.local import Stack
from shared.events.catalogue import AGREEMENTS, TIP_RECEIVED, TIPS, dead_letters_of
from shared.kafka.broker import Broker
from shared.kafka.clients import make_producer
from shared.kafka.topics import declared_topics
from shared.ops.dead_letters.overtaken import COMPACTED
from tests.integration.brokers import everything_on
from tests.integration.operating import letter, lines, loftet


def test_a_dead_letter_is_shown_whole_with_where_it_came_from_and_why(stack: Stack) -> None:
    name = letter(stack, value=b'{\r\n\t"half": "a lett\x1b[31mer"')

    shown = loftet(stack, "dead-letters", "show", name)
    told = lines(loftet(stack, "dead-letters", "show", name, "--json"))[0]

    assert f"{TIPS}[3]@17" in shown.stdout
    assert '{\n    "half": "a lett\N{REPLACEMENT CHARACTER}[31mer"' in shown.stdout
    assert "\x1b" not in shown.stdout  # what a stranger sent does not command a terminal
    assert told["origin"] == f"{TIPS}[3]@17"
    assert told["headers"]["ce_type"] == TIP_RECEIVED
    assert "loftet-reason" not in told["headers"]
    assert told["settled"] is None


def test_a_redriven_letter_is_on_its_topic_as_it_came_and_waits_no_more(stack: Stack) -> None:
    # given
    name = letter(stack, value=b'{"once": "broken"}')
    mark = lines(loftet(stack, "dead-letters", "show", name, "--json"))[0]["headers"]["ce_id"].encode()

    # when it is tried, and then done
    tried = loftet(stack, "dead-letters", "redrive", name, "--dry-run")
    there_before = [each for each in everything_on(stack, TIPS) if ("ce_id", mark) in each.headers]
    done = loftet(stack, "dead-letters", "redrive", name)
    again = loftet(stack, "dead-letters", "redrive", name)

    # then it is there once, byte for byte, without what was added, and a second time is refused
    there = [each for each in everything_on(stack, TIPS) if ("ce_id", mark) in each.headers]
    assert (tried.exit_code, there_before) == (0, [])
    assert done.exit_code == 0, done.output
    assert [(each.value, each.key) for each in there] == [(b'{"once": "broken"}', b"0140")]
    assert not [header for header, _ in there[0].headers if header.startswith("loftet-")]
    assert again.exit_code == 1
    assert "was redriven" in again.stderr
    listed = lines(loftet(stack, "dead-letters", "list", "--json"))
    assert name not in {each["letter"] for each in listed}


def test_all_that_wait_are_redriven_within_a_limit_oldest_first(stack: Stack) -> None:
    first, second = letter(stack, "notifications"), letter(stack, "notifications")

    told = lines(
        loftet(stack, "dead-letters", "redrive", "--all", "--service", "notifications", "--limit", "1", "--json")
    )[0]

    waiting = {each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--json"))}
    assert told["redriven"] == [first]
    assert first not in waiting
    assert second in waiting


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [({"value": b"x" * 3_000_000}, "too large"), ({"topic": "loftet.gone"}, "no topic loftet.gone")],
)
def test_one_letter_that_cannot_be_sent_is_named_with_its_reason_and_holds_up_no_other(
    stack: Stack, spoiled: dict[str, Any], reason: str
) -> None:
    # given
    first, bad, last = letter(stack), letter(stack, **spoiled), letter(stack)

    # when
    foretold = loftet(stack, "dead-letters", "redrive", first, bad, last, "--dry-run")
    done = loftet(stack, "dead-letters", "redrive", first, bad, last)
    waiting = {each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--json"))}
    told = loftet(stack, "dead-letters", "redrive", bad, "--json")
    loftet(stack, "dead-letters", "discard", bad, "--reason", "it fits nowhere")

    # then
    assert foretold.exit_code == 1
    assert foretold.stderr.startswith(f"{bad}: ") and reason in foretold.stderr
    assert done.exit_code == 1
    assert [line for line in done.stdout.splitlines() if "sent to" in line] == [
        f"{first}: sent to {TIPS}",
        f"{last}: sent to {TIPS}",
    ]
    assert f"{bad}: " in done.stderr and reason in done.stderr
    assert bad in waiting and not {first, last} & waiting
    assert (told.exit_code, list(json.loads(told.stdout)["refused"])) == (1, [bad])


def test_an_agreement_is_not_sent_again_over_a_later_record_of_it(stack: Stack) -> None:
    # given letters of an agreement: of a record that a later one follows, and of the latest, which one service read
    agreement = uuid.uuid4().hex.encode()
    headers = [("ce_id", b"1"), ("ce_type", b"se.loftet.agreement.published.v1")]
    producer = make_producer(Broker(addresses=stack.kafka_bootstrap))
    places = [producer.send(AGREEMENTS, value, agreement, headers).get(10).offset for value in (b"first", b"second")]
    for value, place in zip((b"first", b"second"), places, strict=True):
        ours = [("loftet-topic", AGREEMENTS.encode()), ("loftet-offset", str(place).encode())]
        reason = ("loftet-reason", b"unreadable " + agreement)
        producer.send(dead_letters_of("reports"), value, agreement, [*headers, *ours, reason]).get(10)
    producer.close(timeout=5)

    # when all are to be sent, and are
    these = ("redrive", "--all", "--service", "reports", "--matching", agreement.decode(), "--json")
    tried, done = (loftet(stack, "dead-letters", *these, *more) for more in (["--dry-run"], []))

    # then the first is not, and why is said
    for result in (tried, done):
        told = json.loads(result.stdout)
        assert result.exit_code == 1
        assert (len(told["redriven"]), len(told["refused"])) == (1, 1)
        assert f"a later record of {agreement.decode()}" in str(told["refused"])
    there = [each.value for each in everything_on(stack, AGREEMENTS) if each.key == agreement]
    assert there == [b"first", b"second", b"second"]


def test_each_topic_that_keeps_the_latest_alone_is_known_to_who_sends_again() -> None:
    assert {topic.name for topic in declared_topics() if "compact" in topic.config["cleanup.policy"]} == COMPACTED


def test_a_discarded_letter_keeps_the_reason_beside_it(stack: Stack) -> None:
    name = letter(stack)

    done = loftet(stack, "dead-letters", "discard", name, "--reason", "a test of the sender's")

    every = {each["letter"]: each for each in lines(loftet(stack, "dead-letters", "list", "--every", "--json"))}
    waiting = {each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--json"))}
    assert done.exit_code == 0, done.output
    assert name not in waiting
    assert every[name]["settled"]["how"] == "discarded"
    assert every[name]["settled"]["why"] == "a test of the sender's"


def test_letters_of_all_services_stand_in_the_order_in_which_they_were_set_aside(stack: Stack) -> None:
    first, second, third = letter(stack, "reports"), letter(stack, "activities"), letter(stack, "notifications")

    latest = [each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--limit", "3", "--json"))]

    assert latest == [first, second, third]


def test_all_of_one_kind_are_put_away_at_once_after_they_were_tried(stack: Stack) -> None:
    # given two letters of the same sender's mistake, and one of another
    mark = f"loftet.{uuid.uuid4().hex}"
    one, other = letter(stack, topic=mark), letter(stack, topic=mark)
    apart = letter(stack)
    words = ("dead-letters", "discard", "--all", "--matching", mark, "--reason", "sent anew")

    # when
    tried = lines(loftet(stack, *words, "--dry-run", "--json"))[0]
    told = loftet(stack, *words, "--dry-run", "--limit", "1")
    waited = {each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--matching", mark, "--json"))}
    done = lines(loftet(stack, *words, "--json"))[0]

    # then
    assert tried == {"discarded": [one, other], "dryRun": True, "settledBefore": [], "left": 0}
    assert f"{one}: would be put away" in told.stdout
    assert "--limit left 1 more" in told.stdout
    assert waited == {one, other}
    assert done["discarded"] == [one, other]
    waiting = {each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--json"))}
    assert apart in waiting
    assert not {one, other} & waiting


def test_one_letter_that_is_named_twice_is_put_away_once(stack: Stack) -> None:
    name = letter(stack)

    done = loftet(stack, "dead-letters", "discard", name, name, "--reason", "twice on the line")

    assert "1 discarded, 0 had been settled before" in done.stdout


def test_what_was_kept_without_its_value_is_not_sent_again(stack: Stack) -> None:
    mark = uuid.uuid4().hex
    headers = [("loftet-topic", b"loftet.inbound"), ("loftet-reason", mark.encode())]
    producer = make_producer(Broker(addresses=stack.kafka_bootstrap))
    try:
        producer.send(dead_letters_of("activities"), None, b"9999", headers).get(timeout=10)
    finally:
        producer.close(timeout=5)
    listed = lines(loftet(stack, "dead-letters", "list", "--service", "activities", "--json"))
    name = next(each["letter"] for each in listed if each["reason"] == mark)

    refused = loftet(stack, "dead-letters", "redrive", name)

    assert refused.exit_code == 1
    assert "without its value" in refused.stderr
