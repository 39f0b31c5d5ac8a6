"""What the parties wrote stands as they wrote it, in Swedish, in a mail of any language; there it is marked.

The marks go with the words through the sentences that name them; in HTML they become a `lang`, else they go.
"""

import re
from typing import Final

SWEDISH: Final = "sv"
# Of Unicode's private use: they mean nothing to anybody else, and no text is escaped for their sake.
_BEGIN, _END = "\ue000", "\ue001"
_MARKED: Final = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}]*){_END}")
_MARKS: Final = re.compile(f"[{_BEGIN}{_END}]")


def marked(text: str) -> str:
    """Words in Swedish, in the midst of another language."""
    return f"{_BEGIN}{unmarked(text)}{_END}" if text else ""


def unmarked(text: str) -> str:
    """Text without marks."""
    return _MARKS.sub("", text)


def spoken_as_written(html: str) -> str:
    """HTML that says of marked words that they are Swedish, so that they are read aloud as such."""
    return unmarked(_MARKED.sub(rf'<span lang="{SWEDISH}">\1</span>', html))
