"""What an amendment ends stays told in the evaluation: promises taken out, other targets, and what was done."""

from datetime import date

import msgspec

from services.reports.domain.lapsed import former, removed
from services.reports.evaluation.material import Material
from services.reports.evaluation.verdicts import Verdict
from shared.clock import start_of_day
from shared.events.activity import EarlierCounts
from shared.events.agreement import AgreementPublished, AgreementVersion, Commitment, Counts, Period, Promise, Target
from shared.events.assessment import Assessment
from shared.events.measure import Measure
from tests.unit.reports.evaluated import done, evaluation, made_of, promise, story, told
from tests.unit.reports.test_evaluation_rules import AGREEMENT, WALKS

OUT = date(2021, 11, 15)
PATROLS = Promise(
    id="s-patrols",
    number=2,
    title="Patruller",
    text="Vi patrullerar.",
    responsible=("polis",),
    commitments=(Commitment("s-patrols-1", "Fem", Counts(kinds=("patrol",)), Target(at_least=5, each="quarter")),),
)
FEWER = msgspec.structs.replace(
    PATROLS,
    commitments=(Commitment("s-patrols-1", "En", Counts(kinds=("patrol",)), Target(at_least=1, each="quarter")),),
)
MEETINGS = msgspec.structs.replace(
    PATROLS,
    commitments=(Commitment("s-patrols-2", "Möten", Counts(kinds=("meeting",)), Target(at_least=1, each="year")),),
)


def amended(first: tuple[Promise, ...], second: tuple[Promise, ...], *facts, **more) -> Material:
    """Promises that others take the place of on the day; facts count toward the first alone where the kinds say so."""
    was = msgspec.structs.replace(AGREEMENT, promises=first)
    is_ = msgspec.structs.replace(AGREEMENT, promises=second)
    material = made_of(was, facts, **more)
    version = AgreementVersion(2, start_of_day(OUT), is_, reason="Vi slutar.")
    published = AgreementPublished("s", "1495", (*material.published.versions, version))
    moved = {name: {1: _recounted(one[1], is_)} for name, one in material.facts.items()}
    return _with(material, published, moved)


def _with(material: Material, published: AgreementPublished, facts) -> Material:
    return Material(published, facts, facts, material.assessments, material.measures, material.observations)


def _recounted(fact, is_):
    stand = {one.id: one.counts.kinds for each in is_.promises for one in each.commitments}
    then = tuple(count.commitment for count in fact.counts)
    now = tuple(count for count in fact.counts if fact.kind in stand.get(count.commitment, ()))
    return msgspec.structs.replace(fact, counts=now, earlier=(EarlierCounts("s", 1, then),))


def _signed(period: Period) -> Assessment:
    return Assessment(
        id=f"by-{period.end}",
        revision=1,
        municipality="1495",
        municipality_name="Skara",
        agreement="s",
        promise="s-walks",
        promise_title="Vandringar",
        responsible=("polis",),
        period=period,
        delivery="not_fulfilled",
        effect="unchanged",
        narrative=f"Orden om {period.end}.",
        signed_by="Chefen",
        signed_on=date(2022, 1, 10),
        state="signed",
        reported_by="polis",
        reported_at=start_of_day(date(2022, 1, 10)),
    )


def test_a_promise_that_is_taken_out_stands_in_the_years_evaluation_until_then_with_the_parties_words():
    words = [_signed(Period(date(2021, 1, 1), end)) for end in (date(2021, 11, 14), date(2021, 12, 31))]
    material = amended(
        (WALKS, PATROLS), (PATROLS,), done("walk", date(2021, 3, 1), "polis"), assessments=[{1: one} for one in words]
    )

    account = told(material, 2021)
    (gone,) = account.removed

    assert [one.number for one in account.promises] == [2]
    assert (gone.text, gone.verdict) == (WALKS.text, Verdict.FULFILLED)
    assert (gone.removed.text, gone.removed.quote) == (
        "Löftet togs bort den 15 november 2021, i löftenas version 2.",
        "Vi slutar.",
    )
    assert [one.narrative for one in gone.opinions] == ["Orden om 2021-11-14.", "Orden om 2021-12-31."]
    assert story(gone)[0] == "En trygghetsvandring genomfördes den 1 mars."
    assert "innan löftet togs bort efter den 14 november 2021." in story(gone)[-1]
    assert (
        "The promise was taken away on 15 November 2021" in told(material, 2021, language="en").removed[0].removed.text
    )
    assert told(material, 2022).removed == ()
    assert len(told(material, None).removed) == 1


