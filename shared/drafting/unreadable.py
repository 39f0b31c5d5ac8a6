"""Why a document could not be read, and what to do about it."""

from typing import Literal

Code = Literal["empty", "garbage", "no-text", "encrypted", "too-large", "not-swedish", "unsupported", "damaged"]


class Unreadable(Exception):
    """A document that gives no text to read.

    Attributes:
        code: which of the reasons, for programs.
        detail: what is wrong, in English, for a person.
        remedy: what the person can do.
    """

    def __init__(self, code: Code, detail: str, remedy: str) -> None:
        super().__init__(f"{detail} {remedy}")
        self.code, self.detail, self.remedy = code, detail, remedy

    @property
    def line(self) -> str:
        """All of it on one line, as a command says it."""
        return f"{self.detail} {self.remedy} ({self.code})"
