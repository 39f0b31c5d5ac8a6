"""`loftet users`: who may do what on Kafka, as it is declared, and made so."""

import re
from typing import Final

import click

from shared.kafka.broker import Broker
from shared.kafka.clients import make_admin
from shared.kafka.users import NotGranted, User, declared_users, grant, set_password
from shared.ops.counted import counted
from shared.ops.reaching import meeting, reaches_kafka
from shared.ops.showing import json_option, show, show_json

_NAME: Final = re.compile(r"(?!loftet\Z)[a-z0-9][a-z0-9-]{0,199}")  # with a dot its groups would be another's too


@click.group()
def users() -> None:
    """Who may do what on Kafka: list what is declared, grant it, set a password.

    The declaration is deploy/kafka/users.yml. A broker without an authorizer lets everybody do everything.
    """


@users.command("list", epilog="Example: loftet users list --json")
@json_option
def list_users(as_json: bool) -> None:
    """Show each declared user and all that it may do."""
    if as_json:
        for user in declared_users():
            show_json(user)
        return
    rows = [
        tuple(", ".join(each) for each in ((user.name,), user.writes, user.reads, user.groups, user.sees, user.watches))
        for user in declared_users()
    ]
    columns = ("user", "writes", "reads", "groups that begin with", "sees", "watches groups that begin with")
    show(columns, rows, "No user is declared.")


@users.command(
    "grant",
    epilog="""\b
Examples:
  loftet users grant                          what every declared user may do
  loftet users grant --like polisen-exempel polisen-sodertalje
""",
)
@click.argument("name", required=False)
@click.option("--like", metavar="USER", help="Grant NAME what this declared user may do, by its own name.")
@json_option
@reaches_kafka
def grant_users(broker: Broker, name: str | None, like: str | None, as_json: bool) -> None:
    """Make the access rules of every declared user, of NAME alone, or of NAME like another. Repeating is harmless."""
    chosen = _chosen(name, like)
    with meeting(broker), make_admin(broker) as admin:
        try:
            rules = grant(admin, chosen)
        except NotGranted as error:
            raise click.ClickException(f"the broker did not grant it: {error}") from error
    if as_json:
        show_json({"granted": [user.name for user in chosen], "rules": rules})
    else:
        click.echo(f"{counted(len(chosen), 'user')}, {counted(rules, 'rule')}")


def _not_blank(_: click.Context, __: click.Parameter, new: str) -> str:
    if not new.strip():
        raise click.BadParameter("it is blank")
    return new


@users.command(
    "password",
    epilog="""\b
Examples:
  loftet users password reports               asks for it
  LOFTET_NEW_PASSWORD=... loftet users password reports
  loftet users password polisen-sodertalje --undeclared
""",
)
@click.argument("name")
@click.option(
    "--new",
    envvar="LOFTET_NEW_PASSWORD",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    callback=_not_blank,
    help="Better asked for, or in the environment, than here.",
)
@click.option("--undeclared", is_flag=True, help="NAME is none of the declared users: `grant --like` made it one.")
@json_option
@reaches_kafka
def password(broker: Broker, name: str, new: str, undeclared: bool, as_json: bool) -> None:
    """Let NAME log in with a new password, and no longer with the one it had.

    Asked for, or taken from LOFTET_NEW_PASSWORD. Connections that stand go on until they are made anew.
    """
    declared = [user.name for user in declared_users()]
    if name not in declared and not undeclared:
        raise click.UsageError(f"declared are {', '.join(declared)}; another NAME needs --undeclared")
    with meeting(broker), make_admin(broker) as admin:
        try:
            set_password(admin, name, new)
        except NotGranted as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        show_json({"changed": name})
    else:
        click.echo(f"{name} logs in with the new password")


def _chosen(name: str | None, like: str | None) -> list[User]:
    declared = {user.name: user for user in declared_users()}
    if name is None and like is None:
        return list(declared.values())
    found = declared.get(like or name or "")
    if name is None or found is None:
        raise click.UsageError(f"declared are {', '.join(declared)}; another NAME needs --like one of them")
    if like is not None and not _NAME.fullmatch(name):
        raise click.UsageError(f"NAME is small letters, digits and hyphens, and not loftet: {name!r}")
    return [found.named(name)]
