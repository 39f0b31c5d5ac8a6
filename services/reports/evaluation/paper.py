"""A process of its own that makes one PDF: HTML on its standard input, the PDF on its standard output.

Run by `drawing`, by its path, so that whatever a document costs in memory or time ends with the process. It reads the
style sheet and fonts beside it and nothing else, and imports nothing of ours.
"""

import re
import resource
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

MEMORY = 1 << 30  # bytes of address space
CPU_SECONDS = 20
STATIC = Path(__file__).parent / "static"
MAY_BREAK = "\u200b"  # takes no room
LONGEST_RUN = 80
_TAG = re.compile(r"(<[^>]*>)")
_LONG = re.compile(rf"\S{{{LONGEST_RUN + 1},}}")
_CHARACTER = re.compile(r"&#?\w+;|.")


def main() -> int:
    """Make the PDF.

    Returns:
        0, or 3 when a library that draws text is missing on this machine.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        from weasyprint import HTML  # type: ignore[import-untyped]
        from weasyprint.urls import FatalURLFetchingError, URLFetcher  # type: ignore[import-untyped]
    except OSError as error:
        print(error, file=sys.stderr)  # noqa: T201  this is what it says to the process that started it
        return 3

    class Beside(URLFetcher):  # type: ignore[misc]
        """Lets through what lies beside us; no document makes us read or call anything else."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ANN401
            """See `URLFetcher`."""
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or not path.is_relative_to(STATIC):
                raise FatalURLFetchingError(f"not beside us: {url}")
            return super().fetch(url, headers)

    document = HTML(string=breakable(sys.stdin.read()), base_url=STATIC.as_uri() + "/", url_fetcher=Beside())
    sys.stdout.buffer.write(document.write_pdf(pdf_variant="pdf/ua-1") or b"")
    return 0


def breakable(html: str) -> str:
    """The document with places to break in runs of more than 80 characters without a space.

    The time of making a line grows with the square of what cannot be broken: 3,000 characters took a minute.
    """
    return "".join(piece if piece.startswith("<") else _LONG.sub(_broken, piece) for piece in _TAG.split(html))


def _broken(run: re.Match[str]) -> str:
    held = _CHARACTER.findall(run[0])
    return MAY_BREAK.join("".join(held[at : at + LONGEST_RUN]) for at in range(0, len(held), LONGEST_RUN))


if __name__ == "__main__":
    sys.exit(main())
