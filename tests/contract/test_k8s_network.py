"""Who may speak with whom on Kubernetes: nobody, but for what is said."""

from ipaddress import ip_address, ip_network
from typing import Any

from services.notifications.domain.web_address import may_be_reached
from tests.contract.manifests import (
    ROOT,
    Resource,
    kafka,
    of_kind,
    processes,
)

PROCESSES = processes()


def test_every_selector_finds_pods() -> None:
    pods = [one["spec"]["template"]["metadata"]["labels"] for one in of_kind("Deployment")]
    wanted = [one["spec"]["selector"]["matchLabels"] for one in of_kind("Deployment", "PodDisruptionBudget")]
    wanted += [one["spec"]["selector"] for one in of_kind("Service") if "selector" in one["spec"]]
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


def test_webhooks_go_to_every_port_of_the_open_internet_and_to_nobody_of_our_own() -> None:
    (rule,) = egress("webhooks-are-sent")
    v4, v6 = (each["ipBlock"] for each in rule["to"])
    closed = [ip_network(each) for each in v4["except"]]

    def may_be_sent(address: str) -> bool:
        return not any(ip_address(address) in each for each in closed)

    assert "ports" not in rule
    for address in ("10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.0.1", "8.8.8.8"):
        assert may_be_sent(address) == may_be_reached(ip_address(address), insecure=False), address
    for address in ("::1", "fe80::1", "fd00::1"):
        assert ip_address(address) not in ip_network(v6["cidr"])


def test_every_process_reaches_the_collector_of_its_traces() -> None:
    (rule,) = egress("traces-are-sent")
    chosen = next(one["spec"] for one in of_kind("NetworkPolicy") if one["metadata"]["name"] == "traces-are-sent")

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (port,) = rule["ports"]
    assert f"http://collector:{port['port']}/v1/traces" in readme
    assert chosen["podSelector"]["matchExpressions"][0]["values"] == ["web", "worker"]


def egress(policy: str) -> list[Resource]:
    (found,) = [one["spec"]["egress"] for one in of_kind("NetworkPolicy") if one["metadata"]["name"] == policy]
    return list(found)


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
