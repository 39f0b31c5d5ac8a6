"""The catalogue of the open data by DCAT-AP-SE, for data portals to harvest.

As the national portal asks: every thing of ours has an address (no blank nodes), formats are media types, the licence
of the catalogue is CC0, publishers and contacts are different things. Whatever is referred to says what it is, so that
a reader need not fetch the world to check it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Namespace
from rdflib.term import Node

from services.reports.open_data.columns import Table, Told
from services.reports.open_data.tables import TABLES
from shared.open_data import LICENCE

VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")
_EU: Final = "http://publications.europa.eu/resource/authority/"
_SWEDEN: Final = URIRef("http://publications.europa.eu/resource/authority/country/SWE")
_SPECIFICATION: Final = URIRef("https://docs.dataportal.se/dcat/3.0.1/sv/")

TITLE: Final = Told("Medborgarlöften: öppna data", "Citizen promises: open data")
DESCRIPTION: Final = Told(
    "Vad kommuner, polis och andra har lovat i sina medborgarlöften, vad som blir gjort och hur det går.",
    "What municipalities, police and others have promised their citizens, what gets done and how it goes.",
)
_KEYWORDS: Final = (Told("medborgarlöften", "citizen promises"), Told("trygghet", "safety"), Told("polis", "police"))
# What others have named, as they name it.
_THEMES: Final = {"JUST": "Justice, legal system and public safety", "GOVE": "Government and public sector"}
_FORMATS: Final = {"json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes: where the installation is reached, and the e-mail address that can be written to, if any."""

    url: str
    contact: str | None = None


def catalogue(publisher: Publisher, modified: date) -> Graph:
    """The catalogue: a dataset for each table, with a distribution for each form of it."""
    described = _Described(publisher, modified)
    for table in TABLES.values():
        described.add_dataset(table)
    return described.graph


class _Described:
    """A graph in the making."""

    def __init__(self, publisher: Publisher, modified: date) -> None:
        self.graph = Graph()
        self.graph.bind("vcard", VCARD)
        self._base = f"{publisher.url}/data"
        self._modified = Literal(modified.isoformat(), datatype=XSD.date)
        self._catalogue, self._agent = URIRef(f"{self._base}/catalog"), URIRef(f"{self._base}#publisher")
        self._contact = self._add_contact(publisher.contact) if publisher.contact else None
        self._add_catalogue()
        host = publisher.url.split("://", 1)[-1]
        self._add(self._agent, FOAF.Agent, {FOAF.name: [Literal(f"Löftet, {host}")]})
        local = self._concept("http://purl.org/adms/publishertype/LocalAuthority", "Local Authority")
        self.graph.add((self._agent, DCTERMS.type, local))

    def add_dataset(self, table: Table[Any]) -> None:
        """Describe a table."""
        dataset = URIRef(f"{self._base}#{table.name}")
        self._add(dataset, DCAT.Dataset, self._common(table.title, table.row))
        keywords = [Literal(word, lang=code) for each in _KEYWORDS for word, code in ((each.sv, "sv"), (each.en, "en"))]
        told: dict[URIRef, Iterable[Node]] = {
            DCAT.keyword: keywords,
            DCAT.theme: [self._concept(f"{_EU}data-theme/{code}", name) for code, name in _THEMES.items()],
            DCTERMS.identifier: [Literal(str(dataset))],
            DCTERMS.accessRights: [self._is_a(f"{_EU}access-right/PUBLIC", DCTERMS.RightsStatement)],
            DCTERMS.accrualPeriodicity: [self._is_a(f"{_EU}frequency/UPDATE_CONT", DCTERMS.Frequency)],
            DCTERMS.spatial: [self._is_a(_SWEDEN, DCTERMS.Location)],
            DCAT.landingPage: [self._is_a(self._base, FOAF.Document)],
            DCAT.contactPoint: [self._contact] if self._contact else [],
            DCAT.distribution: [self._add_distribution(table, form) for form in _FORMATS],
        }
        self._tell(dataset, told)
        self.graph.add((self._catalogue, DCAT.dataset, dataset))

    def _add_catalogue(self) -> None:
        self._add(self._catalogue, DCAT.Catalog, self._common(TITLE, DESCRIPTION))
        told: dict[URIRef, Iterable[Node]] = {
            DCTERMS.license: [self._is_a(LICENCE, DCTERMS.LicenseDocument)],
            DCTERMS.conformsTo: [self._is_a(_SPECIFICATION, DCTERMS.Standard)],
            DCAT.themeTaxonomy: [self._is_a(f"{_EU}data-theme", SKOS.ConceptScheme)],
            FOAF.homepage: [self._is_a(self._base, FOAF.Document)],
        }
        self._tell(self._catalogue, told)
        self.graph.add((URIRef(f"{_EU}data-theme"), DCTERMS.title, Literal("Data theme", lang="en")))

    def _add_distribution(self, table: Table[Any], form: str) -> URIRef:
        address = URIRef(f"{self._base}/{table.name}.{form}")
        found = URIRef(f"{self._base}#{table.name}-{form}")
        title = f"{table.name}.{form}"
        told: dict[URIRef, Iterable[Node]] = {
            DCTERMS.title: [Literal(title, lang="sv"), Literal(title, lang="en")],
            DCTERMS.format: [Literal(_FORMATS[form])],
            DCTERMS.license: [URIRef(LICENCE)],
            DCTERMS.modified: [self._modified],
            DCAT.accessURL: [address],
            DCAT.downloadURL: [address],
        }
        self._add(found, DCAT.Distribution, told)
        return found

    def _add_contact(self, email: str) -> URIRef:
        contact = URIRef(f"{self._base}#contact")
        name = Literal("Den som driver Löftet här", lang="sv")
        self._add(contact, VCARD.Organization, {VCARD.fn: [name], VCARD.hasEmail: [URIRef(f"mailto:{email}")]})
        self.graph.add((contact, RDF.type, VCARD.Kind))
        return contact

    def _common(self, title: Told, description: Told) -> dict[URIRef, Iterable[Node]]:
        return {
            DCTERMS.title: [Literal(title.sv, lang="sv"), Literal(title.en, lang="en")],
            DCTERMS.description: [Literal(description.sv, lang="sv"), Literal(description.en, lang="en")],
            DCTERMS.publisher: [self._agent],
            DCTERMS.language: [self._is_a(f"{_EU}language/SWE", DCTERMS.LinguisticSystem)],
            DCTERMS.modified: [self._modified],
        }

    def _is_a(self, address: str, kind: URIRef) -> URIRef:
        """Something that others have described, with what it is."""
        self.graph.add((URIRef(address), RDF.type, kind))
        return URIRef(address)

    def _concept(self, address: str, name: str) -> URIRef:
        concept = self._is_a(address, SKOS.Concept)
        self.graph.add((concept, SKOS.prefLabel, Literal(name, lang="en")))
        return concept

    def _add(self, thing: URIRef, kind: URIRef, told: dict[URIRef, Iterable[Node]]) -> None:
        self.graph.add((thing, RDF.type, kind))
        self._tell(thing, told)

    def _tell(self, thing: URIRef, told: dict[URIRef, Iterable[Node]]) -> None:
        for predicate, values in told.items():
            for value in values:
                self.graph.add((thing, predicate, value))
