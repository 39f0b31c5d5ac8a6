"""Places: how two names are the same."""

from unicodedata import normalize


def plain(name: str) -> str:
    """A name as it is compared: whatever its case, spaces and accents' encoding."""
    return " ".join(normalize("NFC", name).casefold().split())
