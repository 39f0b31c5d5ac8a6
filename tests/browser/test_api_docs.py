"""The documentation page of an API, for everyone."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.unit.http import sample

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def docs() -> Iterator[str]:
    app = sample.sample_app(sample.settings(Path("unused")))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sample/v1/docs"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (360, "dark")])
def test_axe_finds_nothing_to_object_to_and_nothing_is_cut_off(
    width: int, scheme: Literal["light", "dark"], browser: Browser, docs: str
) -> None:
    said: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto(docs)

        result = Axe().run(page, options=RULES)
        page_width = page.evaluate("document.documentElement.scrollWidth")

    assert result.response["violations"] == [], result.generate_report()
    assert page_width == width
    assert said == []
