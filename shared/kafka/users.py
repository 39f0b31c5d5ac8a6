"""Who may do what on Kafka: declared in one file, made into the broker's access rules."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourceType,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from shared.events.catalogue import OF_SENDERS

_REQUEST: Final = re.compile(r"^Request .*(?=needs )", re.DOTALL)  # the broker tells its own objects whole
ALL: Final = "*"  # at the end of a name in the declaration
DECLARATION: Final = Path(__file__).parent.parent.parent / "deploy" / "kafka" / "users.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user of the broker, and all that it may do.

    Attributes:
        name: as it logs in.
        writes, reads: topics, by name; with `*` at the end, all whose names begin so.
        groups: what the names of its consumer groups begin with.
        sees: topics of which it may know how much they hold, not what.
        watches: what the names of groups begin with of which it may know how far they have read.
    """

    name: str
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()
    watches: tuple[str, ...] = ()

    def named(self, name: str) -> "User":
        """Another user, who may do on topics and with groups of its own name what this one may on those of its."""
        own = {f"{each}.{self.name}": f"{each}.{name}" for each in OF_SENDERS} | {f"{self.name}.": f"{name}."}
        may = {
            what: tuple(own.get(each, each) for each in some) for what, some in asdict(self).items() if what != "name"
        }
        return User(name=name, **may)


class NotGranted(Exception):
    """The broker did not take what was asked of it; the message names every user and why."""


def declared_users(path: Path = DECLARATION) -> list[User]:
    """Every user of the declaration."""
    users: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(path.read_text(encoding="utf-8"))["users"]
    return [User(name=name, **{what: tuple(names) for what, names in may.items()}) for name, may in users.items()]


def grant(admin: KafkaAdminClient, users: Iterable[User]) -> int:
    """Make the access rules of users; those that are there already stay. Returns how many rules they have.

    Raises:
        NotGranted: the broker refused some: it has no authorizer, or whoever asks may not.
    """
    rules = [rule for user in users for rule in _rules(user)]
    failed = admin.create_acls(rules)["failed"]
    if failed:
        raise NotGranted("; ".join(sorted({f"{error.__name__}: {error.description}" for error in failed})))
    return len(rules)


def set_password(admin: KafkaAdminClient, user: str, password: str) -> None:
    """Let a user log in with a password, and no longer with the one it had.

    Raises:
        NotGranted: the broker refused it.
    """
    told = admin.alter_user_scram_credentials(
        [UserScramCredentialUpsertion(user, ScramMechanism.SCRAM_SHA_512, password)]
    )
    if error := told.get(user):
        raise NotGranted(f"{user}: {_REQUEST.sub('whoever asks ', error)}")


def covers(named: str, topic: str) -> bool:
    """Whether what a declaration names is a topic, or holds it among others."""
    return topic.startswith(named[:-1]) if named.endswith(ALL) else topic == named


def _rules(user: User) -> Iterator[Any]:
    for topic in user.writes:
        yield from _of_topic(user, topic, ACLOperation.WRITE, ACLOperation.DESCRIBE)
    for topic in user.reads:
        yield from _of_topic(user, topic, ACLOperation.READ, ACLOperation.DESCRIBE)
    for topic in user.sees:
        yield from _of_topic(user, topic, ACLOperation.DESCRIBE)
    begins = ACLResourcePatternType.PREFIXED
    for prefix in user.groups:
        yield from _allowed(user, ResourceType.GROUP, prefix, ACLOperation.READ, pattern=begins)
    for prefix in user.watches:
        yield from _allowed(user, ResourceType.GROUP, prefix, ACLOperation.DESCRIBE, pattern=begins)


def _of_topic(user: User, named: str, *operations: ACLOperation) -> Iterator[Any]:
    pattern = ACLResourcePatternType.PREFIXED if named.endswith(ALL) else ACLResourcePatternType.LITERAL
    yield from _allowed(user, ResourceType.TOPIC, named.removesuffix(ALL), *operations, pattern=pattern)


def _allowed(
    user: User,
    kind: ResourceType,
    name: str,
    *operations: ACLOperation,
    pattern: ACLResourcePatternType = ACLResourcePatternType.LITERAL,
) -> Iterator[Any]:
    resource = ResourcePattern(kind, name, pattern)
    for operation in operations:
        yield ACL(f"User:{user.name}", "*", operation, ACLPermissionType.ALLOW, resource)
