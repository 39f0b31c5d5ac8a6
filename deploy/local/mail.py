"""The embedded mail server: a sink that keeps each message as a file, in a process of its own."""

import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.part import Part, listens

_SINK = Path(__file__).parent / "sink.py"


def part(folder: Path, port: int, environment: Mapping[str, str]) -> Part:
    """The sink, with the folder that it keeps the messages in."""
    return Part(
        name="smtp",
        port=port,
        # -P: the folder of the script must not shadow the libraries' names
        command=[sys.executable, "-P", str(_SINK), str(port), str(folder)],
        environment=environment,
        check=lambda: listens(port),
        prepare=lambda: folder.mkdir(parents=True, exist_ok=True),
    )
