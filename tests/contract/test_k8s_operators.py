"""deploy/k8s, what the operators make: Kafka's topics and users, MongoDB's users, workers by lag, and the secrets."""

import re
from typing import Any

from services.activities.inbound import GROUP as INBOUND_GROUP
from services.notifications.planner import GROUP as PLANNER_GROUP
from services.reports.projector import GROUP as PROJECTOR_GROUP
from shared.kafka.topics import declared_topics
from shared.kafka.users import declared_users
from tests.contract.apps import SERVICES
from tests.contract.manifests import (
    BASE,
    EXAMPLE,
    ROOT,
    Resource,
    kafka,
    kustomization,
    mongodb,
    of_kind,
    processes,
    resources,
    settings,
)

TOPICS = declared_topics(ROOT / "deploy/kafka/topics.yml")
MADE = {
    "loftet-cluster-ca-cert",
    "operator-page",
    *SERVICES,
    *(f"{service}-mongodb-uri" for service in SERVICES),
}  # by the operators


def test_every_declared_topic_is_a_resource_as_it_is_declared() -> None:
    made = {one["metadata"]["name"]: one["spec"] for one in of_kind("KafkaTopic")}
    as_declared = {topic.name: (topic.partitions, topic.config) for topic in TOPICS}

    texts = {name: {key: str(value) for key, value in spec["config"].items()} for name, spec in made.items()}
    assert {name: (spec["partitions"], texts[name]) for name, spec in made.items()} == as_declared
    brokers = next(one["spec"]["replicas"] for one in of_kind("KafkaNodePool") if one["metadata"]["name"] == "broker")
    assert {spec["replicas"] for spec in made.values()} == {brokers}


def test_every_declared_user_is_a_resource_and_may_do_what_is_declared_and_no_more() -> None:
    may = {one["metadata"]["name"]: _rules(one["spec"]["authorization"]["acls"]) for one in of_kind("KafkaUser")}

    expected = {
        user.name: {
            *((*_topic(name), operation) for name in user.writes for operation in ("Write", "Describe")),
            *((*_topic(name), operation) for name in user.reads for operation in ("Read", "Describe")),
            *(("group", "prefix", name, "Read") for name in user.groups),
            *((*_topic(name), "Describe") for name in user.sees),
            *(("group", "prefix", name, "Describe") for name in user.watches),
        }
        for user in declared_users()
    }
    assert may == expected


def test_all_of_kafka_belongs_to_the_one_cluster_whose_address_is_passed() -> None:
    (cluster,) = of_kind("Kafka")
    name = cluster["metadata"]["name"]
    belong = of_kind("KafkaNodePool", "KafkaTopic", "KafkaUser")

    assert {one["metadata"]["labels"]["strimzi.io/cluster"] for one in belong} == {name}
    # with the namespace, since KEDA looks it up from its own; broker certificates hold this form of the name
    namespace = kustomization(EXAMPLE)["namespace"]
    address = f"{name}-kafka-bootstrap.{namespace}.svc:{kafka()['listeners'][0]['port']}"
    assert settings("loftet")["LOFTET_KAFKA_BOOTSTRAP"] == address
    workers = {
        process.service: process.env()["LOFTET_KAFKA_USER"] for process in processes() if "worker" in process.name
    }
    assert workers == {service: service for service in SERVICES}


def test_workers_are_multiplied_by_the_lag_of_groups_that_the_code_reads_in() -> None:
    scaled = {one["spec"]["scaleTargetRef"]["name"]: one["spec"] for one in of_kind("ScaledObject")}
    groups = {name: spec["triggers"][0]["metadata"]["consumerGroup"] for name, spec in scaled.items()}

    assert groups == {
        "activities-worker": INBOUND_GROUP,
        "reports-worker": PROJECTOR_GROUP,
        "notifications-worker": PLANNER_GROUP,
    }
    asked = {spec["triggers"][0]["metadata"]["bootstrapServersFromEnv"] for spec in scaled.values()}
    assert asked == {"LOFTET_KAFKA_BOOTSTRAP"}
    most = max(topic.partitions for topic in TOPICS)
    assert all(spec["maxReplicaCount"] <= most for spec in scaled.values())


