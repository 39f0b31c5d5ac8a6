"""The words of the pages for residents who follow, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import request


@dataclass(frozen=True, slots=True)
class Notice:
    """A page without a form: what is so, and what now."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages say in a language."""

    code: str
    other_code: str
    other_name: str
    skip: str
    language: str
    tagline: str
    back: str
    title: str
    lead: str
    what: str
    everything: str
    address: str
    address_hint: str
    rhythm: str
    rhythms: Mapping[str, str]
    send: str
    kept: str
    demonstration: str
    wrong_prefix: str
    errors: Mapping[str, str]
    confirm: Notice
    confirm_button: str
    leave: Notice
    leave_button: str
    asked: Notice
    confirmed: Notice
    left: Notice
    gone: Notice
    no_place: Notice
    too_many: Notice


SWEDISH: Final = Words(
    code="sv",
    other_code="en",
    other_name="In English",
    skip="Till innehållet",
    language="Språk",
    tagline="Löftet följer upp medborgarlöften.",
    back="Till löftena i {place}",
    title="Följ medborgarlöftena i {place}",
    lead="Få e-post när läget för ett löfte ändras, när en överenskommelse ändras och när en trygghetsvandring "
    "planeras.",
    what="Vad vill du följa?",
    everything="Alla löften i {place}",
    address="E-postadress",
    address_hint="Vi skickar en länk dit. Ingenting mer skickas förrän du har följt den.",
    rhythm="Hur ofta?",
    rhythms={"weekly": "Samlat, en gång i veckan", "immediate": "Vid varje ändring"},
    send="Följ",
    kept="Adressen sparas krypterad och används bara till det här. Den raderas när du slutar följa, och om den inte "
    "bekräftas inom sju dagar. Varje mejl har en länk som avslutar direkt.",
    demonstration="Det här är en demonstration: besked skickas bara till adresser på påhittade domäner, som .example.",
    wrong_prefix="Fel: ",
    errors={
        "address": "Skriv en e-postadress, som namn@exempel.se.",
        "about": "Välj något i listan.",
        "rhythm": "Välj hur ofta.",
    },
    confirm=Notice("Bekräfta att du vill följa", "Tryck på knappen, så skickas besked om medborgarlöften till dig."),
    confirm_button="Bekräfta",
    leave=Notice("Sluta följa", "Tryck på knappen, så skickas inga fler besked och adressen raderas."),
    leave_button="Sluta följa",
    asked=Notice(
        "Titta i din e-post",
        "Om adressen går att nå kommer ett mejl med en länk inom kort. Följ den för att bekräfta; den gäller i sju "
        "dagar.",
    ),
    confirmed=Notice("Nu följer du", "Från och med nu skickas besked till dig. Varje mejl har en länk som avslutar."),
    left=Notice("Du följer inte längre", "Inga fler besked skickas, och adressen är raderad."),
    gone=Notice(
        "Länken går inte att använda",
        "Den har redan använts, är äldre än sju dagar eller har ersatts av en ny. Fyll i formuläret igen.",
    ),
    no_place=Notice("Här går det inte att följa", "Kommunen har inga medborgarlöften i Löftet som går att följa."),
    too_many=Notice("Försök igen senare", "Det har kommit många förfrågningar härifrån. Vänta en stund."),
)
ENGLISH: Final = Words(
    code="en",
    other_code="sv",
    other_name="På svenska",
    skip="To the content",
    language="Language",
    tagline="Löftet follows up citizen promises.",
    back="To the promises of {place}",
    title="Follow the citizen promises in {place}",
    lead="Be told by mail when the state of a promise changes, when an agreement is changed and when a safety walk is "
    "planned.",
    what="What do you want to follow?",
    everything="All promises in {place}",
    address="E-mail address",
    address_hint="We send a link to it, and nothing more before you have followed that.",
    rhythm="How often?",
    rhythms={"weekly": "Gathered, once a week", "immediate": "At each change"},
    send="Follow",
    kept="The address is kept encrypted and used for this alone. It is deleted when you stop following, and when it is "
    "not confirmed within seven days. Each mail has a link that ends it at once.",
    demonstration="This is a demonstration: mail is sent to invented domains alone, such as .example.",
    wrong_prefix="Error: ",
    errors={
        "address": "Write an e-mail address, such as name@example.com.",
        "about": "Choose something in the list.",
        "rhythm": "Choose how often.",
    },
    confirm=Notice("Confirm that you want to follow", "Press the button, and news of citizen promises is sent to you."),
    confirm_button="Confirm",
    leave=Notice("Stop following", "Press the button: no more news is sent, and the address is deleted."),
    leave_button="Stop following",
    asked=Notice(
        "Look in your mail",
        "If the address can be reached, a mail with a link comes soon. Follow it to confirm; it holds for seven days.",
    ),
    confirmed=Notice("You follow now", "From now on news is sent to you. Each mail has a link that ends it."),
    left=Notice("You follow no longer", "No more news is sent, and the address is deleted."),
    gone=Notice(
        "The link cannot be used",
        "It has been used, is older than seven days, or another has taken its place. Fill in the form again.",
    ),
    no_place=Notice("Nothing can be followed here", "The municipality has no citizen promises in Löftet to follow."),
    too_many=Notice("Try again later", "Many requests have come from here. Wait a while and try again."),
)


def words() -> Words:
    """Those of the language that is asked for."""
    return ENGLISH if request.args.get("lang") == ENGLISH.code else SWEDISH
