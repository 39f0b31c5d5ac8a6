"""How each pod on Kubernetes lives: asked for its health and metrics, begun, kept small, and given time to leave."""

import re

import pytest
import yaml
from flask import Flask

from shared import worker
from shared.http import gunicorn_conf
from shared.http.health import LIMIT_SECONDS, add_health
from shared.ops.migrate import migrate
from tests.contract.apps import SERVICES
from tests.contract.manifests import (
    BASE,
    EXAMPLE,
    ROOT,
    Process,
    of_kind,
    processes,
    resources,
    settings,
)

ALL = [one for folder in (BASE, EXAMPLE) for one in resources(folder)]
PROCESSES = processes()
PAGE = "operator-page"
PORTS = {PAGE: "LOFTET_PAGE_PORT"} | {f"{service}-worker": "LOFTET_WORKER_PORT" for service in SERVICES}
each_process = pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
each_process_of_a_service = pytest.mark.parametrize(
    "process", [each for each in PROCESSES if each.name != PAGE], ids=lambda process: process.name
)


@each_process
def test_a_process_is_asked_for_its_health_where_it_answers(process: Process) -> None:
    answering = Flask("answering")
    add_health(answering, {})
    answered = {rule.rule for rule in answering.url_map.iter_rules()}
    ports = {port["name"]: port["containerPort"] for port in process.container["ports"]}
    probes = [process.container[f"{each}Probe"]["httpGet"] for each in ("startup", "liveness", "readiness")]

    listens = process.env()[PORTS[process.name]] if process.name in PORTS else _web_port()
    assert [probe["path"] for probe in probes] == ["/health/live", "/health/live", "/health/ready"]
    assert {probe["path"] for probe in probes} <= answered
    assert {str(ports[probe["port"]]) for probe in probes} == {listens}
    assert process.env()["LOFTET_BIND_HOST"] == "0.0.0.0"  # noqa: S104  (a pod's own)


def test_what_is_scraped_is_where_metrics_are() -> None:
    for one in of_kind("Deployment"):
        told = one["spec"]["template"]["metadata"]["annotations"]
        container = one["spec"]["template"]["spec"]["containers"][0]
        assert told["prometheus.io/port"] == str(container["ports"][0]["containerPort"])
        assert told["prometheus.io/path"] == "/metrics"


def test_prometheus_finds_each_process_by_what_its_pods_say_under_the_job_that_alerts_speak_of() -> None:
    watching = ROOT / "deploy" / "prometheus"
    config = yaml.safe_load((watching / "kubernetes.yml").read_text(encoding="utf-8"))["scrape_configs"][0]
    discovery = config["kubernetes_sd_configs"][0]
    rules = {each.get("target_label", each["source_labels"][0]): each for each in config["relabel_configs"]}
    asked = {name for each in config["relabel_configs"] for name in each["source_labels"] if "_pod_label_" in name}
    asked |= {name for each in config["relabel_configs"] for name in each["source_labels"] if "_annotation_" in name}

    jobs = set()
    for one in of_kind("Deployment"):
        told = one["spec"]["template"]["metadata"]
        kinds = {"label": told["labels"], "annotation": told["annotations"]}
        has = {
            f"__meta_kubernetes_pod_{kind}_{re.sub(r'[^a-zA-Z0-9]', '_', name)}": value
            for kind, names in kinds.items()
            for name, value in names.items()
        }
        assert asked <= set(has), one["metadata"]["name"]
        jobs.add(has[rules["job"]["source_labels"][0]])
        assert one["metadata"].get("namespace", "loftet") in discovery["namespaces"]["names"]

    alerts = (watching / "alerts.yml").read_text(encoding="utf-8")
    assert jobs == {process.name for process in PROCESSES}
    assert {f'absent(up{{job="{name}"}})' for name in jobs - {PAGE}} <= set(re.findall(r"absent\(.*?\}\)", alerts))


@each_process
def test_a_pod_keeps_to_the_restricted_standard_and_writes_nowhere_but_in_tmp(process: Process) -> None:
    pod, own = process.pod["securityContext"], process.container["securityContext"]

    assert pod["runAsNonRoot"] and pod["runAsUser"] == 10001
    assert pod["seccompProfile"] == {"type": "RuntimeDefault"}
    assert own == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert process.pod["automountServiceAccountToken"] is False
    assert [each["mountPath"] for each in process.container["volumeMounts"] if not each.get("readOnly")] == ["/tmp"]  # noqa: S108
    assert "memory" in process.container["resources"]["limits"]
    assert {"cpu", "memory"} <= set(process.container["resources"]["requests"])


@each_process_of_a_service
def test_a_pod_first_brings_its_database_to_where_its_code_is(process: Process) -> None:
    (first,) = process.pod["initContainers"]
    given = settings(process.service) | {one["name"]: one.get("value") for one in first["env"]}
    read = {str(parameter.envvar) for parameter in migrate.params if parameter.envvar}

    assert first["args"] == ["migrate", process.service]
    assert first["image"] == process.container["image"]
    assert first["envFrom"] == [{"configMapRef": {"name": process.service}}]
    assert read <= set(given)
    assert first["securityContext"] == process.container["securityContext"]
    uri = next(each for each in process.container["env"] if each["name"] == "LOFTET_MONGODB_URI")
    assert uri in first["env"]
    assert all(mount in process.container["volumeMounts"] for mount in first["volumeMounts"])


@each_process_of_a_service
def test_a_pod_is_given_the_time_that_it_takes_to_leave(process: Process) -> None:
    spared = int(process.container["lifecycle"]["preStop"]["exec"]["command"][1])
    longest = max(gunicorn_conf.graceful_timeout, worker.END_SECONDS) + 5  # what goes before and after

    assert spared + longest <= process.pod["terminationGracePeriodSeconds"]
    ready = process.container["readinessProbe"]
    assert ready["timeoutSeconds"] > LIMIT_SECONDS
    (deployment,) = (one for one in of_kind("Deployment") if one["metadata"]["name"] == process.name)
    assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}


def _web_port() -> str:
    found = re.search(r"--bind 0\.0\.0\.0:(\d+)", (ROOT / "deploy/docker/entrypoint.sh").read_text(encoding="utf-8"))
    assert found
    return found[1]
