"""The catalogue keeps to DCAT-AP-SE in both its forms, and the shapes find what is missing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import BNode, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF

from services.reports.open_data.catalogue import VCARD, Publisher, catalogue
from services.reports.open_data.tables import TABLES
from shared.open_data import LICENCE

SHAPES = Graph().parse(Path(__file__).parent / "dcat-ap-se.ttl")
HERE = Publisher("https://loften.example", "kontakt@loften.example")


def conforms(graph: Graph) -> tuple[bool, str]:
    found, _, told = validate(graph, shacl_graph=SHAPES)
    return found, told


def made() -> Graph:
    return catalogue(HERE, date(2021, 4, 15))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib, as it reads JSON-LD
@pytest.mark.parametrize("form", ["application/rdf+xml", "application/ld+json"])
def test_it_conforms_as_it_is_written_in_both_forms_and_each_says_the_same(form: str) -> None:
    written = Graph().parse(data=made().serialize(format=form), format=form)

    assert isomorphic(written, made())
    assert conforms(written)[0], conforms(written)[1]


def test_it_conforms_where_nobody_can_be_written_to() -> None:
    assert conforms(catalogue(Publisher("http://localhost:5002"), date(2021, 4, 15)))[0]


def test_each_table_is_a_dataset_as_json_and_as_csv_under_cc0() -> None:
    graph = made()

    datasets = {str(each) for each in graph.objects(None, DCAT.dataset)}
    addresses = {str(each) for each in graph.objects(None, DCAT.downloadURL)}

    assert datasets == {f"https://loften.example/data#{name}" for name in TABLES}
    assert addresses == {f"https://loften.example/data/{name}.{form}" for name in TABLES for form in ("json", "csv")}
    assert set(map(str, graph.objects(None, DCTERMS.license))) == {LICENCE}
    assert {str(each) for each in graph.objects(None, VCARD.hasEmail)} == {"mailto:kontakt@loften.example"}
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]


CATALOGUE, DATASET = URIRef("https://loften.example/data/catalog"), URIRef("https://loften.example/data#activities")
SPOILED: dict[str, Callable[[Graph], object]] = {
    "no licence of the catalogue": lambda graph: graph.remove((CATALOGUE, DCTERMS.license, None)),
    "no publisher of a dataset": lambda graph: graph.remove((DATASET, DCTERMS.publisher, None)),
    "no title": lambda graph: graph.remove((DATASET, DCTERMS.title, None)),
    "no address": lambda graph: graph.remove((None, DCAT.accessURL, None)),
    "no kind of publisher": lambda graph: graph.remove((None, DCTERMS.type, None)),
    "a nameless publisher": lambda graph: graph.remove((None, FOAF.name, None)),
    "a contact without address": lambda graph: graph.remove((None, VCARD.hasEmail, None)),
}


@pytest.mark.parametrize("spoil", SPOILED)
def test_the_shapes_find_what_is_missing(spoil: str) -> None:
    graph = made()
    SPOILED[spoil](graph)

    assert not conforms(graph)[0]
