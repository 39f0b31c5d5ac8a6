"""Golden evaluations, sentence by sentence: Nykvarn 2021 of the demonstration, and Skara 2018 as it was published."""

import pytest

from tests.unit.reports.evaluated import nykvarn, promise, published, story, told


def test_skara_2018_reads_as_a_municipality_writes_it():
    account = told(published("skara-2018"), 2018)

    assert [(one.number, one.sentence) for one in account.promises] == [
        (1, "Åtgärden är genomförd."),
        (2, ""),
        (3, "Åtgärden är genomförd."),
        (4, "Åtgärden är genomförd."),
        (5, "Åtgärden är inte genomförd."),
    ]
    assert story(promise(account, 1)) == [
        "Fyra tillsyner gjordes: den 10 februari, den 5 maj, den 1 september och den 13 december.",
        "Polisen i Skara har rapporterat dem.",
        "Löftet gällde minst fyra per år.",
    ]
    assert story(promise(account, 2)) == [
        "100 patrulleringar gjordes: 25 den 31 mars, 25 den 30 juni, 25 den 30 september och 25 den 31 december.",
        "Polisen i Skara har rapporterat dem.",
    ]
    assert story(promise(account, 3)) == [
        "Två trygghetsvandringar genomfördes: en den 8 maj på Valhallagatan och en den 9 oktober i Kaplansområdet.",
        "Skara kommun har rapporterat dem.",
        "Löftet gällde minst två.",
    ]
    assert story(promise(account, 4))[0] == (
        "Fyra nattvandringar genomfördes: den 30 april, den 8 juni, den 31 augusti och den 13 december."
    )
    assert story(promise(account, 4))[-1] == "Löftet gällde minst tre."
    assert story(promise(account, 5)) == [
        "Ingen medborgardialog är rapporterad.",
        "Det skulle vara klart senast den 31 december 2018.",
    ]


def test_a_promise_without_a_number_gets_a_narrative_and_no_verdict():
    patrols = promise(told(published("skara-2018"), 2018), 2)

    assert patrols.verdict is None
    assert patrols.sentence == ""
    assert patrols.passages


def test_nykvarn_2021_is_told_from_its_facts():
    account = told(nykvarn(), 2021)

    assert account.demonstration
    assert [area.title for area in account.focus_areas] == [
        "Tryggheten i centrum med närområde",
        "Ungdomsproblematik med narkotika, alkohol och tobak",
    ]
    assert [(one.number, one.sentence) for one in account.promises] == [
        (1, "Åtgärden är delvis genomförd."),
        (2, "Åtgärden pågår och ska vara klar senast den 31 december 2022."),
        (3, ""),
        (4, "Åtgärden är delvis genomförd."),
        (5, ""),
    ]
    assert story(promise(account, 1)) == [
        "En trygghetsvandring genomfördes den 15 april i Nykvarns centrum.",
        "Nykvarns kommun, Polisen (Södertälje lokalpolisområde), Nattvandrarna i Nykvarns kommun och"
        " Centrums fastighetsägare deltog.",
        "Den vände sig till medborgare och näringsidkare.",
        "Löftet gällde minst en per termin: våren blev det en och hösten ingen.",
        "En trygghetsvandring som var planerad till den 18 november ställdes in. ”Inställd på grund av sjukdom hos båda"
        " arrangörerna. Ingen ny tid hittades före årsskiftet.”",
        "Vid vandringen noterades sex otrygga och två trygga platser.",
        "Vandringen ledde till sex åtgärder. Vid årets slut var tre utförda, en beslutad, en överlämnad och"
        " en avslagen.",
        "Åtgärden ”Belysning längs gångvägen mot skolan” avslogs. ”Ryms inte i årets budget, eftersom en ny elledning"
        " behövs. Frågan tas upp igen vid en senare vandring.”",
    ]
    assert story(promise(account, 2))[-2:] == [
        "Löftet gäller minst en till och med den 31 december 2022, och hittills är det tre.",
        "Kvar att nå: medborgare.",
    ]
    assert story(promise(account, 3))[0] == (
        "Fem riktade insatser, tre patrulleringar och två informationsinsatser genomfördes mellan den 29 januari och"
        " den 17 december."
    )
    assert story(promise(account, 4)) == [
        "Elva möten i operativa gruppen hölls mellan den 21 januari och den 16 december.",
        "Lillhagaskolan, Socialtjänsten, Säkerhetschef och Polisen deltog varje gång.",
        "Praktiska gymnasiet och Fritidsfabriken var med tio gånger var.",
        "Löftet gällde minst ett per månad och hölls i elva av tolv månader.",
        "Juli saknas.",
    ]


def test_the_parties_words_stand_with_whether_it_was_done_and_whether_it_helped_apart():
    walks = promise(told(nykvarn(), 2021), 1)

    assert [(one.party, one.delivery_word, one.effect_word) for one in walks.opinions] == [
        ("nykvarn-kommun", "delvis genomfört", "förbättrat läge"),
        ("polisen-sodertalje", "delvis genomfört", "går inte att bedöma"),
    ]
    assert walks.opinions[0].narrative.startswith("Vårens vandring ledde till sex åtgärder")


def test_nykvarn_2021_in_english():
    account = told(nykvarn(), 2021, language="en")

    assert promise(account, 1).sentence == "The action has been carried out in part."
    assert story(promise(account, 1))[:4] == [
        "One safety walk was carried out on 15 April at Nykvarns centrum.",
        "Nykvarns kommun, Polisen (Södertälje lokalpolisområde), Nattvandrarna i Nykvarns kommun and"
        " Centrums fastighetsägare took part.",
        "It was meant for residents and businesses.",
        "The promise was at least one per school term: one in spring and none in autumn.",
    ]
    assert story(promise(account, 4))[-2:] == [
        "The promise was at least one per month; it was kept in eleven of twelve months.",
        "July is missing.",
    ]


@pytest.mark.parametrize(
    ("year", "sentence"), [(2022, "Åtgärden är genomförd."), (None, "Åtgärden är delvis genomförd.")]
)
def test_what_one_year_missed_is_told_of_that_year_and_of_the_whole(year: int | None, sentence: str):
    assert promise(told(nykvarn(), year), 1).sentence == sentence