def test_who_asks_for_lag_logs_in_as_the_service_itself() -> None:
    logins = {one["metadata"]["name"]: one["spec"] for one in of_kind("TriggerAuthentication")}
    asked = {one["spec"]["triggers"][0]["authenticationRef"]["name"] for one in of_kind("ScaledObject")}

    assert set(logins) == asked == set(SERVICES)
    for service, spec in logins.items():
        keys = {(each["parameter"], each["name"], each["key"]) for each in spec["secretTargetRef"]}
        assert keys == {("password", service, "password"), ("ca", "loftet-cluster-ca-cert", "ca.crt")}
        assert spec["env"] == [{"parameter": "username", "name": "LOFTET_KAFKA_USER", "containerName": "worker"}]


def test_each_service_has_a_user_of_mongodb_who_reaches_its_own_database_alone() -> None:
    users = {user["name"]: user for user in mongodb()["users"]}

    roles = {name: user["roles"] for name, user in users.items()}
    assert roles == {
        name: [{"name": "readWrite", "db": settings(name)["LOFTET_MONGODB_DATABASE"]}] for name in SERVICES
    }
    assert {user["connectionStringSecretName"] for user in users.values()} == MADE - {
        "loftet-cluster-ca-cert",
        "operator-page",
        *SERVICES,
    }


def test_mongodb_runs_as_an_account_that_is_made_here_and_may_what_its_agent_does() -> None:
    account = of_kind("MongoDBCommunity")[0]["spec"]["statefulSet"]["spec"]["template"]["spec"]["serviceAccountName"]
    (binding,) = of_kind("RoleBinding")
    (role,) = of_kind("Role")

    assert [one["metadata"]["name"] for one in of_kind("ServiceAccount")] == [account]
    namespace = kustomization(EXAMPLE)["namespace"]
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": account, "namespace": namespace}]
    assert binding["roleRef"]["name"] == role["metadata"]["name"]
    assert {(each, *rule["verbs"]) for rule in role["rules"] for each in rule["resources"]} == {
        ("secrets", "get"),
        ("pods", "get", "patch", "delete"),
    }


def test_no_secret_lies_here_and_each_that_somebody_must_make_is_told_of() -> None:
    named = set(_secrets([*resources(BASE), *resources(EXAMPLE)]))
    page = (ROOT / "docs/kubernetes.md").read_text(encoding="utf-8")
    told = set(re.findall(r"(?m)^\| `([\w-]+)` \|", page))

    assert not of_kind("Secret")
    assert not [name for name in ("loftet", *SERVICES) if re.search("PASSWORD|MONGODB_URI|KEY=", str(settings(name)))]
    assert named - MADE | {"tips-keys"} == told


def _topic(named: str) -> tuple[str, str, str]:
    return ("topic", "prefix" if named.endswith("*") else "literal", named.removesuffix("*"))


def _rules(acls: list[Resource]) -> set[tuple[str, str, str, str]]:
    return {
        (acl["resource"]["type"], acl["resource"].get("patternType", "literal"), acl["resource"]["name"], operation)
        for acl in acls
        for operation in acl["operations"]
    }


def _secrets(within: Any) -> list[str]:
    """The name of every secret that is referred to, however deep."""
    if isinstance(within, list):
        return [name for each in within for name in _secrets(each)]
    if not isinstance(within, dict):
        return []
    keys = ("secretKeyRef", "passwordSecretRef", "certificateKeySecretRef", "caCertificateSecretRef")
    own = [within[key]["name"] for key in keys if key in within]
    own += [within[key] for key in ("secretName", "connectionStringSecretName") if key in within]
    own += [each["name"] for each in within.get("secretTargetRef", ())]
    return own + _secrets(list(within.values()))
