"""Alerts, dashboard and runbook, held against the metrics that the code has and the processes that there are."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.metrics_core import Metric

from shared.observe import metrics
from tests.contract.test_compose import ALL

ROOT = Path(__file__).parents[2]
WATCHING = ROOT / "deploy" / "prometheus"
RULES: list[dict[str, Any]] = yaml.safe_load((WATCHING / "alerts.yml").read_text())["groups"][0]["rules"]
DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy" / "grafana" / "loftet.json").read_text(encoding="utf-8"))
RUNBOOK = ROOT / "docs" / "runbook"
NAME = re.compile(r"\bloftet_\w+")
SUFFIXES = ("_bucket", "_sum", "_count")


def families() -> dict[str, Metric]:
    """Every metric of ours, by the name that its samples have."""
    found = {family.name: family for family in REGISTRY.collect() if family.name.startswith("loftet_")}
    return {f"{name}_total" if family.type == "counter" else name: family for name, family in found.items()}


def expressions() -> dict[str, list[str]]:
    """What each alert and panel asks Prometheus for, by its name."""
    alerts = {rule["alert"]: [rule["expr"]] for rule in RULES}
    return alerts | {one["title"]: [target["expr"] for target in one["targets"]] for one in DASHBOARD["panels"]}


def labels_of(name: str) -> set[str]:
    base = next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
    metric = next(each for each in vars(metrics).values() if getattr(each, "_name", None) in (base, base[:-6]))
    return {*metric._labelnames, "le", "job"}


@pytest.mark.parametrize("name", expressions())
def test_what_is_asked_for_is_a_metric_that_the_code_has_with_its_labels(name: str) -> None:
    known = families()

    for expression in expressions()[name]:
        for metric in NAME.findall(expression):
            base = next((metric.removesuffix(suffix) for suffix in SUFFIXES if metric.endswith(suffix)), metric)
            assert base in known, f"{name}: {metric}"
        asked = set(re.findall(r"(\w+)\s*=~?\s*\"", expression))
        asked |= {each.strip() for group in re.findall(r"by \(([^)]*)\)", expression) for each in group.split(",")}
        has = set().union(*(labels_of(metric) for metric in NAME.findall(expression)), {"job"})
        assert asked <= has, f"{name}: {asked - has}"


def test_every_metric_is_shown_on_the_dashboard() -> None:
    shown = {name for one in DASHBOARD["panels"] for target in one["targets"] for name in NAME.findall(target["expr"])}
    bases = {next((each.removesuffix(s) for s in SUFFIXES if each.endswith(s)), each) for each in shown}

    assert bases == set(families())


def test_each_alert_has_its_page_in_the_runbook_and_each_page_its_alert() -> None:
    pages = {page.stem for page in RUNBOOK.glob("*.md")} - {"README"}

    assert pages == {rule["alert"] for rule in RULES}
    overview = (RUNBOOK / "README.md").read_text(encoding="utf-8")
    for rule in RULES:
        text = (RUNBOOK / f"{rule['alert']}.md").read_text(encoding="utf-8")
        assert text.startswith(f"# {rule['alert']}\n")
        for part in ("## What it means", "## What to look at", "## What to do"):
            assert part in text, f"{rule['alert']}: {part}"
        assert f"({rule['alert']}.md)" in overview


def test_prometheus_asks_every_process() -> None:
    config = yaml.safe_load((WATCHING / "prometheus.yml").read_text())

    asked = {each["job_name"]: each["static_configs"][0]["targets"][0] for each in config["scrape_configs"]}
    assert set(asked) == set(ALL)
    for job, target in asked.items():
        assert target == f"{job}:{8081 if job.endswith('worker') else 8080}"


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool, of Debian's package prometheus")
def test_the_alerts_fire_when_they_should() -> None:
    for words in (["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]):
        done = subprocess.run(["promtool", *words], cwd=WATCHING, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
