"""`loftet read` of what cannot be read: one line that says what is wrong and what to do, and exit status 1."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from fpdf import FPDF

from shared.drafting.bounded import read_by
from shared.drafting.unreadable import Unreadable
from shared.ops.cli import main

ENGLISH = "The police and the municipality will walk through the centre of the town to see what is not safe. " * 5


def scanned() -> bytes:
    made = FPDF()
    made.add_page()
    made.rect(10, 10, 150, 200, style="F")
    return bytes(made.output())


def encrypted() -> bytes:
    made = FPDF()
    made.set_font("helvetica", size=11)
    made.add_page()
    made.multi_cell(0, 6, "Polisen och kommunen lovar att det ska bli tryggare i centrum.")
    made.set_encryption(owner_password="owner", user_password="user")
    return bytes(made.output())


@pytest.mark.parametrize(
    ("name", "content", "code", "remedy"),
    [
        ("garbage.txt", lambda: bytes(range(256)) * 40, "garbage", "Save the document as PDF"),
        ("empty.txt", lambda: b"", "empty", "Choose the file that holds the promises"),
        ("scanned.pdf", scanned, "no-text", "text recognition (OCR)"),
        ("english.txt", ENGLISH.encode, "not-swedish", "give the Swedish original"),
        ("secret.pdf", encrypted, "encrypted", "Save it without a password"),
        ("old.doc", lambda: b"\xd0\xcf\x11\xe0" + bytes(100), "unsupported", "Save it as PDF, DOCX or plain text"),
        ("broken.pdf", lambda: b"%PDF-1.7\nno more", "damaged", "Save the document anew"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line_with_what_to_do(
    name: str, content: Callable[[], bytes], code: str, remedy: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content())

    run = CliRunner().invoke(main, ["read", str(tmp_path / name)])

    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr.startswith("Error: ")
    assert run.stderr.endswith(f"({code})\n")
    assert remedy in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_file_of_fifty_megabytes_is_told_its_size_without_being_read(tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as opened:
        opened.truncate(50 * 1024 * 1024)

    run = CliRunner().invoke(main, ["read", str(large)])

    assert run.exit_code == 1
    assert "The file is 50 MiB, and at most 10 MiB is read." in run.stderr


def test_a_document_that_takes_too_long_is_given_up_as_by_the_api() -> None:
    with pytest.raises(Unreadable) as caught:
        read_by("shared.ops.read_child", "long.txt", "yaml", said=b"Vi lovar att patrullera. " * 20_000, seconds=0.05)

    assert caught.value.line.startswith("The document takes too long to read. ")
    assert caught.value.code == "too-large"
