"""`loftet lint`: what it prints, and what its exit status means."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from shared.drafting.linting.table import table
from shared.ops.cli import main

SEED = Path("deploy/seed/nykvarn-2021-2022.yml")


def test_findings_are_printed_with_rule_reason_and_source_and_the_exit_status_is_1() -> None:
    text = CliRunner().invoke(main, ["lint", str(SEED)])
    swedish = CliRunner().invoke(main, ["lint", str(SEED), "--language", "sv"])

    assert (text.exit_code, swedish.exit_code) == (1, 1)
    assert "promises[4].commitments[0].target  measurable.no-target" in text.stdout
    assert "Begin with: 1 per month" in text.stdout
    assert "Source: Brå" in text.stdout
    assert text.stderr == "3 findings: specific 1, measurable 2.\n"
    assert "inget mått är satt: hur många" in swedish.stdout


def test_as_json_each_finding_has_what_the_api_answers() -> None:
    printed = json.loads(CliRunner().invoke(main, ["lint", str(SEED), "--format", "json"]).stdout)

    assert {"property", "reason", "rule", "explanation", "why", "source"} <= printed[0].keys()
    assert printed[1]["suggestedTarget"]["each"] == "month"


def test_a_sound_agreement_is_found_nothing_in_and_the_exit_status_is_0(tmp_path: Path) -> None:
    sound = tmp_path / "sound.yml"
    sound.write_text(yaml.safe_dump(table().sound, allow_unicode=True))

    run = CliRunner().invoke(main, ["lint", str(sound)])

    assert (run.exit_code, run.stdout, run.stderr) == (0, "", "Nothing is found.\n")


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_draft_is_linted_as_it_was_read(form: str) -> None:
    drafted = CliRunner().invoke(main, ["read", str(SEED.with_suffix(".txt")), "--format", form]).stdout

    run = CliRunner().invoke(main, ["lint", "-"], input=drafted)

    assert run.exit_code == 1
    assert "measurable.no-target" in run.stdout


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00\x01", "is no YAML or JSON"),
        (b"- [", "is no YAML or JSON"),
        (b"", "holds no agreement"),
        (b"Medborgarl\xc3\xb6ften i Skara", "holds no agreement"),
        (b"promises: []\nlofte: 1\n", "lofte is no field of an agreement"),
        (b"promises: alla\n", "is no agreement that can be read"),
        (b"period: {start: 2027-01-01, end: 2026-01-01}\n", "is before period.start (2027-01-01)"),
    ],
)
def test_what_is_no_agreement_is_told_in_a_line_and_the_exit_status_is_2(
    content: bytes, why: str, tmp_path: Path
) -> None:
    (tmp_path / "file.yml").write_bytes(content)

    run = CliRunner().invoke(main, ["lint", str(tmp_path / "file.yml")])

    assert (run.exit_code, run.stdout) == (2, "")
    assert why in run.stderr
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["read", "lint"])
def test_the_help_has_examples_and_says_what_the_exit_status_means(command: str) -> None:
    told = CliRunner().invoke(main, [command, "--help"]).stdout

    assert told.count(f"loftet {command} ") >= 3
    assert "Exit status:" in told


@pytest.mark.parametrize("command", ["lint", "read"])
def test_json_is_the_form_for_machines(command: str) -> None:
    file = str(SEED if command == "lint" else SEED.with_suffix(".txt"))
    short, long = (CliRunner().invoke(main, [command, file, *words]) for words in (["--json"], ["--format", "json"]))

    assert json.loads(short.stdout) == json.loads(long.stdout)
