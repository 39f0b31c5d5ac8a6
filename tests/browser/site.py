"""The public page as an application of its own, over the samples."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server

from services.reports.web.blueprint import blueprint
from services.reports.web.page import Pages
from tests.browser.materials import SampleMaterials
from tests.browser.samples import SamplePages

PAGE_URL = "https://loftet.example"


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """An application on a port of its own; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class StillClock:
    """A clock that stands still."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        return self._instant


def make_site(pages: Pages | None = None) -> Flask:
    """The page's blueprint, with what it looks for."""
    samples = SamplePages()
    app = Flask(__name__, static_folder=None)
    app.extensions["pages"] = pages or samples
    app.extensions["page_url"] = PAGE_URL
    app.extensions["materials"] = SampleMaterials(samples)
    app.extensions["activities_url"] = "https://aktiviteter.example"
    app.extensions["notifications_url"] = "https://besked.example"
    app.extensions["clock"] = StillClock(samples.now)
    app.register_blueprint(blueprint)
    return app
