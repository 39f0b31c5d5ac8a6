"""The mail sink: an SMTP server that keeps each message as a file and sends nothing on.

A file is named after its Message-ID; a message that comes again with the same one is kept as
`NAME.repeat-N.eml`, so that a repeat on the wire can be told from a second notification.
Run as `python deploy/local/sink.py PORT FOLDER`: it imports none of the rest, to stay small.
"""

import asyncio
import hashlib
import re
import signal
import sys
from email.parser import BytesHeaderParser
from itertools import chain, count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_HOST = "127.0.0.1"


class Keeper:
    """aiosmtpd's handler: keeps what it is given."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message. The sender is told that it arrived when the file is there, whole."""
        kept = keep(self._folder, envelope.mail_from or "", envelope.rcpt_tos, _content(envelope))
        return f"250 OK: kept as {kept.name}"


def keep(folder: Path, sender: str, recipients: list[str], content: bytes) -> Path:
    """Write a message, with its envelope as headers, under a name of its own."""
    name = name_of(content)
    envelope = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n"
    beside = folder / f".{name}.new"
    beside.write_bytes(envelope.encode() + content)
    for candidate in chain([f"{name}.eml"], (f"{name}.repeat-{n}.eml" for n in count(1))):
        target = folder / candidate
        if not target.exists():
            return beside.rename(target)
    raise AssertionError("the names never end")


def name_of(content: bytes) -> str:
    """A file name from the Message-ID; without one, from the content."""
    message_id = str(BytesHeaderParser().parsebytes(content).get("Message-ID", "")).strip().strip("<>")
    name = re.sub(r"[^A-Za-z0-9@._+-]", "_", message_id).lstrip(".")[:150]
    return name or hashlib.sha256(content).hexdigest()[:32]


def _content(envelope: Envelope) -> bytes:
    content = envelope.content or b""
    return content if isinstance(content, bytes) else content.encode()


async def _serve(port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keeper(folder), enable_SMTPUTF8=True), _HOST, port)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
