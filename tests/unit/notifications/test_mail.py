"""The mail: what it says, in plain Swedish, and its headers."""

import email
import re
from datetime import date
from email.message import EmailMessage
from email.policy import default

import pytest
from icalendar import Calendar

from services.notifications.channels.invitation import calendar_of
from services.notifications.channels.mail import Composer, header_safe, on_the_wire
from services.notifications.domain.digest import digest_of
from services.notifications.domain.notice import Before
from services.notifications.domain.plan import plan, remember
from shared.events.catalogue import ACTIVITY_CANCELLED, MEASURE_TRANSFERRED
from shared.events.cloudevent import Event
from shared.events.status import CommitmentStatus, State, WindowStatus
from tests.unit.notifications.events import (
    BOTH,
    GROUP,
    NOW,
    WALKS,
    corrected,
    count,
    done,
    endpoint,
    endpoints,
    event,
    measure,
    planned,
    status,
    tip,
    withdrawn,
)

PAGE = "https://loftet.example"
REACHED = endpoints(endpoint(BOTH[0]), endpoint(BOTH[1]))


def mail_of(*events: Event) -> EmailMessage:
    """The mail of the last event to the first party it tells, as the receiver parses it from the wire."""
    told: dict = {}
    for each in events:
        deliveries = plan(each, REACHED, told, NOW)
        remember(told, deliveries)
    sent = Composer("Löftet <loftet@kommun.example>", PAGE, PAGE).compose(
        deliveries[0], REACHED[deliveries[0].party][0]
    )
    return email.message_from_bytes(on_the_wire(sent), policy=default)


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    return mail.get_body(("html",)).get_content()


def test_a_walk_says_what_happened_where_when_and_toward_which_promises() -> None:
    mail = mail_of(done(counts=(count(), count(GROUP, "Operativ grupp"))))

    assert mail["Subject"] == "Trygghetsvandring genomförd i Nykvarn 15 april 2021"
    assert text_of(mail).startswith(
        """Trygghetsvandring genomförd i Nykvarn

Vad: Kvällsvandring i centrum
När: torsdag 15 april 2021 kl. 18.00–20.00
Var: Nykvarns centrum
Deltog: Nykvarns kommun, Polisen
Resultat: Trasig belysning vid gångtunneln är anmäld.

Räknas mot:

- Trygghetsvandringar
  https://loftet.example/0140/nykvarn-2021-2022#nykvarn-2021-2022-trygghetsvandringar
- Operativ grupp
"""
    )


def test_a_status_says_the_state_why_what_is_missing_by_when_and_the_promise_verbatim() -> None:
    text = text_of(mail_of(status(State.BEHIND)))

    for line in (
        "Löftet ligger efter plan: Trygghetsvandringar",
        "Läget nu: efter plan",
        "Tidigare: enligt plan",
        "Varför: Ingen trygghetsvandring är rapporterad för höstterminen 2021.",
        "- Höstterminen 2021: 0 av 1 (tiden gick ut 31 december 2021)",
        "Nästa datum: 30 juni 2022",
        "kommer trygghetsvandringar genomföras vid två tillfällen, en per termin.",
        f"Se hur det går: {PAGE}/0140/nykvarn-2021-2022#{WALKS}",
    ):
        assert line in text.splitlines()


def test_a_status_of_several_commitments_names_each_and_the_audience_that_is_missing() -> None:
    window = WindowStatus(
        label="Höstterminen 2021",
        start=date(2021, 7, 1),
        end=date(2021, 12, 31),
        state="open",
        done=2,
        required=1,
        unit="activities",
        summary="2 av 1",
        missing=("resident",),
    )
    met = CommitmentStatus(commitment="b", title="Möte", state=State.ON_TRACK, rule="met", explanation="Gjort.")
    lacking = CommitmentStatus(
        commitment="a", title="Dialog", state=State.AT_RISK, rule="open", explanation="En fattas.", windows=(window,)
    )

    text = text_of(mail_of(status(State.AT_RISK, commitments=(lacking, met))))

    assert "- Dialog, Höstterminen 2021: 2 av 1, kvar att nå: medborgare (senast 31 december 2021)" in text
    assert "- Möte: enligt plan. Gjort." in text


