"""The document's text with the words that values rest on marked in it, one within the other as they lie."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from services.activities.domain.evidence import TextSpan


@dataclass(slots=True)
class Marked:
    """Words that something rests on. ``number`` is that of their reference; ``holds`` are texts and marks in turn."""

    number: int
    start: int
    end: int
    open: bool
    holds: "list[str | Marked]" = field(default_factory=list)


def numbered(spans: Iterable[TextSpan]) -> dict[TextSpan, int]:
    """Each span once, by its number: in the order of the text, the longer first."""
    ordered = sorted(set(spans), key=lambda each: (each.start, -each.end))
    return {span: number for number, span in enumerate(ordered, 1)}


def marked(text: str, numbers: dict[TextSpan, int], still_open: set[TextSpan]) -> list[str | Marked]:
    """The whole text. A span that crosses the end of another is cut there: what is left of it is not marked."""
    root = Marked(0, 0, len(text), open=False)
    stack, at = [root], 0
    for span in numbers:
        while span.start >= stack[-1].end and len(stack) > 1:
            at = _close(text, stack, at)
        start, end = max(span.start, at), min(span.end, stack[-1].end)
        mark = Marked(numbers[span], start, max(start, end), span in still_open)
        _add(stack[-1], text[at:start])
        stack[-1].holds.append(mark)
        stack.append(mark)
        at = start
    while stack:
        at = _close(text, stack, at)
    return root.holds


def _close(text: str, stack: list[Marked], at: int) -> int:
    done = stack.pop()
    _add(done, text[at : done.end])
    return max(at, done.end)


def _add(mark: Marked, words: str) -> None:
    if words:
        mark.holds.append(words)


def plain(pieces: Sequence[str | Marked]) -> Iterator[str]:
    """The text of pieces again."""
    for piece in pieces:
        yield from plain(piece.holds) if isinstance(piece, Marked) else (piece,)
