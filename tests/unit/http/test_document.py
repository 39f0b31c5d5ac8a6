"""What an API tells of itself is right, whole, and can be read without anything from elsewhere."""

import re
from html.parser import HTMLParser

import msgspec
import pytest
from flask.testing import FlaskClient

from shared.http.docs import prose
from shared.http.problem import MEANINGS
from shared.http.structs import schema_of


def document_of(client: FlaskClient) -> dict:
    return client.get("/sample/v1/openapi.json").get_json()


def references(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(each) for each in node.values()))
    if isinstance(node, list):
        return set().union(*(references(each) for each in node))
    return set()


def test_it_says_who_under_what_terms_and_within_what_limits(anonymous: FlaskClient) -> None:
    info = document_of(anonymous)["info"]

    assert info["license"]["name"] == "EUPL-1.2"
    assert info["contact"]["url"]
    assert info["termsOfService"].endswith("/docs#terms")
    assert "## Known limits" in info["description"]
    assert document_of(anonymous)["openapi"] == "3.1.0"


def test_every_reference_leads_somewhere(anonymous: FlaskClient) -> None:
    document = document_of(anonymous)

    for reference in references(document):
        _, *path = reference.split("/")
        node = document
        for step in path:
            node = node[step]
        assert node


def test_operations_have_names_of_their_own(anonymous: FlaskClient) -> None:
    ids = [
        operation["operationId"]
        for item in document_of(anonymous)["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    ]

    assert "postWalk" in ids
    assert len(ids) == len(set(ids))


def test_a_guarded_operation_says_what_it_needs_and_how_it_refuses(anonymous: FlaskClient) -> None:
    document = document_of(anonymous)
    operation = document["paths"]["/walks"]["post"]

    assert operation["security"] == [{"bearer": ["walks:write"]}]
    assert {"201", "401", "403", "429", "default"} <= set(operation["responses"])
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    refusal = document["components"]["responses"]["UNPROCESSABLE_ENTITY"]["content"]
    assert list(refusal) == ["application/problem+json"]


def test_our_own_structs_are_described(anonymous: FlaskClient) -> None:
    document = document_of(anonymous)
    answer = document["paths"]["/walks/{walkId}"]["get"]["responses"]["200"]

    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Walk"}
    assert document["components"]["schemas"]["Walk"]["properties"]["walkId"] == {"type": "string"}


def test_a_header_that_a_view_reads_itself_is_described(anonymous: FlaskClient) -> None:
    parameters = document_of(anonymous)["paths"]["/walks/{walkId}"]["put"]["parameters"]

    assert [(each["name"], each["in"], each["required"]) for each in parameters] == [
        ("walkId", "path", True),
        ("If-Match", "header", True),
        ("traceparent", "header", False),
    ]


def test_an_operation_tells_of_the_refusals_that_come_of_what_it_is(anonymous: FlaskClient) -> None:
    paths = document_of(anonymous)["paths"]

    assert {"400", "503"} <= set(paths["/walks"]["get"]["responses"])
    assert {"400", "413", "415", "422", "503"} <= set(paths["/walks"]["post"]["responses"])


def test_every_answer_carries_its_trace(anonymous: FlaskClient) -> None:
    document = document_of(anonymous)

    for path, item in document["paths"].items():
        for operation in item.values():
            for response in operation["responses"].values():
                found = (
                    document["components"]["responses"][response["$ref"].rpartition("/")[2]]
                    if "$ref" in response
                    else response
                )
                assert "traceparent" in found["headers"], path


def test_api_info_needs_no_token(anonymous: FlaskClient) -> None:
    info = anonymous.get("/sample/v1/api-info").get_json()

    assert info["apiName"] == "A sample"
    assert info["apiDocumentation"] == "https://loftet.example/sample/v1/docs"
    assert {"apiVersion", "apiReleased", "apiStatus"} <= set(info)


class Page(HTMLParser):
    """The ids of a page, what it links to, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if held.get("id"):
            self.ids.append(str(held["id"]))
        if tag == "a":
            self.links.append(str(held.get("href")))
        if tag in ("script", "img", "link", "iframe", "style") or "style" in held:
            self.loads.append((tag, str(held.get("href") or held.get("src"))))


def test_the_page_loads_only_its_own_style_sheet(anonymous: FlaskClient) -> None:
    response = anonymous.get("/sample/v1/docs")

    assert Page(response.get_data(as_text=True)).loads == [("link", "data:,"), ("link", "docs/style.css")]
    assert "default-src 'none'; style-src 'self'" in response.headers["Content-Security-Policy"]
    style = anonymous.get("/sample/v1/docs/style.css")
    assert style.content_type.startswith("text/css")
    assert not re.search(r"url\(|@import", style.get_data(as_text=True))


def test_every_link_within_the_page_leads_somewhere(anonymous: FlaskClient) -> None:
    page = Page(anonymous.get("/sample/v1/docs").get_data(as_text=True))

    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert {f"problem-{status}" for status in MEANINGS} | {"terms"} <= set(page.ids)


def test_the_page_shows_every_operation_with_its_scope_and_example(anonymous: FlaskClient) -> None:
    text = anonymous.get("/sample/v1/docs").get_data(as_text=True)

    for path in document_of(anonymous)["paths"]:
        assert path in text
    assert "walks:write" in text
    assert "Lampan är lagad." in text


def test_descriptions_become_html_and_never_markup_of_their_own() -> None:
    assert prose("One\nline.\n\n- a `b`\n- c\n\n## Known limits") == (
        '<p>One line.</p>\n<ul><li>a <code>b</code></li><li>c</li></ul>\n<h3 id="known-limits">Known limits</h3>'
    )
    assert prose("<script>`<b>`") == "<p>&lt;script&gt;<code>&lt;b&gt;</code></p>"
    assert prose(None) == ""


def test_two_classes_of_one_name_are_refused_since_one_would_stand_for_both() -> None:
    shown = msgspec.defstruct("SampleOfTwo", [("shown", int)])
    schema_of(shown)
    schema_of(shown)

    with pytest.raises(TypeError, match="SampleOfTwo"):
        schema_of(msgspec.defstruct("SampleOfTwo", [("held", int)]))
