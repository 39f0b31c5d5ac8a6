"""docker-compose.yml: valid by the compose schema, and in step with what the code reads from its environment."""

import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema

from deploy.local.keys import Keys
from shared.ops.migrate import migrate
from shared.ops.seed import seed
from shared.ops.topics import topics
from tests.contract.apps import SERVICES
from tests.contract.settings import declared

ROOT = Path(__file__).parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
PROCESSES = [f"{service}-{process}" for service in SERVICES for process in ("web", "worker")]
JOBS = {"topics", *(f"{service}-migrate" for service in SERVICES)}  # they end by themselves
ALL = [*PROCESSES, "operator-page"]
OURS = {*ALL, *JOBS}
OPS = {"topic-ui", "prometheus", "grafana"}


def given(process: str) -> dict[str, Any]:
    return COMPOSE["services"][process]["environment"]


def test_the_file_is_valid_by_the_compose_schema() -> None:
    jsonschema.validate(COMPOSE, get_builtin_schema("vendor.compose-spec"))


@pytest.mark.parametrize("process", ALL)
def test_every_setting_that_is_passed_is_one_that_the_code_reads(process: str) -> None:
    known, _ = declared(process.partition("-")[0])

    assert set(given(process)) <= known


@pytest.mark.parametrize("process", ALL)
def test_every_setting_that_is_required_is_passed(process: str) -> None:
    _, required = declared(process.partition("-")[0])

    assert required <= set(given(process))


@pytest.mark.parametrize("process", ALL)
def test_each_setting_that_names_a_file_names_one_that_is_mounted(process: str) -> None:
    mounted = {
        each["target"]: COMPOSE["configs"][each["source"]]["file"] for each in COMPOSE["services"][process]["configs"]
    }
    registry = given(process)["LOFTET_CLIENTS"]

    assert {given(process)[name] for name in ("LOFTET_JWKS", "LOFTET_TIPS_KEYS") if name in given(process)} <= set(
        mounted
    )
    assert registry == "${LOFTET_CLIENTS:+/clients.yml}"  # none by itself, and then nothing is mounted
    assert mounted["/clients.yml"] == "${LOFTET_CLIENTS:-/dev/null}"


def test_the_topics_job_passes_what_the_command_reads() -> None:
    read = {str(parameter.envvar): parameter.required for parameter in topics.commands["create"].params}

    assert set(given("topics")) <= set(read)
    assert {name for name, required in read.items() if required} <= set(given("topics"))


@pytest.mark.parametrize("service", SERVICES)
def test_no_process_starts_before_its_database_is_brought_to_where_its_code_is(service: str) -> None:
    job = f"{service}-migrate"
    read = {str(parameter.envvar) for parameter in migrate.params if parameter.envvar}

    assert COMPOSE["services"][job]["command"] == ["migrate", service]
    assert read <= set(given(job))
    for process in ("web", "worker"):
        waits = COMPOSE["services"][f"{service}-{process}"]["depends_on"]
        assert waits[job] == {"condition": "service_completed_successfully"}
        assert given(f"{service}-{process}") == given(job)


def test_each_service_has_a_web_and_a_worker_process_and_each_process_tells_its_health() -> None:
    ours = {name for name, one in COMPOSE["services"].items() if "build" in one}

    assert ours == OURS
    for name, one in COMPOSE["services"].items():
        assert "healthcheck" in one or name in JOBS, name


def test_ports_are_published_on_loopback_alone() -> None:
    published = [port for one in COMPOSE["services"].values() for port in one.get("ports", [])]

    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_no_secret_has_a_value_or_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    defaults = re.findall(r"\$\{(\w+):?-[^}]", text)

    assert not [name for name in defaults if re.search("KEY|SECRET|PASSWORD|TOKEN$", name)]
    assert not re.search(r"(?m)^\s*\w*(PASSWORD|SECRET)\w*: *[^ #\n]", text)


