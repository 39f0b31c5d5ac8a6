"""Atom feeds by RFC 4287: an entry for each change of state, under an id that stays."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from services.reports.feeds import words
from services.reports.feeds.changes import Change
from shared.clock import local_day
from shared.open_data import LICENCE_NAME

ATOM: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_BEGAN: Final = date(2021, 1, 1)  # when ids by RFC 4151 were first given

register_namespace("", ATOM)


class Feed:
    """Writes a feed.

    Args:
        url: where the installation is reached.
        address: where the feed stands, in its language.
        language: ``sv`` or ``en``.
    """

    def __init__(self, url: str, address: str, language: str) -> None:
        self._url, self._address, self._language = url, address, language
        self._tag = f"tag:{urlsplit(url).hostname},{_BEGAN}:"

    def written(self, name: str, page: str, changes: Iterable[Change], since: datetime) -> bytes:
        """The feed of some changes, the newest first.

        Args:
            name: of the feed.
            page: the address of the page that tells the same.
            changes: to be told.
            since: when the feed began to be, if nothing has changed yet.
        """
        told = list(changes)
        feed = Element(_name("feed"), {f"{{{_XML}}}lang": self._language})
        where = urlsplit(self._address)
        _text(feed, "id", f"{self._tag}{where._replace(scheme='', netloc='').geturl()}")
        _text(feed, "title", name)
        _text(feed, "updated", _instant(told[0].change.at if told else since))
        SubElement(feed, _name("link"), {"rel": "self", "type": MEDIA_TYPE, "href": self._address})
        SubElement(
            feed,
            _name("link"),
            {"rel": "alternate", "type": "text/html", "href": words.address_in(self._language, page)},
        )
        _text(SubElement(feed, _name("author")), "name", words.AUTHOR.in_language(self._language))
        _text(feed, "rights", LICENCE_NAME)
        for change in told:
            self._entry(feed, change)
        written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
        return written

    def _entry(self, feed: Element, told: Change) -> None:
        change, agreement = told.change, told.published.latest.agreement
        entry = SubElement(feed, _name("entry"))
        state = words.state_in(self._language, change.state)
        _text(entry, "id", words.address_in(self._language, f"{self._tag}{told.promise.id}/{_instant(change.at)}"))
        _text(entry, "title", f"{told.promise.title}: {state}")
        _text(entry, "published", _instant(change.at))
        _text(entry, "updated", _instant(change.at))
        day = local_day(change.at)
        asked = f"?asOf={day}" if agreement.period.start <= day <= agreement.period.end else ""
        page = words.address_in(self._language, f"{self._url}/{agreement.municipality.code}/{agreement.id}{asked}")
        SubElement(entry, _name("link"), {"rel": "alternate", "type": "text/html", "href": page})
        term = change.state.value if change.state else "removed"
        SubElement(entry, _name("category"), {"term": term, "label": state})
        summary = _text(entry, "summary", change.explanation)
        summary.set(f"{{{_XML}}}lang", "sv")


def _name(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"


def _text(parent: Element, tag: str, text: str) -> Element:
    made = SubElement(parent, _name(tag))
    made.text = text
    return made


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
