"""The table of rules, as a newcomer may rely on it."""

import itertools
import re

import pytest

from services.notifications.channels.language import LANGUAGES, spoken
from services.notifications.channels.wording import Wording
from services.notifications.domain.notice import Before
from services.notifications.domain.noticing import notices
from services.notifications.domain.preview import example_of
from services.notifications.domain.rule import Audience, Rule
from services.notifications.domain.rules import CHOOSABLE, RULES, RULES_BY_ID, WANTED, occasions, rules_for
from shared.events.catalogue import ACTIVITIES, AGREEMENTS, CATALOGUE, MEASURES, STATUSES, TIPS
from shared.events.status import State
from tests.unit.notifications.events import BOTH, status

PAGE = "https://loftet.example"


def test_the_table_is_this_one() -> None:
    assert [(rule.id, rule.audience.value, sorted(rule.states), rule.urgent) for rule in RULES] == [
        ("walk-completed", "responsible-of-counts", [], False),
        ("meeting-held", "responsible-of-counts", [], False),
        ("activity-planned", "responsible-of-counts", [], False),
        ("activity-rescheduled", "told-before", [], False),
        ("activity-cancelled", "responsible-of-counts", [], False),
        ("activity-corrected", "told-before", [], False),
        ("activity-withdrawn", "told-before", [], False),
        ("tip-received", "recipients", [], True),
        ("measure-assigned", "assigned", [], False),
        ("measure-handed-over", "told-before", [], False),
        ("measure-reopened", "assigned", [], False),
        ("measure-declined", "proposer", [], False),
        ("measure-taken-up", "told-before", [], False),
        ("measure-corrected", "told-before", [], False),
        ("measure-withdrawn", "told-before", [], False),
        ("measure-due-soon", "concerned", [], False),
        ("measure-overdue", "concerned", [], True),
        ("measure-reminder", "concerned", [], False),
        ("measure-escalated", "signatories", [], True),
        ("status-at-risk", "responsible-of-status", ["at_risk"], True),
        ("status-behind", "responsible-of-status", ["behind"], True),
        ("status-stalled", "responsible-of-status", ["stalled"], False),
        ("status-fulfilled", "responsible-of-status", ["fulfilled"], False),
        (
            "status-unfulfilled",
            "responsible-of-status",
            ["not_fulfilled", "not_started", "on_track", "ongoing", "partly_fulfilled"],
            False,
        ),
        (
            "status-mended",
            "told-before",
            ["fulfilled", "not_fulfilled", "not_started", "on_track", "ongoing", "partly_fulfilled"],
            False,
        ),
        ("status-reminder", "concerned", [], False),
        ("status-escalated", "signatories", [], True),
        ("agreement-published", "parties", ["published"], False),
        ("agreement-amended", "parties", ["amended", "ended", "extended", "replaced"], False),
        ("assessment-asked", "concerned", [], False),
        ("assessment-reminder", "concerned", [], False),
        ("assessment-escalated", "signatories", [], False),
        ("pause-agreed", "others-concerned", [], False),
        ("pause-ended", "others-concerned", [], False),
        ("follow-status", "followers", [], False),
        ("follow-agreement", "followers", ["amended", "ended", "extended", "replaced"], False),
        ("follow-walk-planned", "followers", [], False),
        ("follow-walk-moved", "followers", [], False),
        ("follow-walk-corrected", "followers", [], False),
        ("follow-walk-cancelled", "followers", [], False),
        ("digest", "endpoint", [], False),
        ("follow-digest", "endpoint", [], False),
        ("follow-confirmation", "endpoint", [], True),
        ("endpoint-confirmation", "endpoint", [], True),
        ("endpoint-moving", "endpoint", [], True),
        ("endpoint-test", "endpoint", [], True),
        ("endpoint-disabled", "owner", [], True),
    ]


def test_time_makes_these_speak_on_these_days() -> None:
    days = {
        rule.id: (*on.days, f"then every {on.again}" if on.again else "")
        for kind in ("measure", "status", "assessment")
        for rule, on in occasions(kind)
    }

    assert days == {
        "measure-due-soon": (-7, ""),
        "measure-overdue": (1, ""),
        "measure-reminder": (8, 22, 50, "then every 90"),
        "measure-escalated": (78, ""),
        "status-reminder": (14, 42, 98, "then every 90"),
        "status-escalated": (126, ""),
        "assessment-asked": (1, ""),
        "assessment-reminder": (15, 43, 99, ""),
        "assessment-escalated": (127, ""),
    }


@pytest.mark.parametrize("kind", ["measure", "status", "assessment"])
def test_reminders_come_at_growing_intervals_and_then_those_who_signed_hear_of_it(kind: str) -> None:
    days = [(day, rule.audience) for rule, on in occasions(kind) for day in on.days if day >= 0]

    reminded = [day for day, audience in days if audience is Audience.CONCERNED]
    gaps = [later - earlier for earlier, later in itertools.pairwise(reminded)]
    assert gaps == sorted(gaps)
    assert len(set(gaps)) == len(gaps)
    assert max(days)[1] is Audience.SIGNATORIES


def test_each_rule_has_an_id_of_its_own_and_all_but_the_services_own_can_be_chosen() -> None:
    assert len(RULES_BY_ID) == len(RULES)
    followers = {rule.id for rule in RULES if rule.audience is Audience.FOLLOWERS}
    assert set(RULES_BY_ID) - set(CHOOSABLE) - followers == {
        "digest",
        "follow-digest",
        "follow-confirmation",
        "endpoint-confirmation",
        "endpoint-moving",
        "endpoint-test",
        "endpoint-disabled",
    }


