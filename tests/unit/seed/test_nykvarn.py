"""The transcription of Nykvarn's promises, held against the published document."""

import re

import pytest

from services.activities.agreement_file import read_agreement as read_strictly
from services.activities.domain.agreement import check_agreement
from shared.agreement_file import parse_yaml
from shared.events.activity import Kind
from shared.events.agreement import Agreement, Target
from shared.ops.seed.exempelkommun import SEED
from shared.ops.seed.scene import read_agreement


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.fixture(scope="module")
def document() -> str:
    return words((SEED / "nykvarn-2021-2022.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nykvarn() -> Agreement:
    return read_agreement(SEED / "nykvarn-2021-2022.yml")


def test_every_bullet_of_the_document_is_a_promise_word_for_word(document: str, nykvarn: Agreement) -> None:
    section = document.split("minska den upplevda otryggheten i centrum:")[1]
    section = section.split("Det här ska vi åstadkomma tillsammans")[0]
    bullets = [words(bullet.split("Ansvarig:")[0]) for bullet in section.split(" - ") if "Ansvarig:" in bullet]

    assert [promise.text for promise in nykvarn.promises] == [bullet.removeprefix("- ") for bullet in bullets]


def test_each_promise_has_the_responsible_parties_that_stand_below_it(document: str, nykvarn: Agreement) -> None:
    parties = {
        "kommun och polis": ("nykvarn-kommun", "polisen-sodertalje"),
        "polisen": ("polisen-sodertalje",),
        "kommunen": ("nykvarn-kommun",),
    }

    for promise in nykvarn.promises:
        after = document.split(promise.text)[1]
        stands = re.match(r" Ansvarig: (kommun och polis|polisen|kommunen)\b", after)
        assert stands, f"no responsible party stands below {promise.title}"
        assert promise.responsible == parties[stands[1]]


def test_every_long_text_stands_in_the_document(document: str, nykvarn: Agreement) -> None:
    assert nykvarn.dialogue is not None
    texts = [
        nykvarn.title,
        nykvarn.introduction,
        nykvarn.dialogue.summary,
        nykvarn.dialogue.outcome,
        *nykvarn.goals,
        *(group.purpose for group in nykvarn.groups),
        *(area.lagesbild for area in nykvarn.focus_areas),
        *(area.title for area in nykvarn.focus_areas),
    ]

    assert [text for text in texts if words(text) not in document] == []


def test_the_operative_group_has_the_six_members_that_the_document_names(document: str, nykvarn: Agreement) -> None:
    (group,) = nykvarn.groups
    sentence = document.split("representanter från ")[1].split(". Gruppen")[0]

    named = re.split(r", | samt ", sentence)

    assert [member.name for member in group.members] == named
    assert len(named) == 6


def test_the_dialogue_has_the_four_sources_that_the_document_names(nykvarn: Agreement) -> None:
    assert nykvarn.dialogue is not None
    assert {source.name: source.kind for source in nykvarn.dialogue.sources} == {
        "polisens trygghetsundersökning": "survey",
        "sociala medier": "social-media",
        "inkomna mail": "mail",
        "telefonsamtal": "phone",
    }
    assert all(source.name in nykvarn.dialogue.summary for source in nykvarn.dialogue.sources)


def test_those_who_signed_stand_by_their_roles_alone(document: str, nykvarn: Agreement) -> None:
    signature = document.split("Nykvarn 20210111")[1]

    for signatory in nykvarn.signatories:
        assert signatory.role.split(",")[0] in signature
    assert signature == (
        " Ort och datum Kommunstyrelsens ordförande Nykvarns kommun"
        " Ort och datum Södertälje 2021-01-14 Lokalpolisområdeschef Södertälje lokalpolisområde"
    )


def test_ids_are_built_as_the_interfaces_expect_and_refer_to_what_is_there(nykvarn: Agreement) -> None:
    parties = {party.id for party in nykvarn.parties}
    areas = {area.id for area in nykvarn.focus_areas}

    for promise in nykvarn.promises:
        assert promise.id.startswith(f"{nykvarn.id}-")
        assert set(promise.responsible) <= parties
        assert set(promise.focus_areas) <= areas
        for commitment in promise.commitments:
            assert commitment.id.startswith(f"{promise.id}-")
            assert set(commitment.counts.kinds) <= set(Kind)
            assert set(commitment.counts.groups) <= {group.id for group in nykvarn.groups}
    assert {signatory.party for signatory in nykvarn.signatories} <= parties
    assert {member.party for group in nykvarn.groups for member in group.members} <= parties


def test_the_file_itself_can_be_sent_as_it_stands(nykvarn: Agreement) -> None:
    content = parse_yaml((SEED / "nykvarn-2021-2022.yml").read_bytes())

    sent = read_strictly(content, Agreement)

    assert sent == nykvarn
    assert check_agreement(sent) == []


def test_a_promise_without_a_number_has_no_target(nykvarn: Agreement) -> None:
    targets = {promise.title: promise.commitments[0].target for promise in nykvarn.promises}

    assert [title for title, target in targets.items() if target is None] == [
        "Narkotikabrott bland ungdomar",
        "Nära samarbete med nattvandrarna",
    ]
    assert targets["Trygghetsvandringar"] == Target(at_least=1, each="term")
    assert targets["Operativa gruppen"] == Target(at_least=1, each="month")
