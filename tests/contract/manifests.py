"""What lies in deploy/k8s: its resources, the settings that each process is given, and what these refer to."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
K8S = ROOT / "deploy/k8s"
BASE = K8S / "base"
EXAMPLE = K8S / "overlays/example"
Resource = dict[str, Any]


@dataclass(frozen=True)
class Process:
    """One of our deployments: its service, web or worker, and its pod and container as they are declared."""

    name: str
    pod: Resource
    container: Resource

    @property
    def service(self) -> str:
        return self.container["args"][-1]

    def env(self) -> dict[str, str | None]:
        """Every setting that it is given in the example; None where a secret holds the value."""
        given: dict[str, str | None] = {}
        for source in self.container["envFrom"]:
            given |= settings(source["configMapRef"]["name"])
        return given | {one["name"]: one.get("value") for one in self.container["env"]}

    def optional(self) -> set[str]:
        """The settings that it goes without where a secret is not there."""
        found = (one for one in self.container["env"] if "valueFrom" in one)
        return {one["name"] for one in found if one["valueFrom"]["secretKeyRef"].get("optional")}


@cache
def kustomization(folder: Path) -> Resource:
    return yaml.safe_load((folder / "kustomization.yml").read_text(encoding="utf-8"))


@cache
def resources(folder: Path) -> list[Resource]:
    """Every resource of a folder's own files, in their order."""
    files = [folder / name for name in kustomization(folder)["resources"] if name.endswith(".yml")]
    return [one for file in files for one in yaml.safe_load_all(file.read_text(encoding="utf-8"))]


def of_kind(*kinds: str) -> list[Resource]:
    return [one for folder in (BASE, EXAMPLE) for one in resources(folder) if one["kind"] in kinds]


def processes() -> list[Process]:
    found = ((one["metadata"]["name"], one["spec"]["template"]["spec"]) for one in of_kind("Deployment"))
    return [Process(name, pod, pod["containers"][0]) for name, pod in found]


def kafka() -> Resource:
    """What is said of Kafka's brokers."""
    return of_kind("Kafka")[0]["spec"]["kafka"]


def mongodb() -> Resource:
    """What is said of MongoDB."""
    return of_kind("MongoDBCommunity")[0]["spec"]


def settings(name: str) -> dict[str, str | None]:
    """What a ConfigMap holds once the example has added its own."""
    found: dict[str, str | None] = {}
    for folder in (BASE, EXAMPLE):
        for generated in kustomization(folder)["configMapGenerator"]:
            if generated["name"] == name:
                found |= dict(_pairs(folder / generated["envs"][0]))
    return found


def _pairs(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        yield name, value
