"""Reading JSON bodies strictly: what two readers could understand differently, or nobody can store, is refused.

Source: I-JSON (RFC 7493) for what is refused beyond plain JSON: repeated names, lone surrogates, NaN,
and numbers that do not fit.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, TypeVar

from flask import current_app, request

from shared.http.problem import MEANINGS, Problem, of_status

View = TypeVar("View", bound=Callable[..., Any])

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 32  # containers within containers; MongoDB itself stops at 100
_INT64: Final = 2**63
_INT64_DIGITS: Final = 20  # with its sign
BOM: Final = b"\xef\xbb\xbf"
_SUSPECT: Final = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class NotJson(Problem):
    """400: no JSON at all."""

    def __init__(self, detail: str, remedy: str) -> None:
        super().__init__(400, MEANINGS[400].title, detail, remedy=remedy)


def takes_larger(most: Mapping[str, int]) -> Callable[[View], View]:
    """Let a view take bodies of more than 1 MiB: media type -> bytes. To stand below what routes it."""

    def decorate(view: View) -> View:
        view.largest_bodies = most  # type: ignore[attr-defined]
        return view

    return decorate


def raw_body() -> bytes:
    """The request's body as it came, read once and kept.

    Raises:
        Problem: 413 over 1 MiB, or over what the view takes of its kind; 415 when it is compressed, or JSON that is
            said to be in another encoding than UTF-8.
    """
    if request.environ.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
        raise Problem(415, MEANINGS[415].title, "Compressed bodies are not taken.", remedy="Send it as it is.")
    charset = request.mimetype_params.get("charset", "utf-8")
    if request.mimetype.endswith("json") and charset.lower() not in ("utf-8", "utf8"):
        raise Problem(415, MEANINGS[415].title, "JSON is taken in UTF-8 alone.", remedy="Encode it as UTF-8.")
    most = limit_body()
    if (request.content_length or 0) > most:
        raise _too_large(most)
    body = request.get_data(cache=True)
    # Werkzeug cuts a body without Content-Length off at the limit, in silence: one that long may be longer.
    if request.content_length is None and len(body) >= most:
        raise _too_large(most)
    return body


def limit_body() -> int:
    """How many bytes the body of the request at hand may have, said to Werkzeug too, which reads forms itself."""
    view: Any = current_app.view_functions.get(request.endpoint or "")
    larger: int | None = getattr(view, "largest_bodies", {}).get(request.mimetype)
    if larger is None:
        return MAX_BYTES
    request.max_content_length = request.max_form_memory_size = larger
    return larger


def _too_large(most: int) -> Problem:
    if most == MAX_BYTES:
        return of_status(413)
    detail = f"A body of this kind may hold {most // 2**20} MiB here."
    return Problem(413, MEANINGS[413].title, detail, remedy="Leave out its pictures, or send the text alone.")


def read_json() -> Any:  # noqa: ANN401  (whatever the sender wrote)
    """The request's body as JSON, whatever its content type says.

    Raises:
        Problem: 400 when it is not JSON as told above; and as `raw_body`.
    """
    return parse_json(raw_body())


def parse_json(body: bytes, what: str = "body") -> Any:  # noqa: ANN401
    """Bytes as JSON.

    Args:
        body: the bytes.
        what: they are, for a refusal.

    Raises:
        Problem: 400 with what is wrong and where; `NotJson` when it is none at all.
    """
    try:
        value = _DECODER.decode(body.removeprefix(BOM).decode())
    except UnicodeDecodeError as error:
        raise NotJson(f"The {what} is not UTF-8: byte {error.start} is out of place.", "Encode it as UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise NotJson(f"The {what} is not JSON: {error.msg.lower()} ({where}).", "Send valid JSON.") from None
    except RecursionError:
        _refuse_depth(what)
    except ValueError as error:
        _refuse(f"The {what} is not JSON that all read alike: {error}.", "Mend it and send it again.")
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH:
        _check_depth(value, what)
    if _SUSPECT.search(body):
        _check_text(value)
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        ((repeated, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the name {json.dumps(repeated[:80])} stands twice in one object")
    return members


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _integer(text: str) -> int:
    if len(text) > _INT64_DIGITS or not -_INT64 <= (number := int(text)) < _INT64:
        raise ValueError("a whole number needs more than 64 bits")
    return number


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_members, parse_constant=_constant, parse_int=_integer, parse_float=_float
)


def _check_depth(value: Any, what: str) -> None:  # noqa: ANN401
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return
    _refuse_depth(what)


def _check_text(value: Any) -> None:  # noqa: ANN401
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            if _UNSTORABLE.search(node):
                _refuse("A text holds NUL or half a surrogate pair.", "Leave such characters out.")
        elif isinstance(node, dict):
            pending.extend(node)
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)


def _refuse_depth(what: str) -> NoReturn:
    _refuse(f"The {what} nests deeper than {MAX_DEPTH} levels.", "Send it as the documentation shows.")


def _refuse(detail: str, remedy: str) -> NoReturn:
    raise Problem(400, MEANINGS[400].title, detail, remedy=remedy)
