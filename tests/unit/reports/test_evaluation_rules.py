"""What an evaluation goes by: years and the whole, what is late, what was known when, amendments, disagreement."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from services.reports.evaluation.evaluate import evaluate
from services.reports.evaluation.half_way import half_way
from services.reports.evaluation.material import Material
from services.reports.evaluation.stretch import stretch_of, years_of
from services.reports.evaluation.verdicts import Verdict
from shared.clock import start_of_day
from shared.events.agreement import (
    Agreement,
    AgreementPublished,
    AgreementVersion,
    Commitment,
    Counts,
    Covering,
    Municipality,
    Party,
    Period,
    Promise,
    Target,
)
from shared.events.assessment import Assessment
from tests.unit.reports.evaluated import LONG_AFTER, done, evaluation, made_of, nykvarn, promise, story, told

WALKS = Promise(
    id="s-walks",
    number=1,
    title="Vandringar",
    text="En vandring per termin.",
    responsible=("kommun", "polis"),
    commitments=(Commitment("s-walks-1", "En per termin", Counts(kinds=("walk",)), Target(at_least=1, each="term")),),
)
AGREEMENT = Agreement(
    id="s",
    municipality=Municipality("1495", "Skara"),
    title="Löften",
    period=Period(date(2021, 1, 1), date(2022, 12, 31)),
    parties=(Party("kommun", "Skara kommun", "municipality"), Party("polis", "Polisen i Skara", "police")),
    promises=(WALKS,),
)
SPRING, AUTUMN, SPRING_22, LATE = date(2021, 4, 1), date(2021, 10, 1), date(2022, 4, 1), date(2023, 1, 12)
END = date(2022, 12, 31)


def walked(*days: date) -> Material:
    return made_of(AGREEMENT, [done("walk", day, "kommun") for day in days], counting=AGREEMENT)


def test_a_year_is_judged_by_the_windows_that_end_in_it():
    material = walked(SPRING, AUTUMN)

    assert promise(told(material, 2021), 1).verdict == Verdict.FULFILLED
    assert promise(told(material, 2022), 1).verdict == Verdict.NOT_FULFILLED
    assert promise(told(material, None), 1).verdict == Verdict.PARTLY_FULFILLED


def test_what_was_done_after_the_period_is_told_as_late():
    account = told(walked(SPRING, AUTUMN, SPRING_22, LATE), 2022)

    assert promise(account, 1).sentence == "Åtgärden är genomförd, men sent."
    assert story(promise(account, 1))[-1] == (
        "Först efter den utlovade tiden, som slutade den 31 december 2022, genomfördes en trygghetsvandring:"
        " den 12 januari 2023."
    )
    assert [one.late for one in promise(account, 1).activities] == [False, True]


def test_a_year_that_runs_says_how_it_goes_and_gives_no_final_verdict():
    now = datetime(2022, 5, 1, tzinfo=UTC)

    account = told(walked(SPRING, AUTUMN, SPRING_22), 2022, now)

    assert not account.over
    assert promise(account, 1).sentence == "Åtgärden pågår enligt plan."


def test_what_was_not_known_then_is_not_told_then():
    material = walked(SPRING)
    reported = material.facts[next(iter(material.facts))][1].reported_at

    before = stretch_of(material.published.versions, 2021, LONG_AFTER, reported - timedelta(seconds=1))
    after = stretch_of(material.published.versions, 2021, LONG_AFTER, reported)

    assert evaluate(material, before).promises[0].done == ()
    assert len(evaluate(material, after).promises[0].done) == 1


def test_what_may_not_be_published_yet_is_not_told():
    walk = done("walk", SPRING, "kommun", publishable_from=datetime(2021, 6, 1, tzinfo=UTC))
    material = made_of(AGREEMENT, [walk])

    held = stretch_of(material.published.versions, 2021, *[datetime(2021, 5, 31, tzinfo=UTC)] * 2)
    shown = stretch_of(material.published.versions, 2021, *[datetime(2021, 6, 1, tzinfo=UTC)] * 2)

    assert evaluate(material, held).promises[0].done == ()
    assert len(evaluate(material, shown).promises[0].done) == 1


def test_an_amendment_is_told_and_a_year_is_judged_by_the_version_at_its_end():
    twice = msgspec.structs.replace(
        WALKS,
        text="Två vandringar per termin.",
        commitments=(msgspec.structs.replace(WALKS.commitments[0], target=Target(at_least=2, each="term")),),
    )
    later = AgreementVersion(
        version=2,
        in_force_from=start_of_day(date(2022, 1, 15)),
        agreement=msgspec.structs.replace(AGREEMENT, promises=(twice,)),
        reason="Fler vill gå med.",
    )
    material = walked(SPRING, AUTUMN, SPRING_22)
    versions = (*material.published.versions, later)
    material = Material(AgreementPublished("s", "1495", versions), material.facts, material.walks)

    assert promise(told(material, 2021), 1).verdict == Verdict.FULFILLED
    assert promise(told(material, 2022), 1).verdict == Verdict.NOT_FULFILLED
    assert told(material, 2021).amendments == ()
    (change,) = told(material, 2022).amendments
    assert change.sentence.text == (
        "Löftena ändrades den 15 januari 2022: löfte 1 (Vandringar) fick ny lydelse "
        "(förut: minst en trygghetsvandring per termin; nu: minst två trygghetsvandringar per termin)."
    )
    assert change.sentence.quote == "Fler vill gå med."


def test_parties_that_differ_are_told_to_and_whoever_is_silent():
    assessed = {"kommun": ("fulfilled", "improved"), "polis": ("partly_fulfilled", "unchanged")}
    both = [_signed(party, *said) for party, said in assessed.items()]
    material = made_of(AGREEMENT, [done("walk", SPRING, "kommun")], assessments=[{1: one} for one in both])
    alone = made_of(AGREEMENT, [done("walk", SPRING, "kommun")], assessments=[{1: both[0]}])

    assert promise(told(material, 2021), 1).remarks == (
        "Parterna är inte överens om vad som är gjort: Skara kommun säger ”genomfört” och Polisen i Skara säger"
        " ”delvis genomfört”.",
        "Parterna ser effekten olika: Skara kommun säger ”förbättrat läge” och Polisen i Skara säger”"
        "oförändrat läge”.".replace("säger”", "säger ”"),
    )
    assert promise(told(alone, 2021), 1).remarks == (
        "Parternas eget omdöme, ”genomfört”, är ett annat än det som följer av vad de har rapporterat.",
        "Polisen i Skara har ännu inte lämnat sin bedömning.",
    )


def _amended(agreement: Agreement, since: date, **known: Any) -> AgreementVersion:
    return AgreementVersion(version=2, in_force_from=start_of_day(since), agreement=agreement, **known)


def _material(later: AgreementVersion, *signed: Assessment) -> Material:
    first = walked(SPRING)
    versions = (*first.published.versions, later)
    published = AgreementPublished("s", "1495", versions)
    return replace(first, published=published, assessments=[{1: one} for one in signed])


def test_who_took_over_a_promise_owes_nothing_for_the_years_before_and_the_earlier_partys_words_stay():
    region = Party("region", "Regionen", "region")
    handed_on = msgspec.structs.replace(WALKS, responsible=("region", "polis"))
    agreement = msgspec.structs.replace(AGREEMENT, promises=(handed_on,), parties=(*AGREEMENT.parties, region))
    said = [_signed("kommun", "fulfilled", "improved"), _signed("polis", "not_fulfilled", "improved")]
    material = _material(_amended(agreement, date(2022, 3, 1)), *said)

    whole = promise(told(material, None, datetime(2022, 6, 1, tzinfo=UTC)), 1)
    owed = [duty for duty in half_way(material, datetime(2022, 6, 1, tzinfo=UTC)).duties if duty.reason == "assessment"]

    assert [one.party_name for one in whole.opinions] == ["Skara kommun", "Polisen i Skara"]
    assert whole.remarks[0].startswith("Parterna är inte överens om vad som är gjort")
    assert owed == []


def test_an_early_end_takes_away_nothing_that_was_signed_before():
    ended = msgspec.structs.replace(AGREEMENT, closed_on=date(2021, 10, 31))
    said = [_signed("kommun", "fulfilled", "improved"), _signed("polis", "fulfilled", "improved")]
    material = _material(_amended(ended, date(2021, 10, 31), change="ended"), *said)

    for year in (2021, None):
        one = promise(told(material, year), 1)
        assert len(one.opinions) == 2
        assert not any("ännu inte" in remark for remark in one.remarks)


def test_an_amendment_that_was_not_published_yet_is_not_known():
    ended = msgspec.structs.replace(AGREEMENT, closed_on=date(2021, 10, 31))
    late = datetime(2021, 11, 10, tzinfo=UTC)
    material = _material(_amended(ended, date(2021, 10, 31), change="ended", published_at=late))
    versions, before = material.published.versions, late - timedelta(seconds=1)

    found = evaluate(material, stretch_of(versions, None, LONG_AFTER, before))

    assert (found.version.version, found.amendments, found.stretch.period) == (1, (), AGREEMENT.period)
    assert evaluate(material, stretch_of(versions, None, LONG_AFTER, late)).version.version == 2


def test_an_average_is_judged_by_what_it_asked_for_until_the_years_end():
    daily = Commitment("s-walks-1", "Varje dag", Counts(kinds=("walk",)), Target(each="day", average=True))
    agreement = msgspec.structs.replace(AGREEMENT, promises=(msgspec.structs.replace(WALKS, commitments=(daily,)),))
    every_day = [done("walk", date(2021, 1, 1) + timedelta(days=each), "kommun") for each in range(365)]

    kept, below = (promise(told(made_of(agreement, days), 2021), 1) for days in (every_day, every_day[:300]))

    assert kept.sentence == "Åtgärden pågår och ska vara klar senast den 31 december 2022."
    assert below.sentence == "Åtgärden ligger efter plan."
    assert "Löftet gällde i snitt minst en per dag: det blev 300 av 365 hittills." in story(below)


def test_many_that_were_called_off_are_told_together():
    off = [
        msgspec.structs.replace(done("walk", date(2021, month, 1), "kommun"), state="cancelled", reason="Regn.")
        for month in range(1, 8)
    ]
    sentences = story(promise(told(made_of(AGREEMENT, off), 2021), 1))

    assert sentences[-2].startswith("En trygghetsvandring som var planerad till den 1 april ställdes in.")
    assert sentences[-1] == "Ytterligare tre ställdes in."


def test_an_agreement_that_was_ended_early_is_evaluated_until_its_last_day():
    closed = msgspec.structs.replace(AGREEMENT, closed_on=date(2021, 9, 30))
    material = made_of(closed, [done("walk", SPRING, "kommun")])

    assert years_of(material.published.versions) == (2021,)
    account = told(material, None)
    assert account.period.end == date(2021, 9, 30)
    assert promise(account, 1).verdict == Verdict.PARTLY_FULFILLED


def test_an_agreement_that_was_ended_with_effect_back_in_time_is_evaluated_as_ended():
    once = Commitment("s-walks-1", "Ett råd", Counts(kinds=("milestone",)), Target(milestone=True, by=END))
    agreement = msgspec.structs.replace(AGREEMENT, promises=(msgspec.structs.replace(WALKS, commitments=(once,)),))
    ended = AgreementVersion(
        version=2,
        in_force_from=start_of_day(date(2021, 11, 23)),
        agreement=msgspec.structs.replace(agreement, closed_on=date(2021, 9, 30)),
        change="ended",
    )
    before = made_of(agreement, [])
    material = msgspec.structs.replace(before.published, versions=(*before.published.versions, ended))

    for year in (2021, None):
        account = told(Material(material, {}, {}), year)

        assert account.agreement_version == 2
        assert promise(account, 1).verdict == Verdict.NOT_FULFILLED
        assert "ska vara klar" not in str(account)


def test_what_nobody_has_begun_is_not_said_to_be_under_way():
    once = Commitment("s-walks-1", "Ett råd", Counts(kinds=("milestone",)), Target(milestone=True, by=END))
    agreement = msgspec.structs.replace(AGREEMENT, promises=(msgspec.structs.replace(WALKS, commitments=(once,)),))

    swedish, english = (promise(told(made_of(agreement, []), 2021, language=each), 1) for each in ("sv", "en"))

    assert swedish.sentence == "Åtgärden är inte påbörjad. Den ska vara klar senast den 31 december 2022."
    assert english.sentence == "The action has not been started. It is due by 31 December 2022."


def test_a_walk_that_stands_for_several_is_one_where_walks_are_counted():
    twelve = [done("walk", SPRING, "kommun", quantity=12), done("walk", date(2021, 5, 2), "kommun")]

    first, *_ = story(promise(told(made_of(AGREEMENT, twelve), 2021), 1))

    assert first == "Två trygghetsvandringar genomfördes: den 1 april och den 2 maj."


def test_of_a_term_in_which_nothing_was_done_it_is_not_said_who_was_not_there():
    asked = Target(each="term", covering=Covering(audiences=("business", "resident")))
    agreement = msgspec.structs.replace(
        AGREEMENT,
        promises=(msgspec.structs.replace(WALKS, commitments=(Commitment("s-walks-1", "x", Counts(), asked),)),),
    )
    swedish, english = (promise(told(made_of(agreement, []), 2021, language=each), 1) for each in ("sv", "en"))

    assert "Löftet gällde minst en per termin: våren blev det ingen och hösten ingen." in story(swedish)
    assert "The promise was at least one per school term: none in spring and none in autumn." in story(english)


def test_the_evaluation_of_the_whole_says_what_the_status_says():
    for one in evaluation(nykvarn(), None).promises:
        expected = None if one.verdict is Verdict.UNMEASURED else one.verdict.value

        assert (expected or "not_measurable") == one.status.state


def _signed(party: str, delivery: str, effect: str) -> Assessment:
    known = {
        "id": f"a-{party}",
        "revision": 1,
        "municipality": "1495",
        "municipalityName": "Skara",
        "reportedBy": party,
        "reportedAt": "2022-01-10T12:00:00Z",
        "agreement": "s",
        "promise": "s-walks",
        "promiseTitle": "Vandringar",
        "responsible": ["kommun", "polis"],
        "period": {"start": "2021-01-01", "end": "2021-12-31"},
        "state": "signed",
        "delivery": delivery,
        "effect": effect,
        "narrative": "Så var det.",
        "signedBy": "säkerhetschef",
        "signedOn": "2022-01-10",
    }
    return msgspec.convert(known, Assessment)


def test_a_measure_that_no_time_is_long_enough_for_is_not_said_to_be_missing():
    seldom = Commitment("s-walks-1", "En på fem år", Counts(kinds=("walk",)), Target(each="year", every=5))
    agreement = msgspec.structs.replace(AGREEMENT, promises=(msgspec.structs.replace(WALKS, commitments=(seldom,)),))
    material = made_of(agreement, [])

    for year in (2021, 2022, None):
        told_of = promise(told(material, year), 1)
        assert (told_of.verdict, told_of.sentence) == (Verdict.ASKS_NOTHING, "Inget krävdes den här tiden.")