def test_every_type_that_is_wanted_is_in_the_catalogue_on_a_topic_that_is_read() -> None:
    assert {CATALOGUE[name].topic for name in WANTED} == {ACTIVITIES, AGREEMENTS, MEASURES, TIPS, STATUSES}


def test_the_languages_have_the_same_words_for_the_same_rules() -> None:
    swedish, english = (spoken(code) for code in LANGUAGES)

    assert set(swedish.sentences) == set(english.sentences) == set(RULES_BY_ID)
    assert list(swedish.words["summaries"]) == list(english.words["summaries"]) == list(RULES_BY_ID)
    for rule in RULES_BY_ID:
        assert set(swedish.sentences[rule]) == set(english.sentences[rule])
    for part in ("names", "states", "headlines", "changes", "audiences", "categories", "why"):
        assert set(swedish.words[part]) == set(english.words[part])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_can_be_said_in_every_language(rule: Rule, language: str) -> None:
    words = Wording(PAGE).render(rule.id, language, example_of(rule), f"{PAGE}/confirm/x")

    assert words.subject
    assert "  " not in words.subject
    assert words.text.count("\n\n\n") == 0
    assert f'lang="{language}"' in words.html
    assert "None" not in words.text
    assert {"sv": " får det här därför att", "en": "You are told because"}[language] in words.text


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.states], ids=lambda rule: rule.id)
def test_an_invented_status_gives_reasons_that_go_with_it(rule: Rule) -> None:
    facts = example_of(rule).status
    if facts is None:
        return

    done = facts.state in {State.FULFILLED, State.ON_TRACK}
    assert ("1 av 1" in facts.explanation) is done
    assert bool([line for each in facts.commitments for line in each.lacking]) is not done


def test_residents_are_shown_what_residents_are_told() -> None:
    gathered = example_of(RULES_BY_ID["follow-digest"]).gathered

    assert {RULES_BY_ID[each.rule].audience for each in gathered} == {Audience.FOLLOWERS}


def test_a_tip_leads_to_no_public_page() -> None:
    words = Wording(PAGE).render("tip-received", "sv", example_of(RULES_BY_ID["tip-received"]))

    assert f"{PAGE}/0140" not in words.text + words.html


def test_an_english_mail_leads_to_english_pages() -> None:
    words = Wording(PAGE).render("walk-completed", "en", example_of(RULES_BY_ID["walk-completed"]))

    links = re.findall(rf"{PAGE}\S*", words.text)
    assert len(links) == 3
    assert all("?lang=en" in link for link in links)


def test_a_digest_s_agreement_leads_to_its_own_page_too() -> None:
    words = Wording(PAGE).render("follow-digest", "sv", example_of(RULES_BY_ID["follow-digest"]))

    assert f"{PAGE}/0140/nykvarn-2021-2022\n" in words.text


def test_an_agreement_leads_to_its_own_page() -> None:
    words = Wording(PAGE).render("agreement-amended", "sv", example_of(RULES_BY_ID["agreement-amended"]))

    assert f": {PAGE}/0140/nykvarn-2021-2022\n" in words.text


def test_only_a_tip_is_told_to_those_whom_the_event_names() -> None:
    assert [rule.id for rule in RULES if rule.audience is Audience.RECIPIENTS] == ["tip-received"]


@pytest.mark.parametrize(("previous", "told"), [(None, []), (State.ON_TRACK, ["status-behind"]), (State.BEHIND, [])])
def test_a_state_is_told_when_it_is_entered_and_a_first_status_is_no_news(previous: State | None, told: list[str]):
    assert [rule.id for rule in rules_for(status(State.BEHIND, previous))] == told


def test_what_is_no_longer_fulfilled_is_told_once_by_whatever_says_most() -> None:
    assert [rule.id for rule in rules_for(status(State.ON_TRACK, State.FULFILLED))] == ["status-unfulfilled"]
    assert [rule.id for rule in rules_for(status(State.BEHIND, State.FULFILLED))] == ["status-behind"]
    assert rules_for(status(State.ON_TRACK, State.NOT_STARTED)) == []


@pytest.mark.parametrize("bad", [State.AT_RISK, State.BEHIND, State.STALLED])
def test_what_was_told_urgently_and_is_so_no_longer_is_told_once(bad: State) -> None:
    told = {BOTH[0]: Before(0, (), rule="status-escalated"), BOTH[1]: Before(0, (), rule="status-mended")}

    def heard(state: State) -> list[tuple[str, list[str]]]:
        event = status(state, bad, responsible=("other",))
        return [(rule.id, list(notices(rule, event, {event.data.promise: told}))) for rule in rules_for(event)]

    assert heard(State.ON_TRACK) == [("status-mended", [BOTH[0]])]
    assert heard(State.FULFILLED) == [("status-fulfilled", ["other"]), ("status-mended", [BOTH[0]])]


@pytest.mark.parametrize("rule", ["status-unfulfilled", "status-mended"])
def test_whoever_is_told_how_it_goes_is_not_said_to_have_heard_how_it_went(rule: str) -> None:
    texts = [Wording(PAGE).render(rule, language, example_of(RULES_BY_ID[rule])).text for language in LANGUAGES]

    assert not any("fått besked" in text or "were told" in text for text in texts)
