"""Whom to turn to: each party that signed or answers, with the document's links that lead to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from services.reports.web.links import tips_link, web_links
from shared.events.agreement import Agreement, Party

_POLICE_HOST = "polisen.se"


@dataclass(frozen=True, slots=True)
class Contact:
    """A party and its links, each an address and its name."""

    name: str
    links: tuple[tuple[str, str], ...]
    is_police: bool


def contacts(agreement: Agreement) -> tuple[Contact, ...]:
    """The parties that signed or answer for a promise, in the document's order."""
    signed = {signatory.party for signatory in agreement.signatories}
    answering = {party for promise in agreement.promises for party in promise.responsible}
    links = [link for link in web_links(agreement.links) if link[0] != tips_link(agreement.links)]
    return tuple(_contact(party, links) for party in agreement.parties if party.id in signed | answering)


def _contact(party: Party, links: Iterable[tuple[str, str]]) -> Contact:
    """The police's links are those to its own site; a municipality's are all the others."""
    is_police = party.kind == "police"
    led = [link for link in links if _of_the_police(link[0]) == is_police]
    return Contact(party.name, tuple(led) if is_police or party.kind == "municipality" else (), is_police)


def _of_the_police(address: str) -> bool:
    host = urlsplit(address).netloc
    return host == _POLICE_HOST or host.endswith(f".{_POLICE_HOST}")
