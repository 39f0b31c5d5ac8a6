"""Commands of documents: read from the page, run in its order in one shell, and held against the output that it shows.

A block of `sh` is run; a block of `text` right after it shows what it prints, with `...` for what varies. White space
makes no difference, so that a page may break lines that a service does not.
"""

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deploy.local import Stack
from deploy.local.ports import HOST, USUAL
from deploy.local.services import ISSUER
from deploy.local.stack import REPOSITORY

_FENCED = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_ANY_FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:\.venv/bin/)?loftet [^`]+)`")
_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Block:
    """Commands, the line of the page on which they begin, and the output that is shown for them."""

    line: int
    commands: str
    shown: str | None


def blocks_of(page: str) -> list[Block]:
    """The commands of a page, in order."""
    fenced = [
        (found["kind"], found["text"], page.count("\n", 0, found.start()) + 2) for found in _FENCED.finditer(page)
    ]
    shown = [text if kind == "text" else None for kind, text, _ in fenced[1:]] + [None]
    return [Block(line, text, after) for (kind, text, line), after in zip(fenced, shown, strict=True) if kind == "sh"]


def inline_of(page: str) -> list[str]:
    """Every `loftet ...` within the sentences of a page, in order."""
    return [" ".join(found.split()) for found in _INLINE.findall(_ANY_FENCED.sub("", page))]


def run(blocks: Sequence[Block], stack: Stack, *, strict: bool = False) -> list[str]:
    """Run the blocks in one shell, as they stand but for where the stack is; returns what each printed.

    Args:
        blocks: the commands of a page.
        stack: takes the place of the one that `make up` starts.
        strict: a refused request fails, for pages that show no output.
    """
    mark = f"-- {uuid.uuid4()} --"
    script = f"\nprintf '%s' '{mark}'\n".join(_here(block.commands, stack, strict=strict) for block in blocks)
    ran = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", script],
        cwd=REPOSITORY,
        env=surroundings(stack),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    printed = ran.stdout.split(mark)
    assert ran.returncode == 0, (
        f"line {blocks[len(printed) - 1].line} ended with {ran.returncode}\n{ran.stdout}{ran.stderr}"
    )
    return printed


def differences(blocks: Sequence[Block], printed: Sequence[str]) -> Iterator[str]:
    """Where what came is not what is shown."""
    for block, came in zip(blocks, printed, strict=True):
        if block.shown is not None and not re.fullmatch(_pattern(block.shown), _packed(came), re.DOTALL):
            yield f"line {block.line} shows\n{block.shown}\nbut came\n{came}"


def surroundings(stack: Stack) -> dict[str, str]:
    """The environment of commands: none of this process's settings, but what `loftet` needs to know of the stack."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("LOFTET_")},
        "LOFTET_ACTIVITIES_URL": stack.url("activities"),
        "LOFTET_NOTIFICATIONS_URL": stack.url("notifications"),
        "LOFTET_SIGNING_KEY": str(stack.keys.signing),
        "LOFTET_TOKEN_ISSUER": ISSUER,
    }


def _here(commands: str, stack: Stack, *, strict: bool) -> str:
    """The commands with this stack's addresses in the place of the usual ones."""
    commands = commands.replace(f"{HOST}:{USUAL['kafka']}", stack.kafka_bootstrap)
    commands = commands.replace(".loftet/keys", str(stack.keys.folder))
    for name, port in stack.state.ports.items():
        commands = commands.replace(f"http://{HOST}:{USUAL[name]}", f"http://{HOST}:{port}")
    commands = commands.replace("-m deploy.local ", f"-m deploy.local --root {stack.root} ")
    commands = commands.replace(".venv/bin/python", sys.executable).replace(
        ".venv/bin/loftet", f"{sys.executable} -m shared.ops.cli"
    )
    return commands.replace("curl -sS", "curl -sS --fail-with-body") if strict else commands


def _pattern(shown: str) -> str:
    return ".*?".join(re.escape(_packed(part)) for part in shown.split("..."))


def _packed(text: str) -> str:
    return re.sub(r"\s+", "", text)
