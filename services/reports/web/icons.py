"""Single icons out of the page's own set, for pictures that stand on other sites."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

_SET: Final = Path(__file__).parent / "templates" / "web" / "_icons.svg"
_SYMBOL: Final = re.compile(r'<symbol id="i-([\w-]+)".*?</symbol>')
_SHARED: Final = re.compile(r'<g id="(\w+)".*?</g>')


def symbol(name: str, under: str) -> Markup:
    """An icon and what it uses; `under` is the colour that shows through its openings."""
    found = _symbols()[name]
    used = "".join(text for shared, text in _shared().items() if f'href="#{shared}"' in found)
    return Markup((used + found).replace('class="knock"', f'stroke="{under}"'))  # noqa: S704  our own file


@cache
def _symbols() -> dict[str, str]:
    return {found[1]: found[0] for found in _SYMBOL.finditer(_SET.read_text(encoding="utf-8"))}


@cache
def _shared() -> dict[str, str]:
    return {found[1]: found[0] for found in _SHARED.finditer(_SET.read_text(encoding="utf-8"))}
