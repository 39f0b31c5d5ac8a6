"""The image: what it installs, what it copies, what it runs as, and the list of what is in it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.docker.sbom import NotInstalled, Package, document, locked, main
from shared.kafka.users import DECLARATION

ROOT = Path(__file__).parent.parent.parent
DOCKER = ROOT / "deploy/docker"
LOCK = (DOCKER / "requirements.lock").read_text(encoding="utf-8")
DOCKERFILE = (DOCKER / "Dockerfile").read_text(encoding="utf-8")


def test_the_image_installs_the_versions_that_the_tests_ran_with() -> None:
    pin = re.compile(r"(?m)^([\w.-]+==\S+)")
    tested = set(pin.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))
    shipped = set(pin.findall((ROOT / "deploy/docker/requirements.lock").read_text(encoding="utf-8")))

    assert shipped
    assert shipped <= tested


def test_every_package_is_installed_by_its_hash_and_none_is_built() -> None:
    pins = re.findall(r"(?m)^[\w.-]+==[^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}[^\n]*)*", LOCK)

    assert "--require-hashes --only-binary=:all:" in DOCKERFILE
    assert not [pin for pin in pins if "--hash=sha256:" not in pin]


def test_the_base_is_named_by_its_version_and_the_process_is_not_root() -> None:
    base = re.search(r"(?m)^ARG PYTHON=python:(\S+)$", DOCKERFILE)
    last = DOCKERFILE.rpartition("FROM ${PYTHON}")[2]

    assert base and re.match(r"3\.11\.\d+-slim-bookworm", base[1])
    assert set(re.findall(r"(?m)^FROM (\S+)", DOCKERFILE)) == {"${PYTHON}", "scratch"}
    assert re.search(r"(?m)^USER [1-9]\d*:[1-9]\d*$", last)


def test_what_draws_text_is_installed_in_the_image_that_runs() -> None:
    last = DOCKERFILE.rpartition("FROM ${PYTHON}")[2]

    assert {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"} <= set(last.split())


def test_all_that_is_copied_exists_and_is_sent_to_the_engine() -> None:
    sent = [line[1:] for line in (DOCKER / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"]
    copied = re.findall(r"(?m)^COPY ((?!--from)\S+) ", DOCKERFILE)

    assert copied
    assert not [each for each in copied if not (ROOT / each).exists()]
    assert set(copied) == set(sent)
    assert DECLARATION.relative_to(ROOT).parts[:2] == ("deploy", "kafka")


def test_the_entry_knows_the_processes_by_the_names_that_the_code_has() -> None:
    entry = (DOCKER / "entrypoint.sh").read_text(encoding="utf-8")
    modules = re.findall(r"services\.\$2\.(\w+)", entry)

    assert modules == ["app", "worker"]
    for service in ("activities", "reports", "notifications"):
        assert all((ROOT / "services" / service / f"{module}.py").exists() for module in modules)
    assert (ROOT / "shared/http/gunicorn_conf.py").exists()


def test_whoever_is_let_into_a_container_finds_the_command_of_the_documents(tmp_path: Path) -> None:
    command = DOCKER / "loftet"
    copied = re.search(r"(?m)^COPY deploy/docker/loftet (\S+)/loftet$", DOCKERFILE)
    path = re.search(r"(?m)^ENV PATH=(\S+?):", DOCKERFILE)

    helped = subprocess.run(
        [sys.executable, str(command), "dead-letters", "--help"],
        cwd=tmp_path,  # wherever it is called from
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert copied and path and copied[1] == path[1]
    assert command.stat().st_mode & 0o111 == 0o111
    assert command.read_text(encoding="utf-8").startswith("#!/venv/bin/python\n")
    assert 'sys.path.insert(0, "/app")' in command.read_text(encoding="utf-8")
    assert helped.stdout.startswith("Usage: loftet dead-letters")


def test_the_list_of_what_is_in_the_image_is_cyclonedx_and_says_all_that_the_lock_pins(tmp_path: Path) -> None:
    command = [sys.executable, str(DOCKER / "sbom.py"), str(DOCKER / "requirements.lock")]
    for name in ("one", "two"):
        subprocess.run([*command, str(tmp_path / name)], check=True, cwd=tmp_path, env={"PATH": ""})

    found = json.loads((tmp_path / "one").read_text(encoding="utf-8"))
    everywhere = {package.name for package in locked(LOCK) if not package.marker}

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (found["bomFormat"], found["specVersion"], found["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", found["serialNumber"])
    assert everywhere <= {each["name"] for each in found["components"]}
    assert all(each["type"] == "library" and each["purl"] == each["bom-ref"] for each in found["components"])
    assert not [each["name"] for each in found["components"] if not each.get("licenses")]


def test_the_list_says_who_needs_what() -> None:
    found = document(list(locked(LOCK)), "loftet")
    needs = {each["ref"]: set(each["dependsOn"]) for each in found["dependencies"]}
    refs = {each["bom-ref"] for each in found["components"]}

    direct = {purl.partition("@")[0].removeprefix("pkg:pypi/") for purl in needs["loftet"]}
    assert {"flask-smorest", "kafka-python", "pymongo", "weasyprint"} <= direct
    assert set(needs) == refs | {"loftet"}
    assert set().union(*needs.values()) == refs


def test_a_package_that_is_not_there_is_named() -> None:
    absent = Package(name="no-such-thing", version="1.0", marker=False, wanted_by=("loftet",))

    with pytest.raises(NotInstalled, match=r"no-such-thing 1\.0"):
        document([absent], "loftet")


def test_a_lock_that_names_what_is_not_there_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("no-such-thing==1.0 \\\n    --hash=sha256:00\n    # via flask\n")

    assert "no-such-thing" in (main(str(tmp_path / "lock"), str(tmp_path / "out")) or "")
    assert not (tmp_path / "out").exists()
