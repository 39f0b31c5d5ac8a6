"""The whole stack as a thing that can be started, stopped, killed and asked."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from pymongo.errors import PyMongoError

from deploy.local import kafka, keys, mail, mongodb, ports, services
from deploy.local.guard import ADMINISTRATOR, Guard
from deploy.local.part import Part
from deploy.local.runner import Runner, StackError
from deploy.local.state import State
from shared.kafka.broker import Broker
from shared.kafka.clients import make_admin
from shared.kafka.topics import create_topics, declared_topics
from shared.kafka.users import declared_users, grant, set_password
from shared.store.migrations import LostLock, Stuck

__all__ = ["REPOSITORY", "Stack", "StackError"]

REPOSITORY = Path(__file__).parent.parent.parent


def _unsaid(line: str) -> None:
    del line


class Stack:
    """Everything that `make up` runs, or only its brokers, in one folder.

    Args:
        root: where data, keys, logs, mails and the state are kept; the same folder brings the same data.
        with_services: also the services' web and worker processes, not the brokers alone.
        usual_ports: prefer the usual ports to any free ones.
        kafka_bootstrap, mongodb_uri: use these, which run already, and start none.
        clock_file: the services' clock, for rehearsals.
        guard: brokers of its own ask who connects, over TLS; None: they are open to all on loopback.
        say: told of each step.
    """

    def __init__(
        self,
        root: Path,
        *,
        with_services: bool = True,
        usual_ports: bool = False,
        kafka_bootstrap: str | None = None,
        mongodb_uri: str | None = None,
        clock_file: Path | None = None,
        guard: Guard | None = None,
        say: Callable[[str], None] = _unsaid,
    ) -> None:
        self.root = root.absolute()
        self.state = State.load(self.root / "state.json")
        self.runner = Runner(self.state, self.root / "logs", REPOSITORY, say)
        self._with_services = with_services
        self._usual_ports = usual_ports
        self._given_kafka = kafka_bootstrap
        self._given_mongodb = mongodb_uri
        self._clock_file = clock_file
        self.guard = guard
        self._say = say

    @property
    def kafka_bootstrap(self) -> str:
        """`host:port` of the broker."""
        return self._given_kafka or f"{ports.HOST}:{self.state.ports['kafka']}"

    @property
    def broker(self) -> Broker:
        """How the broker is reached; by its administrator, where it is guarded."""
        return kafka.broker_at(self.kafka_bootstrap, self.guard)

    @property
    def mongodb_uri(self) -> str:
        """The database's connection string; its administrator's, where it is guarded."""
        return self._mongodb_uri_of(ADMINISTRATOR)

    @property
    def keeps_all(self) -> bool:
        """Whether Kafka and the database are its own, and neither is one that ran already."""
        return not (self._given_kafka or self._given_mongodb)

    @property
    def smtp_port(self) -> int:
        """Where the mail sink listens, on loopback."""
        return self.state.ports["smtp"]

    @property
    def mails(self) -> Path:
        """The folder that holds each mail sent, as a file."""
        return self.root / "mail"

    @property
    def keys(self) -> keys.Keys:
        """Where the signing key, the police's keys and their public halves lie."""
        return keys.Keys(self.root / "keys")

    def url(self, service: str) -> str:
        """Where a service's web process is reached, without a trailing slash."""
        return services.url_of(service, self.state.ports)

    @property
    def url_of_page(self) -> str:
        """Where the operator's page is."""
        return f"http://{ports.HOST}:{self.state.ports[services.PAGE]}/operator"

    def settings(self, service: str) -> dict[str, str]:
        """The LOFTET_ environment that a service's processes are given."""
        return services.settings_of(service, self._surroundings())

    def pid(self, name: str) -> int | None:
        """The pid of a process, None when it does not run."""
        found = self.runner.find(name)
        return found.pid if found else None

    def parts(self) -> list[Part]:
        """Every process of this stack, in the order in which they start."""
        return self._brokers() + self._services()

    def unwell(self) -> dict[str, str]:
        """What is wrong with each process that is not as it should be, by name."""
        found = {part.name: part.check() if self.pid(part.name) else "it does not run" for part in self.parts()}
        return {name: wrong for name, wrong in found.items() if wrong}

    def start(self, name: str | None = None) -> None:
        """Start what does not run, all of it or one process, and wait until it is well.

        Raises:
            StackError: a process ended or was not well in time.
        """
        self.runner.sweep()
        if name:
            self.runner.start([self._part(name)])
            return
        self._check_given()
        self._choose_ports()
        keys.ensure(self.keys.folder)
        self.runner.start(self._brokers())
        create_topics(self.broker, declared_topics())
        if self.guard:
            self._let_in(self.guard)
        self._migrate()
        self.runner.start(self._services())

    def restart(self) -> None:
        """Put each process of the services anew in the place of the one that runs, one at a time, readers first.

        No request is refused meanwhile, and what waits for a worker is taken up by the next.

        Raises:
            StackError: a new one does not come up. The web process before it goes on; a worker does not run then.
        """
        self.runner.sweep()
        self._migrate()
        for part in reversed(self._services()):
            if self.pid(part.name) is None:
                self.runner.start([part])
            elif part.name.endswith("-web"):
                self.runner.replace(part)
            else:
                self.runner.end([part.name])
                self.runner.start([part])

    def stop(self) -> list[str]:
        """Stop everything, those who use the brokers first. Returns the names of those that were killed."""
        brokers = [name for name in ("smtp", "mongodb", "kafka") if name in self.state.processes]
        users = [name for name in self.state.processes if name not in brokers]
        killed = self.runner.end(users) + self.runner.end(brokers)
        self.state.processes.clear()
        self.state.save()
        return killed

    def kill(self, name: str) -> None:
        """`kill -9` a process and those it started; returns when they are gone."""
        self.runner.kill(name)

    def send(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process alone, not to those it started."""
        os.kill(self.state.processes[name].pid, number)

    def _migrate(self) -> None:
        """Bring the services' databases to where their code is, before any of it starts."""
        if not self._with_services:
            return
        try:
            done = services.migrate(self._surroundings())
        except (PyMongoError, LostLock, Stuck) as error:
            raise StackError(f"the databases could not be migrated: {error}") from error
        for each in done:
            self._say(each)

    def _part(self, name: str) -> Part:
        for part in self.parts():
            if part.name == name:
                return part
        raise StackError(f"there is no process {name}")

    def _check_given(self) -> None:
        """What runs already must be there: nothing of ours would be well without it."""
        if self._given_kafka and (trouble := kafka.check(self.broker)):
            raise StackError(f"LOFTET_KAFKA_BOOTSTRAP={self._given_kafka}: {trouble}")
        if self._given_mongodb and (trouble := mongodb.check(self._given_mongodb)):
            raise StackError(f"LOFTET_MONGODB_URI: {trouble}")

    def _surroundings(self) -> services.Surroundings:
        return services.Surroundings(
            self.kafka_bootstrap,
            self._mongodb_uri_of,
            self.state.ports,
            self.keys,
            self._clock_file,
            self.guard,
        )

    def _mongodb_uri_of(self, user: str) -> str:
        return self._given_mongodb or mongodb.uri_of(self.state.ports["mongodb"], self.guard, user)

    def _let_in(self, guard: Guard) -> None:
        """Each user gets its password and what deploy/kafka/users.yml lets it do."""
        with make_admin(self.broker) as admin:
            for user in declared_users():
                set_password(admin, user.name, guard.passwords[user.name])
            grant(admin, declared_users())

    def _brokers(self) -> list[Part]:
        taken, data, around = self.state.ports, self.root / "data", services.outer_environment()
        parts = [mail.part(self.mails, taken["smtp"], around)]
        if not self._given_mongodb:
            parts.append(mongodb.part(data / "mongodb", taken["mongodb"], around, guard=self.guard))
        if not self._given_kafka:
            log = self.root / "logs" / "kafka-broker.log"
            broker = kafka.part(data / "kafka", log, taken["kafka"], taken["kafka-controller"], around, self.guard)
            parts.append(broker)
        return parts

    def _services(self) -> list[Part]:
        return services.parts(self._surroundings()) if self._with_services else []

    def _choose_ports(self) -> None:
        chosen: dict[str, int] = {}
        for name, usual in ports.USUAL.items():
            owner = "kafka" if name == "kafka-controller" else name
            last = self.state.ports.get(name)
            if last and self.runner.find(owner):
                chosen[name] = last
            else:
                wanted = last or (usual if self._usual_ports else None)
                chosen[name] = ports.choose(wanted, chosen.values())
        self.state.ports = chosen
        self.state.save()