def test_a_tip_says_area_category_and_time_and_that_its_text_is_not_in_the_mail() -> None:
    mail = mail_of(tip())

    text = text_of(mail)
    assert mail["Subject"] == "Nytt tips till polisen från Nykvarn"
    assert "Gäller: narkotika\nOmråde: Centrum\nKom in: lördag 1 januari 2022 kl. 01.00" in text
    assert "Vad som står i tipset skickas aldrig med e-post." in text


def test_a_correction_says_what_holds_now_why_and_what_counts_no_longer() -> None:
    mail = mail_of(done(), corrected(counts=(count(GROUP, "Operativ grupp"),)))

    text = text_of(mail)
    assert mail["Subject"] == "Rättelse: trygghetsvandring i Nykvarn 15 april 2021"
    assert "Skäl: Fel plats angiven" in text
    assert text.index("Räknas mot:") < text.index("Operativ grupp") < text.index("Räknas inte längre mot:")


def test_a_withdrawal_says_plainly_that_it_counts_no_longer_and_why() -> None:
    text = text_of(mail_of(done(), withdrawn()))

    assert "En rapport som ni fått besked om tidigare har återtagits: aktiviteten räknas inte längre." in text
    assert "Skäl: Vandringen ställdes in" in text


def test_a_mail_with_a_calendar_is_the_same_byte_for_byte_too() -> None:
    assert on_the_wire_of(planned()) == on_the_wire_of(planned())


@pytest.mark.parametrize("cause", [done(), status(State.BEHIND), tip()], ids=["walk", "status", "tip"])
def test_text_and_html_say_the_same_and_load_nothing_from_outside(cause: Event) -> None:
    mail = mail_of(cause)

    html = html_of(mail)
    assert "Nykvarn" in html
    assert f'href="{PAGE}' in html
    for forbidden in ("<img", "<script", "<link", "url(", "src="):
        assert forbidden not in html


def test_a_demonstration_is_marked_in_the_subject_and_in_both_bodies() -> None:
    mail = mail_of(done(demonstration=True))

    assert mail["Subject"].startswith("[Demonstration] ")
    assert "Ingenting av detta har hänt på riktigt." in text_of(mail)
    assert "Ingenting av detta har hänt på riktigt." in html_of(mail)


def test_the_headers_are_those_of_automatic_mail_and_the_thread_is_the_promise() -> None:
    mail = mail_of(status(State.BEHIND))

    root = f"<promise.{WALKS}@kommun.example>"
    assert mail["From"] == "Löftet <loftet@kommun.example>"
    assert mail["To"] == "trygghet@nykvarn-kommun.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "sv"
    assert mail["Date"].datetime == NOW.replace(microsecond=0)
    assert (mail["In-Reply-To"], mail["References"]) == (root, root)


def test_the_same_delivery_is_the_same_mail_byte_for_byte_and_its_id_is_the_message_id() -> None:
    (delivery,) = plan(tip(), REACHED, {}, NOW)
    composer = Composer("loftet@kommun.example", PAGE, PAGE)
    to = REACHED[delivery.party][0]

    first, second = (on_the_wire(composer.compose(delivery, to)) for _ in range(2))

    assert first == second
    assert f"\r\nMessage-ID: <{delivery.id}@kommun.example>\r\n".encode() in first


def test_message_ids_stay_whole_however_long_the_promise_is_named() -> None:
    long = count("kommun-2021-2022-" + "-".join(["trygghetsvandringar"] * 5), "Lång")

    wire = on_the_wire_of(done(counts=(count(), long)))

    assert f"promise.{long.promise}@kommun.example>".encode() in wire


def on_the_wire_of(cause: Event) -> bytes:
    delivery = plan(cause, REACHED, {}, NOW)[0]
    composer = Composer("loftet@kommun.example", PAGE, PAGE)
    return on_the_wire(composer.compose(delivery, REACHED[delivery.party][0]))


def calendars_in(mail: EmailMessage) -> list[Calendar]:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return [Calendar.from_ical(part.get_payload(decode=True)) for part in parts]


