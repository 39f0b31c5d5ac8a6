"""A backup that cannot be made or put back changes nothing, and says why in a line."""

import tarfile
from pathlib import Path

from click.testing import CliRunner, Result

from deploy.local import Stack, keys
from deploy.local.__main__ import main
from deploy.local.stack import REPOSITORY


def local(root: Path, *words: str) -> Result:
    return CliRunner().invoke(
        main, ["--root", str(root), *words], env={"LOFTET_KAFKA_BOOTSTRAP": None, "LOFTET_MONGODB_URI": None}
    )


def filled(root: Path) -> Path:
    """A stack that has run: its data, and its keys."""
    for name in ("kafka", "mongodb"):
        (root / "data" / name).mkdir(parents=True)
        (root / "data" / name / "records").write_text(f"{name} of {root.name}")
    keys.ensure(Stack(root).keys.folder)
    return root


def test_what_was_backed_up_is_put_back_on_another_machine(tmp_path: Path) -> None:
    here, there = filled(tmp_path / "here"), tmp_path / "there"

    assert local(here, "backup", str(tmp_path / "file")).exit_code == 0
    assert local(there, "restore", str(tmp_path / "file")).exit_code == 0

    assert (there / "data" / "kafka" / "records").read_text() == "kafka of here"
    assert Stack(there).keys.signing.read_bytes() == Stack(here).keys.signing.read_bytes()
    assert Stack(there).keys.signing.stat().st_mode & 0o777 == 0o600


def test_what_a_restore_replaces_is_kept_aside(tmp_path: Path) -> None:
    here, there = filled(tmp_path / "here"), filled(tmp_path / "there")
    local(here, "backup", str(tmp_path / "file"))

    said = local(there, "restore", str(tmp_path / "file"))

    (aside,) = there.glob("before-restore-*")
    assert str(aside) in said.output
    assert (aside / "data" / "mongodb" / "records").read_text() == "mongodb of there"
    assert (there / "data" / "mongodb" / "records").read_text() == "mongodb of here"


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("dear")

    said = local(filled(tmp_path / "here"), "backup", str(file))

    assert said.exit_code == 1
    assert "exists: name another file" in said.output
    assert file.read_text() == "dear"


def test_a_stack_without_data_of_its_own_is_not_backed_up(tmp_path: Path) -> None:
    said = local(tmp_path / "empty", "backup", str(tmp_path / "file"))

    assert said.exit_code == 1
    assert "holds no data/kafka and no data/mongodb and no keys" in said.output
    assert not (tmp_path / "file").exists()


def test_brokers_that_ran_already_are_left_to_their_own_tools(tmp_path: Path) -> None:
    words = ["--root", str(filled(tmp_path / "here")), "backup", str(tmp_path / "file")]

    said = CliRunner().invoke(main, words, env={"LOFTET_KAFKA_BOOTSTRAP": "kafka.example:9092"})

    assert said.exit_code == 1
    assert "use their own tools" in said.output


def test_half_a_backup_changes_nothing(tmp_path: Path) -> None:
    here, file = filled(tmp_path / "here"), tmp_path / "file"
    local(here, "backup", str(file))
    file.write_bytes(file.read_bytes()[:-200])

    said = local(here, "restore", str(file))

    assert said.exit_code == 1
    assert "is not a whole backup, nothing was changed" in said.output
    assert sorted(path.name for path in here.iterdir()) == ["data", "keys", "lock"]


def test_an_archive_of_something_else_changes_nothing(tmp_path: Path) -> None:
    here, file = filled(tmp_path / "here"), tmp_path / "file"
    with tarfile.open(file, "w:gz") as archive:
        archive.add(REPOSITORY / "LICENSE", "data/../../LICENSE")

    said = local(here, "restore", str(file))

    assert said.exit_code == 1
    assert "nothing was changed" in said.output
    assert (here / "data" / "kafka" / "records").read_text() == "kafka of here"
