"""What each process on Kubernetes is given: the settings that the code reads, the files that they name, the keys."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from deploy.local import guard
from shared.http.health import add_health
from tests.contract.apps import SERVICES
from tests.contract.manifests import (
    Process,
    mongodb,
    of_kind,
    processes,
    settings,
)
from tests.contract.settings import declared, settings_of

PROCESSES = processes()
PAGE = "operator-page"
SECRETS = {"LOFTET_MONGODB_URI": "mongodb://secret", "LOFTET_FOLLOWERS_KEYS": f"2026:{'A' * 43}"}
each_process = pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)


@each_process
def test_every_setting_that_is_passed_is_one_that_the_code_reads(process: Process) -> None:
    known, _ = declared(process.service)
    for_services = {name for name in settings("loftet") if process.name == PAGE}  # which it is passed with the rest

    assert set(process.env()) <= known | for_services
    assert for_services <= declared("reports")[0]


@each_process
def test_every_setting_that_is_required_is_passed(process: Process) -> None:
    _, required = declared(process.service)

    assert required <= set(process.env()) - process.optional()


@each_process
def test_the_settings_go_together(process: Process, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {name: SECRETS.get(name, "secret") if value is None else value for name, value in process.env().items()}
    for name in declared(process.service)[0]:
        monkeypatch.delenv(name, raising=False)
    for name in given:
        monkeypatch.setenv(name, given[name])
    monkeypatch.setenv("LOFTET_KAFKA_CA", str(guard.make(tmp_path, []).ca))  # in a pod it is mounted

    assert settings_of(process.service).read().kafka_tls


@each_process
def test_every_file_that_a_setting_names_is_mounted(process: Process) -> None:
    mounted = {each["mountPath"]: each["name"] for each in process.container["volumeMounts"]}
    volumes = {each["name"] for each in process.pod["volumes"]}
    files = {name: value for name, value in process.env().items() if (value or "").startswith("/")}

    assert set(mounted.values()) == volumes
    assert {str(Path(value or "").parent) for value in files.values()} <= set(mounted)
    ca_of_mongodb = str(Path(mongodb()["additionalConnectionStringConfig"]["tlsCAFile"]).parent)
    assert (ca_of_mongodb in mounted) == (process.name != PAGE)


def test_a_web_process_is_given_no_key_tokafka() -> None:
    passed = {process.name: "LOFTET_KAFKA_PASSWORD" in process.env() for process in PROCESSES}

    assert passed == {process.name: not process.name.endswith("web") for process in PROCESSES}


def test_the_page_has_no_key_to_the_database_and_asks_each_pod_of_every_process() -> None:
    page = next(process for process in PROCESSES if process.name == PAGE)
    asked = dict(each.split("=") for each in (page.env()["LOFTET_PROCESSES"] or "").split(","))
    each_pod = {one["metadata"]["name"]: one["spec"] for one in of_kind("Service") if "clusterIP" in one["spec"]}
    ports = {process.name: process.container["ports"][0]["containerPort"] for process in PROCESSES}

    assert "LOFTET_MONGODB_URI" not in page.env()
    assert asked == {name: f"http://{name}:{port}" for name, port in ports.items() if name != PAGE}
    assert set(each_pod) == set(asked)
    for name, spec in each_pod.items():
        assert spec["clusterIP"] == "None"
        assert spec["publishNotReadyAddresses"]
        assert spec["selector"] == {"app.kubernetes.io/name": name}
        assert [each["port"] for each in spec["ports"]] == [ports[name]]


def test_a_public_address_is_a_host_of_the_ingress_which_leads_to_its_service() -> None:
    (ingress,) = of_kind("Ingress")
    leads = {host: paths["/"] for host, paths in _leads(ingress).items()}
    public = {settings(service)["LOFTET_PUBLIC_URL"]: service for service in SERVICES}

    assert {f"https://{host}": service for host, service in leads.items()} == public
    assert set(ingress["spec"]["tls"][0]["hosts"]) == set(leads)
    assert settings("loftet")["LOFTET_ACTIVITIES_URL"] == settings("activities")["LOFTET_PUBLIC_URL"]
    assert settings("notifications")["LOFTET_PAGE_URL"] == settings("reports")["LOFTET_PUBLIC_URL"]
    assert settings("reports")["LOFTET_NOTIFICATIONS_URL"] == settings("notifications")["LOFTET_PUBLIC_URL"]


def test_nobody_outside_is_told_of_the_processes_themselves() -> None:
    # given every path that a process has beside those of its service, as a prefix of its first part
    told = Flask("told")
    add_health(told, {})
    inside = {f"/{rule.rule.split('/')[1]}" for rule in told.url_map.iter_rules() if rule.endpoint != "static"}
    assert inside == {"/health", "/metrics"}

    # then each host leads them to a service for which no pod answers
    (nobody,) = [one for one in of_kind("Service") if "selector" not in one["spec"]]
    for paths in _leads(of_kind("Ingress")[0]).values():
        assert {path for path, service in paths.items() if service == nobody["metadata"]["name"]} == inside


def _leads(ingress: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Of each host, the services that its paths lead to."""
    return {
        rule["host"]: {path["path"]: path["backend"]["service"]["name"] for path in rule["http"]["paths"]}
        for rule in ingress["spec"]["rules"]
    }


def test_residents_can_follow_where_there_is_a_key_and_the_rest_goes_on_without() -> None:
    given = {process.name: "LOFTET_FOLLOWERS_KEYS" in process.optional() for process in PROCESSES}

    assert given == {process.name: process.service == "notifications" for process in PROCESSES}
