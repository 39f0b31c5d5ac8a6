"""The mail sink keeps each message as a file, and tells a repeat on the wire from a second message."""

from pathlib import Path

from deploy.local.sink import keep

MAIL = b"Message-ID: <3f1c.walk@loftet.example>\r\nSubject: Vandring\r\n\r\nKlart.\r\n"


def test_a_message_is_kept_under_its_message_id_with_its_envelope(tmp_path: Path) -> None:
    kept = keep(tmp_path, "loftet@loftet.example", ["trygghet@nykvarn.example"], MAIL)

    assert kept.name == "3f1c.walk@loftet.example.eml"
    assert b"X-Envelope-To: trygghet@nykvarn.example\r\n" in kept.read_bytes()
    assert kept.read_bytes().endswith(MAIL)


def test_a_message_that_comes_again_is_kept_as_a_repeat(tmp_path: Path) -> None:
    names = [keep(tmp_path, "a@b.example", ["c@d.example"], MAIL).name for _ in range(3)]

    assert names == [
        "3f1c.walk@loftet.example.eml",
        "3f1c.walk@loftet.example.repeat-1.eml",
        "3f1c.walk@loftet.example.repeat-2.eml",
    ]


def test_a_message_id_cannot_leave_the_folder(tmp_path: Path) -> None:
    kept = keep(tmp_path, "a@b.example", ["c@d.example"], b"Message-ID: <../../etc/x>\r\n\r\n")

    assert kept.parent == tmp_path


def test_a_message_without_an_id_is_named_by_its_content(tmp_path: Path) -> None:
    first = keep(tmp_path, "a@b.example", ["c@d.example"], b"Subject: x\r\n\r\n")
    other = keep(tmp_path, "a@b.example", ["c@d.example"], b"Subject: y\r\n\r\n")

    assert first.name != other.name
