"""`loftet read`: from a promise document to a draft agreement, with what it rests on."""

from pathlib import Path
from typing import Final

import click

from shared.drafting.bounded import read_by
from shared.drafting.text import require_size
from shared.drafting.unreadable import Unreadable
from shared.ops.read_child import REFUSED

_CHILD: Final = "shared.ops.read_child"
_EXAMPLES: Final = """\b
Examples:
  loftet read medborgarlofte.pdf > draft.yml
  loftet read medborgarlofte.docx --json
  loftet read medborgarlofte.txt --evidence | less
  loftet read medborgarlofte.pdf | loftet lint -

\b
Exit status:
  0  a draft was printed
  1  the document could not be read; standard error says why, and what to do
  2  there is no such file"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True, help="Of the draft."
)
@click.option("--json", "as_json", is_flag=True, help="As --format json.")
@click.option("--evidence", is_flag=True, help="With each value's words, rule and confidence (as JSON).")
def read(file: Path, form: str, as_json: bool, evidence: bool) -> None:
    """Read a promise document (text, PDF or DOCX, in Swedish) into a draft agreement.

    The draft goes to standard output, as the API takes it: YAML with what was left open as comments, or JSON with it
    as `findings`. Standard error tells how much was left open. Nothing leaves this machine.
    """
    form = "evidence" if evidence else "json" if as_json else form
    try:
        require_size(file.stat().st_size)
        done = read_by(_CHILD, file.name, form, said=file.read_bytes())
    except OSError as error:
        raise click.ClickException(f"{file} could not be read: {error.strerror}.") from error
    except Unreadable as error:
        raise click.ClickException(error.line) from error
    told = done.stderr.decode().strip()
    if done.returncode:
        raise click.ClickException(told if done.returncode == REFUSED else f"{file} could not be read.")
    click.echo(done.stdout, nl=False)
    click.echo(told, err=True)
