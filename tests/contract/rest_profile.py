"""What a machine can see of the national REST API profile in an OpenAPI document; each check gives what is wrong.

Each follows the linter's own rule of that id (see rest_profile.yml). Where the linter contradicts itself or the
profile, the list says so and the check follows the profile.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from tests.contract.apps import operations
from tests.contract.moments import formats, untold
from tests.contract.reading import Document, contents, fields, parameters, responses

Findings = Iterator[str]
Check = Callable[[Document], Findings]

CHECKS: Final[dict[str, Check]] = {}
CAMEL: Final = re.compile(r"[a-z]+(?:[A-Z][a-z]*)*")
NAMED_BY_CLOUDEVENTS: Final = {"data_base64"}
CANNOT_BE_LEFT_OUT: Final = {"get /tips: municipality"}
_SWEDISH: Final = re.compile(r"[åäö]|\b(?:och|ett|en|som|det|av|om|vad|var|lista|byt|ange|kontrollera)\b", re.I)
_ENGLISH: Final = re.compile(r"\b(?:the|of|and|is|what|it|its|to|as|only|with|that|by|needs?)\b", re.I)
_TRACES: Final = {"x-request-id", "x-correlation-id", "correlation-id", "request-id", "x-trace-id"}


def rule(*ids: str) -> Callable[[Check], Check]:
    """Let a check stand for rules."""

    def decorate(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(ids, check))
        return check

    return decorate


@rule("MOG.01")
def acted_on_by_methods(document: Document) -> Findings:
    yield from (path for path, item in document["paths"].items() if not item)


@rule("DOK.01")
def documented_online(document: Document) -> Findings:
    yield from (name for name in ("description", "url") if not document.get("externalDocs", {}).get(name))


@rule("DOK.03", "DOK.07", "DOK.08", "DOK.11")
def told_who_and_what(document: Document) -> Findings:
    info = document["info"]
    yield from (each for each in ("title", "version", "description", "termsOfService") if not info.get(each))
    yield from (f"contact.{each}" for each in ("name", "url", "email") if not info["contact"].get(each))
    yield from (f"license.{each}" for each in ("name", "url") if not info["license"].get(each))


@rule("DOK.06")
def in_both_languages(document: Document) -> Findings:
    told = {name: operation["description"] for name, operation in operations(document)}
    for name, text in {"info": document["info"]["description"], **told}.items():
        if not (_SWEDISH.search(text) and _ENGLISH.search(text)):
            yield f"{name}: {text}"


@rule("DOK.09")
def limits_told(document: Document) -> Findings:
    text = document["info"]["description"]
    yield from (each for each in ("## Known limits", "Begränsningar") if each not in text)


@rule("DOK.15")
def examples_of_all(document: Document) -> Findings:
    for where, content in contents(document):
        yield from (f"{where}: {kind}" for kind, media in content.items() if not {"example", "examples"} & set(media))


@rule("DOK.17")
def latest_openapi(document: Document) -> Findings:
    if not document["openapi"].startswith("3.1."):
        yield document["openapi"]


@rule("DOK.18", "AME.01", "AME.02", "ARQ.01")
def json_everywhere(document: Document) -> Findings:
    for where, content in contents(document):
        if not {"application/json", "application/schema+json"} & set(content):
            yield f"{where}: {', '.join(content)}"


@rule("DOK.19")
def operations_described(document: Document) -> Findings:
    yield from (
        name for name, operation in operations(document) if not (operation.get("summary") and operation["description"])
    )


@rule("DOK.20")
def answers_described(document: Document) -> Findings:
    yield from (f"{name}: {status}" for name, status, answer in responses(document) if not answer.get("description"))


@rule("DOK.21")
def access_told(document: Document) -> Findings:
    for name, operation in operations(document):
        if "401" in operation["responses"] and not operation.get("security"):
            yield name


@rule("DOT.01", "DOT.02", "DOT.04")
def moments_with_offset(document: Document) -> Findings:
    yield from untold(document["components"]["schemas"])
    for schema, field, form in fields(document):
        for kind, example in formats(form):
            if kind == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(example)):
                yield f"{schema}.{field}"
            if kind == "date-time" and (not example or datetime.fromisoformat(example).tzinfo is None):
                yield f"{schema}.{field}"


@rule("RES.02")
def no_personal_numbers(document: Document) -> Findings:
    personal = {"pnr", "personalidentitynumber", "personnummer", "personnr", "ssn", "socialsecuritynumber", "_id"}
    for name, parameter in parameters(document, "path", "query"):
        if parameter["name"].lower() in personal:
            yield f"{name}: {parameter['name']}"


@rule("RES.06", "UFN.07", "UFN.08", "UFN.09")
def plain_addresses(document: Document) -> Findings:
    for path in document["paths"]:
        for part in path.strip("/").split("/"):
            form = r"\{[a-zA-Z]+\}|(?!(?:get|post|put|delete|patch)-)[a-z0-9]+(?:-[a-z0-9]+)*"
            if not re.fullmatch(form, part):
                yield path


@rule("UFN.01", "UFN.02", "SAK.01", "VER.05")
def version_in_the_address(document: Document) -> Findings:
    for server in document["servers"]:
        if not re.fullmatch(r"https://[a-z0-9.-]+(?::443)?/[a-z]+/v[0-9]+", server["url"]):
            yield server["url"]


@rule("UFN.05")
def short_addresses(document: Document) -> Findings:
    yield from (path for path in document["paths"] if len(document["servers"][0]["url"] + path) > 2048)


@rule("AME.04", "AME.05", "AME.07")
def fields_in_camel_case(document: Document) -> Findings:
    for schema, field, _ in fields(document):
        if not CAMEL.fullmatch(field) and field not in NAMED_BY_CLOUDEVENTS:
            yield f"{schema}.{field}"


@rule("ARQ.03", "SPA.07")
def headers_mean_what_they_do(document: Document) -> Findings:
    taken = {"date", "cache-control", "etag", "connection", "accept", *_TRACES}
    yield from (name for name, each in parameters(document, "header") if each["name"].lower() in taken)
    yield from (name for name, _ in parameters(document, "cookie"))


@rule("ARQ.05")
def no_payload_in_headers(document: Document) -> Findings:
    for name, parameter in parameters(document, "header"):
        schema = parameter["schema"]
        if schema.get("type") != "string" or schema.get("format") == "binary":
            yield f"{name}: {parameter['name']}"


@rule("FEL.01", "FEL.02")
def problem_details(document: Document) -> Findings:
    members = set(document["components"]["schemas"]["Problem"]["properties"])
    yield from {"type", "title", "status", "detail", "instance"} - members
    for name, status, response in responses(document):
        if (status == "default" or status >= "4") and list(response["content"]) != ["application/problem+json"]:
            yield f"{name}: {status}"


@rule("VER.06")
def api_info_at_the_root(document: Document) -> Findings:
    if "get" not in document["paths"].get("/api-info", {}):
        yield "no /api-info"


@rule("FNS.01", "FNS.03", "FNS.06")
def plain_parameters(document: Document) -> Findings:
    for name, parameter in parameters(document, "query"):
        if not CAMEL.fullmatch(parameter["name"]):
            yield f"{name}: {parameter['name']}"


@rule("FNS.05")
def parameters_may_be_left_out(document: Document) -> Findings:
    needed = {f"{name}: {each['name']}" for name, each in parameters(document, "query") if each.get("required")}
    yield from needed - CANNOT_BE_LEFT_OUT


@rule("FNS.07", "FNS.08", "FNS.09")
def pages_from_1_of_20(document: Document) -> Findings:
    for name, operation in operations(document):
        first = {each["name"]: each["schema"].get("default") for each in operation["parameters"]}
        if {"limit", "page"} & set(first) and (first.get("limit"), first.get("page")) != (20, 1):
            yield name


@rule("SAK.09", "SAK.10", "SAK.15", "SAK.16")
def bearer_tokens_alone(document: Document) -> Findings:
    for name, scheme in document["components"].get("securitySchemes", {}).items():
        if (scheme["type"], scheme.get("scheme")) != ("http", "bearer"):
            yield name


@rule("SAK.29")
def bodies_of_other_kinds_refused(document: Document) -> Findings:
    for name, operation in operations(document):
        if "requestBody" in operation and "415" not in operation["responses"]:
            yield name


@rule("SPA.02")
def trace_taken(document: Document) -> Findings:
    traced = {name for name, each in parameters(document, "header") if each["name"] == "traceparent"}
    yield from (name for name, _ in operations(document) if name not in traced)


@rule("SPA.04")
def trace_returned(document: Document) -> Findings:
    yield from (
        f"{name}: {status}"
        for name, status, answer in responses(document)
        if "traceparent" not in answer.get("headers", {})
    )


@rule("FOR.02")
def no_body_to_read(document: Document) -> Findings:
    yield from (name for name, each in operations(document) if name.startswith("get ") and "requestBody" in each)
