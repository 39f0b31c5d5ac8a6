"""deploy/k8s: valid by the schemas of what it names, and in step with the code and with what is declared for Kafka.

Kubernetes' own kinds are held against Kubernetes' own schemas; those of the operators against schemas of ours,
which are written after theirs and know only the fields that are used here. No cluster is asked.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from jsonschema import Draft202012Validator

from deploy.local import guard
from shared import worker
from shared.http import gunicorn_conf
from shared.http.health import LIMIT_SECONDS, add_health
from shared.ops.migrate import migrate
from tests.contract.apps import SERVICES
from tests.contract.manifests import (
    BASE,
    EXAMPLE,
    K8S,
    ROOT,
    Process,
    Resource,
    kafka,
    kustomization,
    mongodb,
    of_kind,
    processes,
    resources,
    settings,
)
from tests.contract.settings import declared, settings_of

SCHEMAS = Path(__file__).parent / "kubernetes"
KUBERNETES = json.loads((SCHEMAS / "kubernetes.json").read_text(encoding="utf-8"))
OPERATORS = yaml.safe_load((SCHEMAS / "operators.yml").read_text(encoding="utf-8"))
ALL = [one for folder in (BASE, EXAMPLE) for one in resources(folder)]
PROCESSES = processes()
PAGE = "operator-page"
PORTS = {PAGE: "LOFTET_PAGE_PORT"} | {f"{service}-worker": "LOFTET_WORKER_PORT" for service in SERVICES}

SECRETS = {"LOFTET_MONGODB_URI": "mongodb://secret", "LOFTET_FOLLOWERS_KEYS": f"2026:{'A' * 43}"}

each_process = pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
each_process_of_a_service = pytest.mark.parametrize(
    "process", [each for each in PROCESSES if each.name != PAGE], ids=lambda process: process.name
)


def name_of(one: Resource) -> str:
    return f"{one['kind']}-{one['metadata']['name']}"


def validator(one: Resource) -> Draft202012Validator:
    key = f"{one['apiVersion']}/{one['kind']}"
    whole = KUBERNETES if key in KUBERNETES["kinds"] else OPERATORS
    return Draft202012Validator(whole["kinds"][key] | {"$defs": whole["$defs"]})


@pytest.mark.parametrize("one", ALL, ids=name_of)
def test_every_resource_is_valid_by_the_schema_of_its_kind(one: Resource) -> None:
    assert not [f"{error.json_path}: {error.message}" for error in validator(one).iter_errors(one)]


@pytest.mark.parametrize("one", [one for one in ALL if one["kind"] != "Namespace"], ids=name_of)
def test_the_schemas_refuse_a_field_that_nobody_knows(one: Resource) -> None:
    assert list(validator(one).iter_errors(one | {"spec": one["spec"] | {"mispelt": 1}}))


def test_every_resource_has_a_name_of_its_own() -> None:
    names = [name_of(one) for one in ALL]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("folder", [BASE, EXAMPLE], ids=lambda folder: folder.name)
def test_the_kustomization_names_every_file_that_lies_there_and_no_other(folder: Path) -> None:
    told = kustomization(folder)
    named = {*told["resources"], *(env for each in told["configMapGenerator"] for env in each["envs"])}

    lying = {file.name for file in folder.iterdir()} - {"kustomization.yml"}
    assert {each for each in named if "/" not in each} == lying
    assert all((folder / each).resolve() == BASE for each in named if "/" in each)
    assert {file.parent for file in K8S.rglob("*") if file.is_file()} == {BASE, EXAMPLE}


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl")
def test_kustomize_makes_of_the_example_what_is_declared() -> None:
    made = subprocess.run(["kubectl", "kustomize", str(EXAMPLE)], capture_output=True, text=True, check=True)

    found = list(yaml.safe_load_all(made.stdout))
    maps = {one["metadata"]["name"].rpartition("-")[0]: one["data"] for one in found if one["kind"] == "ConfigMap"}
    assert maps == {name: settings(name) for name in ("loftet", "operator", *SERVICES)}
    assert sorted(name_of(one) for one in found if one["kind"] != "ConfigMap") == sorted(map(name_of, ALL))


def test_each_service_has_a_web_process_and_a_worker_that_the_image_starts() -> None:
    started = {process.name: process.container["args"] for process in PROCESSES}

    of_services = {f"{service}-{kind}": [kind, service] for service in SERVICES for kind in ("web", "worker")}
    assert started == of_services | {PAGE: ["page"]}
    assert {process.container["image"] for process in PROCESSES} == {
        each["name"] for each in kustomization(EXAMPLE)["images"]
    }


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


@each_process
def test_every_file_that_a_setting_names_is_mounted(process: Process) -> None:
    mounted = {each["mountPath"]: each["name"] for each in process.container["volumeMounts"]}
    volumes = {each["name"] for each in process.pod["volumes"]}
    files = {name: value for name, value in process.env().items() if (value or "").startswith("/")}

    without_kafka = process.name.endswith("web")  # it speaks with the database alone
    needed = {value for name, value in files.items() if not (without_kafka and name == "LOFTET_KAFKA_CA")}
    assert set(mounted.values()) == volumes
    assert {str(Path(value or "").parent) for value in needed} <= set(mounted)
    ca_of_mongodb = str(Path(mongodb()["additionalConnectionStringConfig"]["tlsCAFile"]).parent)
    assert (ca_of_mongodb in mounted) == (process.name != PAGE)


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
    leads = {rule["host"]: rule["http"]["paths"][0]["backend"]["service"]["name"] for rule in ingress["spec"]["rules"]}
    public = {settings(service)["LOFTET_PUBLIC_URL"]: service for service in SERVICES}

    assert {f"https://{host}": service for host, service in leads.items()} == public
    assert set(ingress["spec"]["tls"][0]["hosts"]) == set(leads)
    assert settings("loftet")["LOFTET_ACTIVITIES_URL"] == settings("activities")["LOFTET_PUBLIC_URL"]
    assert settings("notifications")["LOFTET_PAGE_URL"] == settings("reports")["LOFTET_PUBLIC_URL"]
    assert settings("reports")["LOFTET_NOTIFICATIONS_URL"] == settings("notifications")["LOFTET_PUBLIC_URL"]


def test_residents_can_follow_where_there_is_a_key_and_the_rest_goes_on_without() -> None:
    given = {process.name: "LOFTET_FOLLOWERS_KEYS" in process.optional() for process in PROCESSES}

    assert given == {process.name: process.service == "notifications" for process in PROCESSES}


def test_every_selector_finds_pods() -> None:
    pods = [one["spec"]["template"]["metadata"]["labels"] for one in of_kind("Deployment")]
    wanted = [one["spec"]["selector"]["matchLabels"] for one in of_kind("Deployment", "PodDisruptionBudget")]
    wanted += [one["spec"]["selector"] for one in of_kind("Service")]
    wanted += [labels for labels in _chosen(of_kind("NetworkPolicy", "Kafka")) if _ours(labels)]

    assert not [labels for labels in wanted if not any(labels.items() <= pod.items() for pod in pods)]
    assert {one["metadata"]["name"] for one in of_kind("PodDisruptionBudget")} == {each.name for each in PROCESSES}


def test_nobody_speaks_with_anybody_unless_it_is_said() -> None:
    policies = {one["metadata"]["name"]: one["spec"] for one in of_kind("NetworkPolicy")}

    assert policies["nobody"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    reaches = policies["workers-reach-kafka"]
    assert reaches["podSelector"]["matchLabels"]["app.kubernetes.io/component"] == "worker"
    assert {each["port"] for each in reaches["egress"][0]["ports"]} == {kafka()["listeners"][0]["port"]}
    assert not [name for name, spec in policies.items() if {} in spec.get("ingress", []) + spec.get("egress", [])]
    assert not [name for name, spec in policies.items() for rule in spec.get("ingress", []) if "from" not in rule]


def _web_port() -> str:
    found = re.search(r"--bind 0\.0\.0\.0:(\d+)", (ROOT / "deploy/docker/entrypoint.sh").read_text(encoding="utf-8"))
    assert found
    return found[1]


def _ours(labels: Resource) -> bool:
    return any(label.startswith("app.kubernetes.io/") for label in labels)


def _chosen(within: Any) -> list[Resource]:
    """Every podSelector's labels, however deep."""
    if isinstance(within, list):
        return [labels for each in within for labels in _chosen(each)]
    if not isinstance(within, dict):
        return []
    own = [within["podSelector"]["matchLabels"]] if within.get("podSelector") else []
    return own + _chosen(list(within.values()))
