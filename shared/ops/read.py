"""`loftet read`: from a promise document to a draft agreement, with what it rests on."""

from pathlib import Path
from typing import Final

import click

from shared.drafting.structure import read_document
from shared.drafting.text import extract, require_size
from shared.drafting.unreadable import Unreadable
from shared.ops.counted import counted

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
    try:
        require_size(file.stat().st_size)
        draft = read_document(extract(file.read_bytes(), file.name))
    except OSError as error:
        raise click.ClickException(f"{file} could not be read: {error.strerror}.") from error
    except Unreadable as error:
        raise click.ClickException(f"{error.detail} {error.remedy} ({error.code})") from error
    as_json = as_json or form == "json"
    click.echo(draft.as_json(evidence) if as_json or evidence else draft.as_yaml(), nl=as_json)
    promises = counted(len(draft.agreement.get("promises", [])), "promise")
    click.echo(f"{promises} read; {counted(len(draft.findings), 'finding')} for a person to decide.", err=True)
