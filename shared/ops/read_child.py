"""The process that reads one document for `loftet read`: bytes on stdin, the draft on stdout, the rest on stderr."""

import sys
from typing import Final

import click

from shared.drafting.bounded import bind
from shared.drafting.unreadable import Unreadable
from shared.ops.counted import counted

REFUSED: Final = 3
"""Its exit status when the document cannot be read; stderr holds the line that says why."""


def main(name: str, form: str) -> int:
    """Read the document, and tell of it in a form: yaml, json or evidence."""
    bind()
    # Imported where they are needed: together they take longer than all else of the command.
    from shared.drafting.structure import read_document
    from shared.drafting.text import extract

    try:
        draft = read_document(extract(sys.stdin.buffer.read(), name))
    except Unreadable as error:
        click.echo(error.line, err=True)
        return REFUSED
    click.echo(draft.as_yaml() if form == "yaml" else draft.as_json(form == "evidence"), nl=form != "yaml")
    promises = counted(len(draft.agreement.get("promises", [])), "promise")
    told = f"{promises} read; {counted(len(draft.findings), 'finding')} for a person to decide."
    click.echo(told, err=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
