"""What the public page tells beside its promises: walks and measures, verdicts, the lägesbild, and changed promises."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient

from services.reports.web.page import AgreementPage, MunicipalityPage, Standing, Told
from shared.events.agreement import AgreementVersion
from tests.browser.samples import SamplePages
from tests.browser.site import make_site

NYKVARN, EXEMPEL = "/0140/nykvarn-2021-2022", "/9999/exempelkommun-2023"
EARLY, LAST = date(2022, 6, 2), date(2022, 6, 30)


class ChangedPages:
    """The samples, with one agreement at a later version."""

    def __init__(self, samples: SamplePages, *later: AgreementVersion) -> None:
        self._samples = samples
        self._later = later

    def municipalities(self) -> Sequence[MunicipalityPage]:
        return self._samples.municipalities()

    def municipality(self, code: str) -> MunicipalityPage | None:
        return self._samples.municipality(code)

    def agreement(self, agreement_id: str, as_of: date | None, known_at: date | None = None) -> AgreementPage | None:
        page = self._samples.agreement(agreement_id, as_of)
        if page is None or page.version.agreement.id != self._later[-1].agreement.id:
            return page
        return replace(page, version=self._later[-1], versions=(*page.versions, *self._later))

    def told(self, agreement_id: str, promise_id: str, as_of: date | None, known_at: date | None = None) -> Told | None:
        return self._samples.told(agreement_id, promise_id, as_of)

    def standing(self, promise_id: str) -> Standing | None:
        return self._samples.standing(promise_id)


@pytest.fixture(scope="module")
def samples() -> SamplePages:
    return SamplePages()


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return make_site().test_client()


def changed(samples: SamplePages, *changes: tuple[str, datetime, str, dict[str, Any]]) -> FlaskClient:
    """The site after Nykvarn's promises were changed: what was done, since when, why, and the agreement's fields."""
    page = samples.agreement("nykvarn-2021-2022", None)
    assert page is not None
    versions = [
        msgspec.convert(
            {
                "version": number,
                "inForceFrom": since,
                "change": change,
                "reason": reason,
                "agreement": msgspec.structs.replace(page.version.agreement, **fields),
            },
            AgreementVersion,
            from_attributes=True,
        )
        for number, (change, since, reason, fields) in enumerate(changes, 2)
    ]
    return make_site(ChangedPages(samples, *versions)).test_client()


def section(page: str, start: str, end: str) -> str:
    """The part of a page between two texts, its blanks made single."""
    return " ".join(page[page.index(start) : page.index(end, page.index(start))].split())


def test_a_walk_shows_its_three_steps_its_places_and_what_became_of_them(client: FlaskClient) -> None:
    page = client.get(NYKVARN).text

    walk = section(page, "15 april 2021 kl. 18–20</time>, Nykvarns centrum", "</article>")

    for said in (
        "Förberedande möte",
        "Uppföljande möte",
        'Otrygga platser <span class="count">6</span>',
        'Trygga platser <span class="count">2</span>',
        "Gångtunneln vid stationen",
        "vid vandringen 5 maj 2022",
        "Ryms inte i årets budget",
        "Trafikbolaget som äger väntkuren",
    ):
        assert said in walk
    assert walk.index("Gångtunneln vid stationen") < walk.index("Ny belysning i gångtunneln")
    assert walk.count('class="place"') == 8


def test_an_overdue_measure_says_so_beside_its_state(client: FlaskClient) -> None:
    page = client.get(EXEMPEL).text

    place = section(page[page.rindex("Lekplatsen i Parkstråket") :], "Ljust på vägen", "31 oktober 2023")

    assert place.index("Pågår") < place.index("Försenad") < place.index("Belysning vid lekplatsen")
    assert "varav 1 försenad" in page


def test_an_earlier_day_is_told_as_it_was_then_and_says_by_what_rule(client: FlaskClient) -> None:
    page = client.get(f"{NYKVARN}?asOf=2021-12-31").text

    assert "15 april 2021 kl. 18–20</time>, Nykvarns centrum" in page
    assert "20 oktober 2022" not in section(page, "Från trygghetsvandringarna", "Vill du vara delaktig?")
    assert "Det som har rapporterats i efterhand räknas från den dag då det hände." in page
    assert "18 mars 2022" not in page, "the day on which a measure was carried out"


def test_each_party_speaks_for_itself_and_the_earlier_year_is_folded(client: FlaskClient) -> None:
    page = client.get(NYKVARN).text

    article = section(page, 'id="nykvarn-2021-2022-trygghetsvandringar"', "</article>")

    assert "Parternas egen bedömning av 2022" in article
    assert "Undertecknat: <span>Kommunpolis</span>, <time" in article
    assert article.index("Båda vandringarna blev av.") < article.index("Vad de sade om 2021")
    assert article.index("Vad de sade om 2021") < article.index("En vandring av två.")


def test_parties_that_disagree_are_shown_so_and_one_that_is_silent_too(client: FlaskClient) -> None:
    page = client.get(EXEMPEL).text

    assert (
        "Parterna är inte överens om vad som är gjort. Polisen, lokalpolisområde Exempel säger ”genomfört” "
        "och Exempelkommun säger ”delvis genomfört”." in page
    )
    assert "Har inte sagt sitt om 2023." in section(page, 'id="exempelkommun-2023-motesplats"', "</article>")


def test_who_was_at_the_group_s_meeting_and_who_was_not_is_told(client: FlaskClient) -> None:
    page = client.get(NYKVARN).text

    meeting = section(page, "Arbetet de två åren utvärderades", "</li>")

    assert "5 av 6 var där" in meeting
    assert "Saknades: <span>fritidsfabriken</span>." in meeting
    assert "Med " not in meeting


def test_what_residents_said_is_counted_by_source(client: FlaskClient) -> None:
    heard = section(client.get(NYKVARN).text, "Så många har hörts", "</div>")

    assert "617 röster från invånarna." in heard
    for voices, source in (("445", "svar i enkäter"), ("96", "inlägg i sociala medier"), ("21", "telefonsamtal")):
        assert f'<span class="many">{voices}</span> <span>{source}</span>' in heard


def test_promises_that_were_never_changed_have_no_story_of_changes(client: FlaskClient) -> None:
    page = client.get(NYKVARN).text

    assert "Så har löftena ändrats" not in page
    assert "i förtid" not in page


def test_amendments_are_told_with_what_was_done_when_and_why(samples: SamplePages) -> None:
    amended = ("amended", datetime(2021, 9, 1, tzinfo=UTC), "Ett fel i texten rättades.", {})
    page = changed(samples, amended).get(NYKVARN).text

    told = section(page, "Så har löftena ändrats", "</ol>")

    assert told.index("Löftena ändrades") < told.index("Löftena publicerades")
    assert "1 september 2021" in told
    assert "Ett fel i texten rättades." in told
    assert page.count('class="changed"') == 2, "one on the axis, one in its legend"


def test_promises_that_were_closed_early_say_so_at_the_top_with_the_reason(samples: SamplePages) -> None:
    ended = (
        "ended",
        datetime(2022, 5, 1, tzinfo=UTC),
        "Kommunen går ihop med en annan.",
        {"closed_on": date(2022, 6, 30)},
    )
    page = changed(samples, ended).get(NYKVARN).text

    top = section(page, "<main", "<h1>")

    assert "Löftena avslutades i förtid. De gällde till och med 30 juni 2022." in top
    assert "Kommunen går ihop med en annan." in top
    assert "Så slutade det" in page


def test_promises_that_were_replaced_lead_to_those_that_hold_instead(samples: SamplePages) -> None:
    fields = {"closed_on": date(2022, 6, 30), "replaced_by": "nykvarn-2022-2024"}
    replaced = ("replaced", datetime(2022, 6, 1, tzinfo=UTC), "Nya löften gäller tidigare än tänkt.", fields)
    page = changed(samples, replaced).get(NYKVARN).text

    top = section(page, "<main", "<h1>")

    assert 'href="/0140/nykvarn-2022-2024"' in top
    assert "Nya löften gäller tidigare än tänkt." in top


def test_promises_that_are_to_be_replaced_hold_until_then(samples: SamplePages) -> None:
    fields = {"closed_on": date(2022, 6, 30), "replaced_by": "nykvarn-2022-2024"}
    replaced = ("replaced", datetime(2022, 6, 1, tzinfo=UTC), "Nya löften gäller tidigare än tänkt.", fields)
    client = changed(samples, replaced)

    earlier, last = (section(client.get(f"{NYKVARN}?asOf={day}").text, "<main", "<h1>") for day in (EARLY, LAST))
    english = section(client.get(f"{NYKVARN}?asOf={EARLY}&lang=en").text, "<main", "</h1>")
    after = section(client.get(NYKVARN).text, "<main", "<h1>")

    for told in (earlier, last):
        assert "Löftena ersätts av andra. De gäller till och med 30 juni 2022." in told
        assert "Se löftena som tar vid" in told
    assert "The promises are to be replaced by others. They hold until 30 June 2022." in english
    assert "Löftena är ersatta av andra. De gällde till och med 30 juni 2022." in after
    assert "Se löftena som gäller i stället" in after


def test_the_story_of_changes_says_on_the_day_of_a_decision_what_was_decided_and_not_that_it_was_so(
    samples: SamplePages,
) -> None:
    fields = {"closed_on": date(2022, 6, 30), "replaced_by": "nykvarn-2022-2024"}
    replaced = ("replaced", datetime(2022, 6, 1, tzinfo=UTC), "Nya löften gäller tidigare än tänkt.", fields)
    client = changed(samples, replaced)

    assert "Beslut om att löftena ersätts efter 30 juni 2022" in client.get(NYKVARN).text
    assert "Decision to replace the promises after 30 June 2022" in client.get(f"{NYKVARN}?lang=en").text