def test_what_is_planned_comes_with_a_calendar_that_cancelling_it_takes_back() -> None:
    cancelling = planned(state="cancelled", revision=2, reason="Sjukdom")
    cancelled = event(ACTIVITY_CANCELLED, cancelling.data)

    (first,), (last,) = (calendars_in(mail_of(*events)) for events in ((planned(),), (planned(), cancelled)))

    (event_first,), (event_last,) = first.events, last.events
    assert (first["METHOD"], last["METHOD"]) == ("PUBLISH", "CANCEL")
    assert event_first["UID"] == event_last["UID"]
    assert (event_first["SEQUENCE"], event_last["SEQUENCE"]) == (1, 2)
    assert event_first.start == planned().data.planned.start
    assert event_first["LOCATION"] == "Nykvarns centrum"
    assert {event_first["ORGANIZER"], event_last["ORGANIZER"]} == {"mailto:loftet@kommun.example"}  # RFC 5546, 3.2


@pytest.mark.parametrize("rule", ["follow-walk-planned", "follow-walk-moved", "activity-corrected"])
def test_a_coming_walk_comes_with_a_calendar_to_residents_too_and_when_it_is_corrected(rule: str) -> None:
    notice = plan(planned(), REACHED, {}, NOW)[0].notice

    found = calendar_of(rule, notice, NOW, PAGE, "loftet@kommun.example")

    assert found is not None
    assert b"METHOD:PUBLISH" in found


@pytest.mark.parametrize("told", [corrected(), withdrawn(), done()])
def test_what_is_over_comes_with_none(told: Event) -> None:
    known = {told.data.id: {BOTH[0]: Before(1, ())}}

    (found, *_) = plan(told, REACHED, known, NOW)

    assert calendar_of(found.rule, found.notice, NOW, PAGE, "loftet@kommun.example") is None


def test_a_measure_comes_with_its_last_day_and_what_is_done_with_no_calendar() -> None:
    (calendar,) = calendars_in(mail_of(measure()))

    assert calendar.events[0].start == date(2022, 1, 31)
    assert calendars_in(mail_of(done())) == []


def test_a_measure_that_was_handed_over_leaves_the_calendar_of_whoever_had_it() -> None:
    handed = measure("transferred", MEASURE_TRANSFERRED, revision=2, transferred_to="Trafikverket")

    (calendar,) = calendars_in(mail_of(measure(), handed))

    assert [str(each["status"]) for each in calendar.events] == ["CANCELLED"]


def test_a_digest_has_one_calendar_of_all_that_is_to_come_in_it() -> None:
    to = REACHED[BOTH[0]][0]
    found = [plan(each, REACHED, {}, NOW)[0] for each in (planned(), planned(id="b"), measure(), done(id="c"))]

    digest = digest_of(to, found, NOW, NOW)
    sent = Composer("loftet@kommun.example", PAGE, PAGE).compose(digest, to)

    (calendar,) = calendars_in(sent)
    assert len(calendar.events) == 3
    assert sent["In-Reply-To"] is None


def test_the_mails_of_a_measure_are_one_thread_and_lists_are_by_municipality() -> None:
    mail = mail_of(measure())

    assert mail["References"] == f"<measure.{measure().data.id}@kommun.example>"
    assert mail["List-Id"] == "<0140.loftet.kommun.example>"


def test_what_people_wrote_can_neither_add_a_header_nor_a_tag() -> None:
    wicked = "x\r\nBcc: all@kommun.example\u2028\x00<script>alert(1)</script>"

    mail = mail_of(status(State.BEHIND, promise_title=wicked, promise_text=wicked, municipality_name=wicked))

    assert mail["Bcc"] is None
    assert mail["Subject"].isprintable()
    assert "<script" not in html_of(mail)


def test_a_subject_is_one_line_and_not_too_long() -> None:
    assert header_safe(" a\r\n b\t\x00c ") == "a b c"
    assert len(header_safe("ord " * 100)) <= 150


def test_a_long_subject_is_folded_into_words_that_mail_readers_decode() -> None:
    title = "Åtgärda belysningen på gång- och cykelvägen mellan Öltorps skola och Ångbåtsbryggan så att det är ljust"

    head = on_the_wire_of(measure(title=title)).split(b"\r\n\r\n")[0]

    assert max(map(len, re.findall(rb"=\?\S+\?=", head))) <= 75  # RFC 2047, 2
    assert title in str(email.message_from_bytes(head, policy=default)["Subject"])


def test_no_line_of_a_body_is_longer_than_mail_allows() -> None:
    wire = on_the_wire_of(done(outcome="Långt. " * 500))

    assert max(len(line) for line in wire.split(b"\r\n\r\n", 1)[1].split(b"\r\n")) <= 78
