"""deploy/k8s: valid by the schemas of what it names, and whole: each file is named, each process is there.

Kubernetes' own kinds are held against Kubernetes' own schemas; those of the operators against schemas of ours,
which are written after theirs and know only the fields that are used here. No cluster is asked.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.contract.apps import SERVICES
from tests.contract.manifests import (
    BASE,
    EXAMPLE,
    K8S,
    Resource,
    kustomization,
    processes,
    resources,
    settings,
)

SCHEMAS = Path(__file__).parent / "kubernetes"
KUBERNETES = json.loads((SCHEMAS / "kubernetes.json").read_text(encoding="utf-8"))
OPERATORS = yaml.safe_load((SCHEMAS / "operators.yml").read_text(encoding="utf-8"))
ALL = [one for folder in (BASE, EXAMPLE) for one in resources(folder)]
PROCESSES = processes()
PAGE = "operator-page"


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
    assert list(validator(one).iter_errors(one | {"spec": one.get("spec", {}) | {"mispelt": 1}}))


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
