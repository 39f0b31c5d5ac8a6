"""PDFs: made in processes of their own, two at a time at most, each once, and kept while there is room.

A document's ETag is of its HTML, so that whoever has it already is answered without making anything, and one that is
asked for by many at once is made for the first and handed to all. Measured: two years of Nykvarn, nine pages, take two
seconds of a processor and 84 MB, which end with the process; no request takes longer than `WAIT` and `LONGEST` in all.
"""

import hashlib
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final

import structlog
from flask import Response, request
from werkzeug.http import quote_etag

from shared.http.problem import unavailable

AT_ONCE: Final = 2
WAIT: Final = 5.0  # seconds in line
LONGEST: Final = 22.0  # seconds of making; together they end before gunicorn gives a request up
MOST_KEPT: Final = 32 << 20  # bytes
_PAPER: Final = Path(__file__).with_name("paper.py")
_MADE_BY: Final = hashlib.sha256(
    b"".join(path.read_bytes() for path in (_PAPER, _PAPER.parent / "static" / "paper.css"))
).hexdigest()

log = structlog.get_logger(__name__)


class Press:
    """Makes PDFs, and remembers the last of them.

    Args:
        draw: makes one from its HTML.
        at_once: how many are made at the same time.
        wait: seconds in line before a caller is turned away.
    """

    def __init__(self, draw: Callable[[str], bytes], at_once: int = AT_ONCE, wait: float = WAIT) -> None:
        self._draw = draw
        self._wait = wait
        self._room = threading.Semaphore(at_once)
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._under_way: dict[str, Future[bytes]] = {}

    def pdf(self, key: str, html: str) -> bytes:
        """The PDF of a document.

        Raises:
            Problem: 503 when too many are being made, or this machine cannot make any.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            waited_for = self._under_way.get(key)
            ours = None if waited_for else self._under_way.setdefault(key, Future())
        if waited_for:
            return waited_for.result(timeout=WAIT + LONGEST)
        return self._make(key, html, ours or Future())

    def _make(self, key: str, html: str, ours: Future[bytes]) -> bytes:
        try:
            made = self._drawn(html)
        except BaseException as error:
            ours.set_exception(error)
            raise
        else:
            ours.set_result(made)
            self._keep(key, made)
            return made
        finally:
            with self._lock:
                self._under_way.pop(key, None)

    def _drawn(self, html: str) -> bytes:
        if not self._room.acquire(timeout=self._wait):
            raise unavailable("Too many documents are being made just now.")
        try:
            return self._draw(html)
        finally:
            self._room.release()

    def _keep(self, key: str, made: bytes) -> None:
        with self._lock:
            self._kept[key] = made
            while sum(map(len, self._kept.values())) > MOST_KEPT:
                self._kept.popitem(last=False)


def draw(html: str) -> bytes:
    """The PDF of a document, made in a process that has nothing of ours.

    Raises:
        Problem: 503 when it took too long, or cannot be made on this machine.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PAPER)], input=html.encode(), capture_output=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise unavailable("The document took too long to make.") from error
    if done.returncode:
        log.error("pdf.failed", code=done.returncode, said=done.stderr.decode(errors="replace")[-500:])
        raise unavailable("Documents cannot be made just now. The same is told on the page.")
    return done.stdout


press = Press(draw)


def answer(html: str, name: str) -> Response:
    """The PDF of a document as an answer, unless the caller has it already.

    Args:
        html: the whole document.
        name: of the file that it is saved as.
    """
    key = hashlib.sha256(f"{_MADE_BY}{html}".encode()).hexdigest()[:32]
    if request.if_none_match.contains(key):
        response = Response(status=304)
    else:
        response = Response(press.pdf(key, html), content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["ETag"] = quote_etag(key)
    response.cache_control.no_cache = True
    return response
