"""`loftet verify`: whether every published status is what the published facts amount to.

Two looks: `shared.verify` reckons by a reading of the rules of its own; then the domain of reports writes each row
anew, for the words and whatever else the first look does not reckon.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from shared.ops.counted import counted
from shared.verify.compare import Difference, Verdict, check, plain
from shared.verify.data import TABLES, Unreadable, read_folder, whole_table
from shared.verify.download import download

LOOKS: Final = 3  # at data that is served while it changes: what is reported between two files differs only once
SECONDS_BETWEEN: Final = 2.0
WHOLE_ROWS: Final = "services.reports.verifying.whole"


class _CannotTell(click.ClickException):
    """The data could not be read, so nothing can be said of it."""

    exit_code = 2


@click.command(epilog="Example: loftet verify https://loften.example.se --save today")
@click.argument("source")
@click.option("--save", type=click.Path(file_okay=False, path_type=Path), help="Keep what is downloaded here.")
@click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON.")
def verify(source: str, save: Path | None, as_json: bool) -> None:
    """Reckon every published status anew from the open data alone, and name what differs.

    SOURCE is the address of an installation's public page, or a folder with its `agreements.json`, `activities.json`,
    `assessments.json` and `statuses.json`. Ends with 0 when all agree, 1 when something differs, 2 when the data cannot
    be read.
    """
    try:
        verdict = _of_address(source, save) if "://" in source else of_folder(Path(source))
    except (Unreadable, OSError) as error:
        raise _CannotTell(str(error)) from error
    click.echo(_as_json(verdict) if as_json else _in_words(verdict))
    raise SystemExit(1 if verdict.differences else 0)


def _of_address(url: str, save: Path | None) -> Verdict:
    """What differs each time: a difference that passes is a report that came between two of the files."""
    with TemporaryDirectory() as temporary:
        folder = save or Path(temporary)
        for look in range(LOOKS):
            if look:
                time.sleep(SECONDS_BETWEEN)
            download(url, folder)
            verdict = of_folder(folder)
            if not verdict.differences:
                break
        return verdict


def of_folder(folder: Path) -> Verdict:
    """Both looks; what the first one names is not named again."""
    reckoned = check(read_folder(folder))
    named = {(each.promise, each.what) for each in reckoned.differences}
    touched_up = [each for each in _touched_up(folder) if (each.promise, each.what) not in named]
    return Verdict(reckoned.verified, (*reckoned.differences, *touched_up))


def _touched_up(folder: Path) -> Iterator[Difference]:
    differing = import_module(WHOLE_ROWS).differing
    try:
        for promise, what, said, written in differing({name: whole_table(folder, name) for name in TABLES}):
            yield Difference(promise, what, plain(said), plain(written), "so the same data is told")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{folder} holds a row that is not what open data has: {error!s:.200}") from error


def _in_words(verdict: Verdict) -> str:
    lines = [str(difference) for difference in verdict.differences]
    promises = len({difference.promise for difference in verdict.differences})
    agree = f"{counted(verdict.verified, 'status', 'statuses')} reckoned anew; "
    differ = f"{promises} of them {'differs' if promises == 1 else 'differ'}."
    lines.append(agree + (differ if promises else "all are as published."))
    return "\n".join(lines)


def _as_json(verdict: Verdict) -> str:
    told = {
        "verified": verdict.verified,
        "agrees": not verdict.differences,
        "differences": [asdict(difference) for difference in verdict.differences],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
