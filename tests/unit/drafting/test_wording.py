"""What the table of sentences does not show: places in the text, what is known of the agreement, and odd texts."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.drafting.drafted import Context
from shared.drafting.evidence import Span
from shared.drafting.folding import fold
from shared.drafting.numbers import number
from shared.drafting.wording import read_commitments
from shared.events.agreement import Group, Party, Period, Target

PERIOD = Period(start=date(2021, 1, 1), end=date(2022, 12, 31))
PARTIES = [
    Party(id="kommun", name="Exempelkommun", kind="municipality"),
    Party(id="polis", name="Polisen", kind="police"),
]


def words(text: str, span: Span) -> str:
    return text[span.start : span.end]


def test_evidence_is_given_in_the_documents_own_characters() -> None:
    document = "Våra löften\n\n- Trygghets-\n  vandringar genomförs  minst två\n  gånger per termin."
    start = document.index("Trygghets-")

    (proposal,) = read_commitments(document[start:], start, Context(period=PERIOD))

    evidence = proposal.evidence
    assert proposal.target == Target(at_least=2, each="term")
    assert words(document, evidence["counts.kinds[0]"].span) == "Trygghets-\n  vandringar"
    assert words(document, evidence["target.atLeast"].span) == "minst två\n  gånger"
    assert words(document, evidence["target.each"].span) == "per termin"
    assert words(document, proposal.span).startswith("Trygghets-")


def test_accents_that_stand_for_themselves_are_read_with_their_letters() -> None:
    text = "Natta\u030avandring"
    composed = fold("på kvällar")

    assert fold("pa\u030a kva\u0308llar").text == composed.text
    assert fold(text).span(4, 5) == Span(4, 6)


def test_a_standing_group_is_known_by_its_name_or_as_the_group_when_there_is_one() -> None:
    known = Context(PERIOD, groups=[Group(id="operativa-gruppen", name="Operativa gruppen")])

    (proposal,) = read_commitments("Gruppen skall träffas 1 gång i månaden.", context=known)

    assert proposal.counts.groups == ("operativa-gruppen",)
    assert proposal.target == Target(each="month")


def test_two_parties_that_do_different_things_are_told_apart() -> None:
    text = "Varje år genomför polisen två krogtillsyner och kommunen tre nattvandringar."

    police, municipality = read_commitments(text, context=Context(PERIOD, parties=PARTIES))

    assert (police.counts.parties, police.counts.kinds) == (("polis",), ("inspection",))
    assert (municipality.counts.parties, municipality.counts.kinds) == (("kommun",), ("night-walk",))
    assert municipality.target == Target(at_least=3, each="year")


def test_parties_that_do_the_same_are_not() -> None:
    text = "Polisen och kommunen genomför två trygghetsvandringar per år."

    (proposal,) = read_commitments(text, context=Context(PERIOD, parties=PARTIES))

    assert proposal.counts.parties == ()


def test_the_municipality_is_no_place_within_itself() -> None:
    text = "Polisen fotpatrullerar i Exempel och vid Norra torget varje vecka."

    (proposal,) = read_commitments(text, context=Context(PERIOD, municipality="Exempel"))

    assert proposal.counts.places == ("Norra torget",)


def test_without_a_period_nothing_is_read_that_needs_a_year() -> None:
    (proposal,) = read_commitments("Två trygghetsvandringar genomförs under hösten.")

    assert proposal.target is None
    assert [finding.rule for finding in proposal.findings] == ["by.autumn"]


def test_a_day_outside_the_period_is_left_open() -> None:
    (proposal,) = read_commitments("Ett råd inrättas senast 1 mars 2023.", context=Context(PERIOD))

    assert proposal.target is None


def test_a_range_is_read_as_its_lower_end_with_the_whole_range_as_evidence() -> None:
    text = "Trygghetsvandringar genomförs 3\u20134 gånger per år."

    (proposal,) = read_commitments(text, context=Context(PERIOD))

    assert proposal.target == Target(at_least=3, each="year")
    assert words(text, proposal.evidence["target.atLeast"].span) == "3\u20134 gånger"


def test_an_evening_is_no_clock_time_and_a_finding_says_whose_hour_it_is() -> None:
    (proposal,) = read_commitments("Polisen patrullerar minst 30 torsdagskvällar.", context=Context(PERIOD))

    (finding,) = [finding for finding in proposal.findings if finding.path == "counts.from"]
    assert "ours" in finding.detail
    assert proposal.evidence["counts.from"].confidence < 0.7


@pytest.mark.parametrize(
    ("said", "meant"), [("tjugofem", 25), ("förtio", 40), ("2,5", 2.5), ("1 000", 1000), ("ett", 1), ("hundra", 100)]
)
def test_numbers_are_read_in_words_and_digits(said: str, meant: float) -> None:
    assert number(said) == meant


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="flera"):
        number("flera")


@pytest.mark.parametrize("text", ["", " \n ", "\u00ad", "- ", "..."])
def test_no_words_give_no_commitment_or_an_empty_one(text: str) -> None:
    assert all(proposal.target is None for proposal in read_commitments(text))


@given(st.text(st.sampled_from("aåäö 12.,-\n()/:;§%–\u00ad\u0308") | st.characters(), max_size=80))
def test_any_text_is_read_without_an_error_and_its_spans_lie_in_it(text: str) -> None:
    for proposal in read_commitments(text, context=Context(PERIOD)):
        assert 0 <= proposal.span.start < proposal.span.end <= len(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "minst",
                "två",
                "per år",
                "3",
                "gånger",
                "och",
                "senast 1 oktober",
                "trygghetsvandringar",
                "varje",
                "fredag",
                "kl 18",
                "möten",
                "i snitt",
                "-",
                "under",
                "hösten",
                "2021",
                "timmar",
                "varannan",
                "vecka",
            ]
        ),
        max_size=12,
    )
)
def test_any_words_in_any_order_are_read_and_every_value_of_a_target_has_its_words(parts: list[str]) -> None:
    text = " ".join(parts)

    for proposal in read_commitments(text, context=Context(PERIOD)):
        if proposal.target and proposal.target.by:
            assert PERIOD.start <= proposal.target.by <= PERIOD.end
        if proposal.target and proposal.target.at_least > 1:
            assert "target.atLeast" in proposal.evidence


def test_a_long_promise_is_read_in_no_time() -> None:
    text = "Polisen genomför minst två gemensamma, riktade och synliga trafikkontroller per månad i Norrby. " * 50

    before = time.perf_counter()
    read_commitments(text, context=Context(PERIOD))

    assert time.perf_counter() - before < 2
