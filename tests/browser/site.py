"""The public page as an application of its own, over the samples."""

from datetime import datetime

from flask import Flask

from services.reports.web.blueprint import blueprint
from services.reports.web.page import Pages
from tests.browser.materials import SampleMaterials
from tests.browser.samples import SamplePages

PAGE_URL = "https://loftet.example"


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
