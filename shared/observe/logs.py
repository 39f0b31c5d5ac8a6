"""Logs: one JSON object a line on stderr, for our own records and for those of the libraries alike.

Fields: time, level, service, process, event, trace_id where there is one, and what the caller adds. Bodies are
never logged; what looks like a token or a password in an address is struck out before a line is written.
"""

import logging
import math
import re
import sys
import threading
import time
from typing import Any, Final

import msgspec
import structlog
from structlog.typing import EventDict, WrappedLogger

from shared.config import ProcessSettings

_SECRET: Final = re.compile(rb"eyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=://)[^\s/@\"]+:[^\s/@\"]+(?=@)|(?<=[Bb]earer )[\w.~+/=-]+")
_STRUCK_OUT: Final = b"[struck out]"
_SPARING_SECONDS: Final = 60.0
_LEVELS: Final = logging.getLevelNamesMapping()
_fields: dict[str, str] = {}
_encoder: Final = msgspec.json.Encoder(enc_hook=repr, order="sorted")


def configure(settings: ProcessSettings, process: str) -> None:
    """Set up logging for this process.

    Args:
        settings: tells the level.
        process: whose process this is and which: `activities-web`, `reports-worker`.
    """
    set_up(settings.log_level, process)


def set_up(level: str, process: str) -> None:
    """As `configure`, for those who have no settings yet."""
    service, _, kind = process.rpartition("-")
    _fields.update(service=service or kind, process=kind)
    number = _LEVELS.get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.processors.format_exc_info,
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _STDERR,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.setLevel(max(number, logging.INFO))
    logging.getLogger("kafka").setLevel(max(number, logging.WARNING))  # it tells of every connection
    if not any(isinstance(handler, _Foreign) for handler in root.handlers):
        root.addHandler(_Foreign())
    logging.captureWarnings(True)


def strike_out(line: bytes) -> bytes:
    """The line without what looks like a token or a password."""
    if b"eyJ" in line or b"://" in line or b"earer " in line:
        return _SECRET.sub(_STRUCK_OUT, line)
    return line


def _render(_logger: WrappedLogger, _method: str, event: EventDict) -> bytes:
    event.update(_fields)
    return strike_out(_encoder.encode(event))


class _Stderr:
    """Writes each line whole. Asks for stderr each time, since tests and supervisors may exchange it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def msg(self, line: bytes) -> None:
        """Write one line."""
        with self._lock:
            sys.stderr.buffer.write(line + b"\n")
            sys.stderr.buffer.flush()

    log = debug = info = warning = warn = error = critical = exception = fatal = failure = msg


_STDERR: Final = _Stderr()


class _Sparing(logging.Filter):
    """Kafka's client complains several times a second of a broker that is away: each is heard now and then."""

    def __init__(self) -> None:
        super().__init__()
        self._heard: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is to be written."""
        if record.levelno < logging.WARNING or not record.name.startswith("kafka."):
            return True
        complaint, now = (record.name, str(record.msg)), time.monotonic()  # before its particulars are put in
        if now - self._heard.get(complaint, -math.inf) < _SPARING_SECONDS:
            return False
        self._heard[complaint] = now
        return True


class _Foreign(logging.Handler):
    """Passes what libraries log by the standard library on to our own form."""

    _log: Any = structlog.get_logger("foreign")

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(_Sparing())

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record as one of ours."""
        try:
            self._log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info or None)
        except Exception:
            self.handleError(record)
