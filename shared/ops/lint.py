"""`loftet lint`: what of an agreement cannot be measured, met or followed up."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final, cast

import click
import msgspec

from shared.agreement_file import Unreadable, parse_yaml, unknown_fields, with_seconds
from shared.drafting.lint import lint as linted
from shared.drafting.linting.found import Found
from shared.drafting.linting.table import LETTERS, Language, source_of, words
from shared.drafting.linting.unfinished import filled
from shared.drafting.linting.words import asked
from shared.events.agreement import Agreement
from shared.ops.counted import counted

FINDINGS: Final = 1
UNREADABLE: Final = 2
_EXAMPLES: Final = """\b
Examples:
  loftet lint agreement.yml
  loftet lint agreement.yml --language sv
  loftet lint agreement.json --json
  loftet read medborgarlofte.pdf | loftet lint -

\b
Exit status:
  0  nothing is found
  1  something is found
  2  the file could not be read as an agreement"""


class NoAgreement(click.ClickException):
    """The file is no agreement; exit status 2."""

    exit_code = UNREADABLE


@click.command(epilog=_EXAMPLES)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or machines.",
)
@click.option("--json", "as_json", is_flag=True, help="As --format json.")
@click.option("--language", type=click.Choice(["en", "sv"]), default="en", show_default=True, help="Of the text.")
def lint(file: Path, form: str, as_json: bool, language: str) -> None:
    """Lint an agreement (YAML or JSON, finished or not): SMART in the sense of the handbook.

    Each finding names its place, its rule, why that matters and who says so, and where it can a target to begin from.
    Findings are advice: none of them stops an agreement from being published. Nothing leaves this machine.
    """
    found = linted(*_read(file))
    if as_json or form == "json":
        click.echo(json.dumps([plain(each) for each in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(_text(each, cast(Language, language)) for each in found), nl=bool(found))
    click.echo(_summary(found), err=True)
    sys.exit(FINDINGS if found else 0)


def plain(found: Found) -> dict[str, Any]:
    """A finding as the API answers it, but for whether it blocks, which is publishing's to say."""
    told = {
        "property": found.path,
        "reason": found.says("en"),
        "rule": found.rule.id,
        "explanation": {"en": found.says("en"), "sv": found.says("sv")},
        "why": msgspec.to_builtins(found.rule.why),
        "source": msgspec.to_builtins(source_of(found.rule)),
    }
    return told | ({"suggestedTarget": msgspec.to_builtins(found.target)} if found.target else {})


def _read(file: Path) -> tuple[Agreement, tuple[str, ...]]:
    """The agreement of a file, and what it lacks; also of what `loftet read --format json` prints."""
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        content = with_seconds(parse_yaml(data))
    except OSError as error:
        raise NoAgreement(f"{file} could not be read: {error.strerror}.") from error
    except Unreadable as error:
        raise NoAgreement(
            f"{file} is no YAML or JSON: {error}. Of a document: loftet read FILE | loftet lint -"
        ) from error
    if isinstance(content, dict) and isinstance(content.get("agreement"), dict):
        content = content["agreement"]
    if not isinstance(content, dict) or not {"promises", "parties", "period", "municipality"} & content.keys():
        raise NoAgreement(f"{file} holds no agreement. Of a document: loftet read FILE | loftet lint -")
    if unknown := unknown_fields(content):
        raise NoAgreement(f"{file}: {unknown[0]} is no field of an agreement. Leave it out, or correct its spelling.")
    whole, missing = filled(content)
    try:
        agreement = msgspec.convert(whole, Agreement)
    except msgspec.ValidationError as error:
        raise NoAgreement(f"{file} is no agreement that can be read: {error}.") from error
    period = agreement.period
    if "period" not in missing and period.end < period.start:
        told = f"period.end ({period.end}) is before period.start ({period.start}); give the first day first"
        raise NoAgreement(f"{file} cannot hold: {told}.")
    return agreement, missing


def _text(found: Found, language: Language) -> str:
    because, begin, source = (
        ("Därför:", "Börja med:", "Källa:") if language == "sv" else ("Why:", "Begin with:", "Source:")
    )
    lines = [
        f"{found.path}  {found.rule.id}",
        f"  {found.says(language)}",
        f"  {because} {words(found.rule.why, language)}",
    ]
    if found.target:
        lines.append(f"  {begin} {asked(found.target)[language == 'sv']}")
    said = source_of(found.rule)
    return "\n".join([*lines, f"  {source} {said.title}, {said.url}"])


def _summary(found: tuple[Found, ...]) -> str:
    counts = Counter(each.rule.letter for each in found)
    parts = ", ".join(f"{letter} {counts[letter]}" for letter in LETTERS if counts[letter])
    return f"{counted(len(found), 'finding')}: {parts}." if found else "Nothing is found."
