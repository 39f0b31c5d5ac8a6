"""Kafka, as a service meets it: whether it takes connections, has the topics, and whether somebody reads."""

from collections.abc import Iterator

from kafka.errors import KafkaError

from shared.kafka.broker import Broker
from shared.kafka.clients import PATIENT_SECONDS, check, make_admin, make_reader
from shared.kafka.topics import MISSING, declared_topics, differences
from shared.kafka.users import covers, declared_users
from shared.ops.doctor.finding import Finding, found
from shared.ops.groups import lags
from shared.ops.reaching import Away, reached


def examine_broker(broker: Broker, service: str) -> Iterator[Finding]:
    """The broker, its topics as far as the service uses them, and the service's readers."""
    if wrong := check(broker, PATIENT_SECONDS):
        do = "start it (end it first if it hangs), or mend LOFTET_KAFKA_BOOTSTRAP, _TLS, _CA, _USER and _PASSWORD"
        yield found("broker", f"{broker.addresses}: {wrong}", do)
        return
    try:
        with reached(broker):
            drift = _drift(broker, service)
            with make_admin(broker) as admin, make_reader(broker) as reader:
                groups = lags(admin, reader, service)
    except (Away, KafkaError) as error:
        do = "does it ask for TLS and a login, and may LOFTET_KAFKA_USER do this (loftet users list)?"
        yield found("broker", f"it does not do as it is asked: {error}", do)
        return
    yield Finding(what="broker")
    yield _topics(drift)
    unread = sorted({each.group for each in groups if each.member is None})
    wrong = f"nobody reads for {', '.join(unread)}" if unread else None if groups else "it has never read anything"
    yield found("readers", wrong, "start its worker (end it first if it hangs), and read its log")


def _topics(drift: dict[str, str]) -> Finding:
    """What is missing comes with one command, settings with another, and what brokers do by themselves with none."""
    told = "; ".join(f"{name}: {how}" for name, how in drift.items())
    if any(" leads " in how or " copy " in how for how in drift.values()):
        return found("topics", told, "bring back the brokers that are away")
    return found("topics", told or None, f"loftet topics {'create' if set(drift.values()) == {MISSING} else 'mend'}")


def _drift(broker: Broker, service: str) -> dict[str, str]:
    """How the topics of a service differ; it sees no others where users may only do what they need."""
    user = next(each for each in declared_users() if each.name == service)
    named = {*user.reads, *user.writes}
    own = [topic for topic in declared_topics() if any(covers(each, topic.name) for each in named)]
    return {name: how for name, how in differences(broker, own, as_far_as_told=True).items() if how}