def test_every_image_is_named_by_its_version() -> None:
    for name, one in COMPOSE["services"].items():
        assert re.search(r":v?\d+(\.\d+)+$", one["image"]), name


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_each_container_runs_as_nobody_in_particular_and_writes_nowhere_but_where_it_keeps_things(name: str) -> None:
    one = COMPOSE["services"][name]

    assert name in OPS or re.fullmatch(r"[1-9]\d*:[1-9]\d*", one["user"])  # those are what their images say
    assert one["read_only"]
    assert one["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_no_container_may_take_all_memory_or_processes_or_gain_rights(name: str) -> None:
    one = COMPOSE["services"][name]

    assert re.fullmatch(r"\d+[mg]", one["mem_limit"])
    assert 0 < one["pids_limit"] <= 1024
    assert one["security_opt"] == ["no-new-privileges:true"]


def test_what_only_looks_starts_on_demand_alone_and_nothing_else_waits_for_it() -> None:
    on_demand = {name for name, one in COMPOSE["services"].items() if one.get("profiles") == ["ops"]}
    always = {name: one for name, one in COMPOSE["services"].items() if "profiles" not in one}

    assert on_demand == OPS
    assert on_demand | set(always) == set(COMPOSE["services"])
    assert not [name for name, one in always.items() if OPS & set(one.get("depends_on", ()))]
    assert not re.search(r"\$\{\w*GRAFANA|\$\{GF_", str(always))


def test_what_is_to_be_played_here_goes_to_the_ports_of_the_file_and_is_signed_as_it_asks() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    words = re.search(r"(?m)^SEED := (.*)$", makefile)
    assert words
    with seed.make_context("seed", words[1].replace(".loftet/keys/private/signing.json", __file__).split()) as context:
        asked = context.params

    ports = {name: COMPOSE["services"][f"{name}-web"]["ports"][0] for name in ("activities", "notifications")}
    assert {f"{urlsplit(asked[f'{name}_url']).netloc}:8080" for name in ports} == set(ports.values())
    assert f":-{asked['issuer']}}}" in given("activities-web")["LOFTET_TOKEN_ISSUER"]
    assert Keys(Path(".loftet/keys")).signing == Path(words[1].split("--key ")[1].split()[0])
    assert "`make seed`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_grafana_does_not_start_without_a_password() -> None:
    shell, flag, script = COMPOSE["services"]["grafana"]["entrypoint"]
    script = script.replace("$$", "$").replace("exec /run.sh", "echo started")

    without = subprocess.run([shell, flag, script], env={}, capture_output=True, text=True, check=False)
    given = {"GF_SECURITY_ADMIN_PASSWORD": "some words"}
    with_one = subprocess.run([shell, flag, script], env=given, capture_output=True, text=True, check=False)

    assert (without.returncode != 0, without.stdout) == (True, "")
    assert "GF_SECURITY_ADMIN_PASSWORD" in without.stderr
    assert with_one.stdout == "started\n"


def test_every_file_that_is_mounted_exists() -> None:
    mounted = [each for one in COMPOSE["services"].values() for each in one.get("volumes", ())]
    files = [each.split(":") for each in mounted if each.startswith("./")]
    named = {each.split(":")[0] for each in mounted if not each.startswith("./")}

    assert files
    assert not [source for source, *_ in files if not (ROOT / source).exists()]
    assert not [each for each in files if each[-1] != "ro"]
    assert named == set(COMPOSE["volumes"])


def test_prometheus_asks_every_process_by_its_name_and_port() -> None:
    asked = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text(encoding="utf-8"))
    targets = {job["job_name"]: job["static_configs"][0]["targets"] for job in asked["scrape_configs"]}
    rules = {Path(each) for each in asked["rule_files"]}

    ports = {name: COMPOSE["services"][name]["healthcheck"]["test"][-1] for name in ALL}
    assert targets == {name: [f"{name}:{port}"] for name, port in ports.items()}
    assert not [each for each in rules if not (ROOT / "deploy/prometheus" / each.name).exists()]


def test_the_page_asks_every_process_by_its_name_and_port() -> None:
    asked = dict(each.strip().split("=") for each in given("operator-page")["LOFTET_PROCESSES"].split(","))

    ports = {name: COMPOSE["services"][name]["healthcheck"]["test"][-1] for name in PROCESSES}
    assert asked == {name: f"http://{name}:{port}" for name, port in ports.items()}


def test_grafana_finds_its_dashboard_and_prometheus() -> None:
    of = {Path(target): ROOT / source for source, target, *_ in map(_mount, COMPOSE["services"]["grafana"]["volumes"])}
    provided = yaml.safe_load((ROOT / "deploy/grafana/dashboards.yml").read_text(encoding="utf-8"))["providers"]
    sources = yaml.safe_load((ROOT / "deploy/grafana/datasources.yml").read_text(encoding="utf-8"))["datasources"]

    folders = {Path(each["options"]["path"]) for each in provided}
    assert {target.parent for target in of if target.suffix == ".json"} == folders
    assert {urlsplit(each["url"]).hostname for each in sources} <= set(COMPOSE["services"])


def _mount(text: str) -> list[str]:
    return text.split(":")
