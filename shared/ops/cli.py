"""The `loftet` command. Each subcommand lives in a file of its own and is loaded when it is asked for."""

from importlib import import_module
from keyword import iskeyword

import click

# name -> where it is, and what the list of commands says of it
COMMANDS = {
    "completion": ("shared.ops.completion", "Print what makes a shell complete loftet."),
    "dead-letters": ("shared.ops.dead_letters", "List what could not be understood, send it again or put it away."),
    "doctor": ("shared.ops.doctor", "Ask everything that a service rests on, and say what to do."),
    "import": ("shared.ops.imports", "Import agreements or activities, as open data has them."),
    "lag": ("shared.ops.lag", "Show how many records wait for each group of readers."),
    "lint": ("shared.ops.lint", "Say what of an agreement cannot be measured, met or followed up."),
    "migrate": ("shared.ops.migrate", "Take the steps that a service's database lacks."),
    "page": ("shared.ops.page", "Serve the operator's page: what is wrong, lag, dead letters."),
    "read": ("shared.ops.read", "Read a promise document into a draft agreement."),
    "rebuild": ("shared.ops.rebuild", "Make a projection anew from the topics, and switch to it."),
    "seed": ("shared.ops.seed", "Import the example agreements and play the demonstration."),
    "tail": ("shared.ops.tail", "Follow a topic as readable events."),
    "token": ("shared.ops.token", "Print a bearer token, for local work only."),
    "topics": ("shared.ops.topics", "List, describe and create the topics, or find drift."),
    "users": ("shared.ops.users", "Say who may do what on Kafka, and make it so."),
    "verify": ("shared.ops.verify", "Reckon every published status anew from the open data alone."),
}


class _OnDemand(click.Group):
    """A group that imports a subcommand only when it runs: `loftet token` needs no Kafka client."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        attribute = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=_OnDemand)
def main() -> None:
    """Operate Löftet: topics, tokens, the example data and the reading of documents."""


if __name__ == "__main__":
    main()
