"""The commands behind the Makefile: `python -m deploy.local COMMAND`; without one it lists them."""

import fcntl
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from deploy.local import backup, kafka, keys, services, status
from deploy.local.guide import guide
from deploy.local.stack import REPOSITORY, Stack, StackError

_began = time.monotonic()


def _say(line: str) -> None:
    print(f"{time.monotonic() - _began:6.1f} s  {line}", flush=True)


@click.group()
@click.option("--root", type=click.Path(path_type=Path), default=REPOSITORY / ".loftet", show_default=True)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Run Löftet on this machine."""
    own = Stack(root)
    known = {own.kafka_bootstrap, own.mongodb_uri} if own.state.ports else set()
    context.obj = Stack(
        root,
        usual_ports=True,
        kafka_bootstrap=_given("LOFTET_KAFKA_BOOTSTRAP", known),
        mongodb_uri=_given("LOFTET_MONGODB_URI", known),
        say=_say,
    )


@main.command()
@click.pass_obj
def up(stack: Stack) -> None:
    """Start what does not run, wait until all is well, play the demonstration, say where to look."""
    with _alone(stack):
        try:
            if not os.environ.get("LOFTET_KAFKA_BOOTSTRAP"):
                _say("Apache Kafka's jars")
                kafka.fetch_jars()
            stack.start()
        except (StackError, RuntimeError) as error:
            raise click.ClickException(str(error)) from error
        _say("the example agreements and their demonstration")
        _seed(stack)
        if unwell := stack.unwell():
            told = "; ".join(f"{name}: {wrong} (see {stack.runner.log(name)})" for name, wrong in unwell.items())
            raise click.ClickException(f"not all is well: {told}")
        _say("all is well")
    print(guide(stack, datetime.now(UTC)))


@main.command()
@click.pass_obj
def restart(stack: Stack) -> None:
    """Put the code as it is now in the place of what runs, one process at a time; no request is refused."""
    if not stack.state.processes:
        raise click.ClickException("nothing runs: make up")
    with _alone(stack), _told_plainly():
        stack.restart()
    _say("all is anew")


@main.command()
@click.pass_obj
def down(stack: Stack) -> None:
    """Stop everything; the data stays."""
    with _alone(stack):
        killed = stack.stop()
    _say("stopped" + (f"; had to be killed: {', '.join(killed)}" if killed else ""))


@main.command("status")
@click.pass_obj
def status_command(stack: Stack) -> None:
    """Show each process: pid, port, memory, processor time, health. Exit 1 when one is not well."""
    if not stack.state.processes:
        raise click.ClickException("nothing runs: make up")
    reports = status.report(stack)
    print(status.table(reports))
    if any(one.health != "well" for one in reports):
        raise SystemExit(1)


@main.command()
@click.pass_obj
def logs(stack: Stack) -> None:
    """Follow every log."""
    files = sorted(str(path) for path in (stack.root / "logs").glob("*.log"))
    if not files:
        raise click.ClickException("there are no logs yet: make up")
    with suppress(KeyboardInterrupt):
        subprocess.run(["tail", "-n", "20", "-F", *files], check=False)


@main.command()
@click.pass_obj
def clean(stack: Stack) -> None:
    """Stop everything and remove what it kept: data, keys, mails, logs, jars."""
    with _alone(stack):
        stack.stop()
        shutil.rmtree(stack.root)


@main.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup_command(stack: Stack, file: Path) -> None:
    """Copy the databases, the topics and the keys into a file. What runs is stopped meanwhile."""
    with _alone(stack), _told_plainly():
        backup.backup(stack, file, datetime.now(UTC), _say)
    _say(f"{file}: {file.stat().st_size / 2**20:.1f} MiB. Private keys are in it: keep it as you keep them.")


@main.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def restore_command(stack: Stack, file: Path) -> None:
    """Put back what a backup holds; what is here now is kept aside."""
    with _alone(stack), _told_plainly():
        before = backup.restore(stack, file, datetime.now(UTC), _say)
    _say("restored" + (f"; what was here before lies in {before}" if before else ""))


@main.command("keys")
@click.option("--add", type=click.Choice(keys.NAMES), help="Make a new key, to be used from now on.")
@click.option("--remove-former", type=click.Choice(keys.NAMES), help="Remove the key before the one in use.")
@click.pass_obj
def keys_command(stack: Stack, add: str | None, remove_former: str | None) -> None:
    """Make the keys that are missing and say where they lie; or change one, in two steps."""
    made = keys.ensure(stack.keys.folder)
    try:
        if add:
            _say(f"{add}: key {keys.add(made, add)} is used from now on")
        if remove_former:
            _say(f"{remove_former}: key {keys.remove_former(made, remove_former)} is no longer known")
    except keys.KeyStep as error:
        raise click.ClickException(str(error)) from error
    print(made.folder)


@main.command()
@click.argument("service", type=click.Choice(services.SERVICES))
@click.pass_obj
def environment(stack: Stack, service: str) -> None:
    """Print the environment that a service's processes have, for `eval` in a shell."""
    if not stack.state.ports:
        raise click.ClickException("nothing has run here: make up")
    for name, value in stack.settings(service).items():
        print(f"export {name}={shlex.quote(value)}")


def _seed(stack: Stack) -> None:
    environment = services.outer_environment() | {
        "LOFTET_SIGNING_KEY": str(stack.keys.signing),
        "LOFTET_TOKEN_ISSUER": services.ISSUER,
        **{f"LOFTET_{name.upper()}_URL": stack.url(name) for name in services.SERVICES},
    }
    command = [sys.executable, "-m", "shared.ops.cli", "seed"]
    if subprocess.run(command, env=environment, cwd=REPOSITORY, check=False).returncode != 0:
        raise click.ClickException("the demonstration could not be played; see above")


def _given(name: str, known: Collection[str]) -> str | None:
    """What the environment names, unless that is the stack's own, as in a shell that has evaluated `environment`."""
    given = os.environ.get(name)
    return None if given in known else given


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (StackError, backup.BackupError) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _alone(stack: Stack) -> Iterator[None]:
    """No two commands change the stack at once."""
    stack.root.mkdir(parents=True, exist_ok=True)
    with (stack.root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException("another command is at work on this stack") from None
        yield


if __name__ == "__main__":
    main()
