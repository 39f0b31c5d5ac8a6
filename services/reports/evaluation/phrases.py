"""What an evaluation, a half-way report and a comparison say in their own name, in each language: headings and notes.

A template says `t.some_name`; a test holds that both languages have every phrase, with the same blanks.
"""

from collections.abc import Mapping
from typing import Final

from services.reports.web.language import Language

PHRASES: Final[dict[str, tuple[str, str]]] = {  # Swedish, English
    "evaluation": ("Utvärdering", "Evaluation"),
    "evaluation_of": (
        "Utvärdering av medborgarlöften, {name} {stretch}",
        "Evaluation of citizen promises, {name} {stretch}",
    ),
    "kicker": ("Det här blev gjort", "What was done"),
    "kicker_so_far": ("Det här är gjort hittills", "What has been done so far"),
    "of_year": ("Utvärdering {stretch}", "Evaluation {stretch}"),
    "of_period": ("Utvärdering av hela perioden {stretch}", "Evaluation of the whole period {stretch}"),
    "signed_by": ("{names} har lovat tillsammans.", "{names} made these promises together."),
    "rests_on": (
        "Utvärderingen är gjord av de aktiviteter som parterna själva har rapporterat till och med {day}. "
        "Det som rapporteras senare kommer med nästa gång sidan hämtas.",
        "The evaluation is made from the activities that the parties themselves had reported by {day}. "
        "What is reported later is included the next time the page is fetched.",
    ),
    "so_far": (
        "Tiden är inte slut. Det här är läget hittills, till och med {day}.",
        "The time is not over. This is how things stand so far, as of {day}.",
    ),
    "demonstration": ("Demonstration: påhittade händelser.", "Demonstration: invented events."),
    "demonstration_more": (
        "Det som står här om vad som är gjort har inte hänt.",
        "What is told here of what was done did not happen.",
    ),
    "in_brief": ("Löftena i korthet", "The promises in brief"),
    "promise": ("Löfte", "Promise"),
    "promise_number": ("Löfte {number}", "Promise {number}"),
    "answers": ("Ansvarar", "Responsible"),
    "verdict": ("Omdöme", "Verdict"),
    "no_verdict": ("Inget mått, inget omdöme", "No measure, no verdict"),
    "no_measure": (
        "Löftet anger inget mått. Därför berättar vi vad som gjordes, men ger inget omdöme.",
        "The promise names no measure. So we tell what was done, and give no verdict.",
    ),
    "no_area": ("Övriga löften", "Other promises"),
    "focus_area": ("Fokusområde", "Focus area"),
    "situation": ("Lägesbild när löftena gavs", "The situation when the promises were made"),
    "what_was_done": ("Vad som gjordes", "What was done"),
    "own_words": ("Parternas egna ord", "The parties’ own words"),
    "delivery": ("Genomförande", "Delivery"),
    "effect": ("Effekt", "Effect"),
    "about": ("Om {period}", "For {period}"),
    "measures": ("Åtgärder efter vandringarna", "Measures after the walks"),
    "measure": ("Åtgärd", "Measure"),
    "state": ("Läge", "State"),
    "due": ("Klart senast", "Due by"),
    "amended": ("Så ändrades löftena", "How the promises were changed"),
    "removed": ("Löften som togs bort", "Promises that were taken away"),
    "earlier": ("räknades till en tidigare lydelse", "counted toward an earlier wording"),
    "last_reported": ("Senast rapporterat", "Last reported"),
    "nothing_reported": ("inget än", "nothing yet"),
    "basis": ("Underlag", "What it rests on"),
    "basis_more": (
        "De aktiviteter som räknas till varje löfte, så som parterna har rapporterat dem.",
        "The activities that count toward each promise, as the parties have reported them.",
    ),
    "day": ("Dag", "Day"),
    "what": ("Vad", "What"),
    "where": ("Var", "Where"),
    "reporter": ("Rapporterat av", "Reported by"),
    "and_more": (
        "{count} till är inte med här. Alla finns på löftenas egen sida.",
        "{count} more are left out here. All are on the promises’ own page.",
    ),
    "basis_of": ("Aktiviteter för löfte {number}, {title}", "Activities of promise {number}, {title}"),
    "other_years": ("Andra år", "Other years"),
    "whole_period": ("Hela perioden", "The whole period"),
    "as_pdf": ("Hämta som PDF", "Download as PDF"),
    "follow": ("Följ löftena dag för dag", "Follow the promises day by day"),
    "page_of": ("Sida", "Page"),
    "of_pages": ("av", "of"),
    "contents": ("Innehåll", "Contents"),
    "made_on": ("Framtagen {day}", "Made on {day}"),
    "known_at": ("Med det som var rapporterat {day}.", "With what had been reported on {day}."),
    "version": ("Löftenas version {number}", "Version {number} of the promises"),
    "swedish_text": ("", "The promises and the parties’ own words are in Swedish, as they were written."),
    "half_way": ("Halvtidsrapport", "Half-way report"),
    "half_way_heading": ("Halvtidsrapport: {title}", "Half-way report: {title}"),
    "half_way_of": (
        "Underlag för parternas uppföljningsmöte. Läget {day}, när {gone} av periodens {days} dagar har gått.",
        "For the parties’ follow-up meeting. As of {day}, when {gone} of the period’s {days} days have passed.",
    ),
    "next_due": ("Nästa ska vara klart", "Next due"),
    "to_do_of": ("Det här svarar {name} för", "What {name} answers for"),
    "with_whom": ("Tillsammans med", "Together with"),
    "nothing_to_do": ("Inget är kvar att göra.", "Nothing is left to do."),
    "reason_overdue_measure": ("Försenat", "Overdue"),
    "reason_missed": ("Att förklara", "To explain"),
    "reason_closing": ("Brådskar", "Urgent"),
    "reason_silent": ("Tyst", "Silent"),
    "reason_missing": ("Kvar", "Left"),
    "reason_measure": ("Åtgärd", "Measure"),
    "reason_assessment": ("Bedömning", "Assessment"),
    "all_municipalities": ("Alla kommuner", "All municipalities"),
    "no_such_year": (
        "Löftena gäller inte det året. Välj ett av åren {years}.",
        "The promises do not hold in that year. Choose one of {years}.",
    ),
    "not_begun": ("Året har inte börjat än.", "That year has not begun."),
    "no_such_agreement": (
        "Vi hittar inget medborgarlöfte på den här adressen.",
        "We find no citizen promises at this address.",
    ),
}


class Phrases:
    """The phrases of a language, by their names."""

    def __init__(self, language: Language, table: Mapping[str, tuple[str, str]] = PHRASES) -> None:
        self._table = table
        self._place = 0 if language == "sv" else 1

    def __getitem__(self, name: str) -> str:
        return self._table[name][self._place]

    def __getattr__(self, name: str) -> str:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None