def test_a_promise_that_missed_before_it_was_taken_out_is_told_as_missed():
    material = amended((WALKS, PATROLS), (PATROLS,))

    (gone,) = told(material, 2021).removed

    assert gone.verdict == Verdict.NOT_FULFILLED


def test_the_walk_and_its_measures_stay_with_the_promise_that_is_taken_out():
    walk = done("walk", date(2021, 3, 1), "polis")
    measure = Measure(
        id="m",
        revision=1,
        municipality="1495",
        municipality_name="Skara",
        walk=walk.id,
        title="Belysning",
        responsible="kommun",
        responsible_name="Skara kommun",
        state="proposed",
        proposed_at=start_of_day(date(2021, 3, 2)),
        reported_at=start_of_day(date(2021, 3, 2)),
        reported_by="kommun",
    )
    material = amended((WALKS, PATROLS), (PATROLS,), walk, measures=[{1: measure}])

    (gone,) = evaluation(material, 2021).removed

    assert [one.id for one in gone.done] == [walk.id]
    assert [one.id for one in gone.aftermath.walks] == [walk.id]
    assert [one.title for one in gone.aftermath.measures] == ["Belysning"]


def test_a_lower_target_is_told_with_what_it_was():
    material = amended(
        (WALKS, PATROLS), (WALKS, FEWER), *(done("patrol", date(2021, m, 1), "polis") for m in (2, 5, 8, 11))
    )

    account = told(material, 2021)
    one = promise(account, 2)

    assert one.verdict == Verdict.FULFILLED
    assert "Till och med den 14 november 2021 gällde minst fem patrulleringar per kvartal." in story(one)
    assert account.amendments[0].sentence.text == (
        "Löftena ändrades den 15 november 2021: löfte 2 (Patruller) mäts på ett annat sätt (förut: minst fem "
        "patrulleringar per kvartal; nu: minst en patrullering per kvartal)."
    )
    english = told(material, 2021, language="en").amendments[0].sentence.text
    assert "promise 2 (“Patruller”) is measured in another way (before: at least five patrols per quarter" in english
    assert not promise(told(material, 2022), 2).passages[-1].sentences[0].text.startswith("Till och med")


def test_what_was_done_for_a_commitment_since_exchanged_is_told_as_counted_then():
    material = amended((PATROLS,), (MEETINGS,), done("patrol", date(2021, 2, 1), "polis"))

    one = promise(told(material, 2021), 2)

    assert [(each.kind, each.earlier) for each in one.activities] == [("patrol", True)]
    assert "Det räknades till en tidigare lydelse av löftet." in story(one)
    assert "En patrullering gjordes den 1 februari." in story(one)


def test_what_was_never_promised_on_a_day_of_the_period_was_not_taken_out_of_it():
    first, days = made_of(AGREEMENT, ()).published.versions[0], AGREEMENT.period
    without = msgspec.structs.replace(AGREEMENT, promises=(PATROLS,))
    early = AgreementVersion(2, start_of_day(days.start), without)
    late = AgreementVersion(2, start_of_day(OUT), without)

    assert removed([first, early], early, days) == ()
    assert removed([first, late], first, days) == ()
    (gone,) = removed([first, late], late, days)
    assert (gone.last, gone.by.version) == (date(2021, 11, 14), 2)
    assert removed([first, late], late, Period(date(2022, 1, 1), days.end)) == ()
    assert former([first], first, "s-walks", days) == ()


def test_an_amendment_that_nobody_knew_of_yet_took_nothing_out():
    first = made_of(AGREEMENT, ()).published.versions[0]
    without = msgspec.structs.replace(AGREEMENT, promises=(PATROLS,))
    told_later = start_of_day(date(2021, 12, 1))
    second = AgreementVersion(2, start_of_day(OUT), without, published_at=told_later)
    material = Material(AgreementPublished("s", "1495", (first, second)), {}, {})

    before, after = start_of_day(date(2021, 11, 20)), start_of_day(date(2021, 12, 2))

    assert evaluation(material, 2021, before).removed == ()
    assert [one.promise.id for one in evaluation(material, 2021, after).removed] == ["s-walks"]
