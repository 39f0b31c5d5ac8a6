"""What the comparison says in its own name, in each language."""

from typing import Final

COMPARISON: Final[dict[str, tuple[str, str]]] = {  # Swedish, English
    "title": ("Jämför kommuner och år", "Compare municipalities and years"),
    "kicker": ("Vilka löften hålls, och var?", "Which promises are kept, and where?"),
    "ingress": (
        "Ett löfte räknas en gång för varje år då något skulle vara klart. Det är hållet när allt som skulle vara "
        "klart det året blev det. Ett löfte som ändrades bedöms efter vad det krävde när året slutade, och ett som "
        "togs bort efter tiden fram till dess.",
        "A promise counts once for each year in which something was to be done. It is kept when all of it was. One "
        "that was changed is judged by what it asked for when the year ended, one that was taken away by the time "
        "until then.",
    ),
    "demonstration": ("Demonstration: påhittade händelser.", "Demonstration: invented events."),
    "demonstration_more": (
        "Här finns ännu inga andra löften att jämföra.",
        "There are no other promises to compare here yet.",
    ),
    "nothing": ("Det finns inget att jämföra än.", "There is nothing to compare yet."),
    "by_kind": ("Efter vad som lovats", "By what was promised"),
    "by_kind_more": (
        "Olika slags löften kräver olika mycket, så ordningen är alfabetisk och säger inget om vilka som är bäst. "
        "Stapelns längd är antalet löften.",
        "Different kinds of promises ask for different things, so the order is alphabetical and says nothing of which "
        "are best. The length of a bar is the number of promises.",
    ),
    "by_place": ("Kommun för kommun, år för år", "Municipality by municipality, year by year"),
    "by_place_more": (
        "Så många löften som hölls, av dem som går att bedöma. Kommunerna har lovat olika saker och olika mycket. "
        "Därför står de i bokstavsordning, och vi räknar inte ut någon andel.",
        "How many promises were kept, of those that can be judged. The municipalities have promised different things "
        "and different amounts. So they stand in alphabetical order, and no share is worked out.",
    ),
    "alike": ("Samma löfte på flera håll", "The same promise in several places"),
    "alike_more": (
        "De här löftena kräver precis samma sak, och kan jämföras.",
        "These promises ask for exactly the same, and can be compared.",
    ),
    "ordered": ("Den som hållit flest tillfällen står först.", "Whoever kept most occasions stands first."),
    "unordered": (
        "Minst en har färre än {enough} tillfällen bakom sig. Det är för få för att ordna: de står alfabetiskt.",
        "At least one has fewer than {enough} occasions behind it. Too few for an order: it is alphabetical.",
    ),
    "no_alike": (
        "Inga två kommuner har lovat precis samma sak än.",
        "No two municipalities have promised exactly the same yet.",
    ),
    "left_out": ("Det här jämförs inte, och därför", "What is not compared, and why"),
    "reason_no_measure": (
        "Löften utan mått, räknade per år: {count}. De säger inte hur mycket som är nog, så ingen kan säga om de är "
        "hållna.",
        "Promises without a measure, counted per year: {count}. They do not say how much is enough, so nobody can tell "
        "whether they were kept.",
    ),
    "reason_asks_nothing": (
        "Löften vars mått inte krävde något, räknade per år: {count}. För lite av tiden som de mäts på ligger i "
        "perioden.",
        "Promises whose measure asked for nothing, counted per year: {count}. Too little of the time that they are "
        "measured by lies within the period.",
    ),
    "reason_not_over": (
        "Löften där inget skulle vara klart än i år: {count}. De räknas när tiden har gått ut.",
        "Promises of which nothing was due yet this year: {count}. They count when the time is over.",
    ),
    "reason_ended_early": (
        "Löften som avslutades i förtid, innan något skulle vara klart det året: {count}. Ingen kan säga om de hade "
        "hållits.",
        "Promises that were ended early, before anything was due that year: {count}. Nobody can tell whether they "
        "would have been kept.",
    ),
    "reason_demonstration": (
        "Löften med påhittade händelser, räknade per år: {count}. De visar hur sidan fungerar, inte hur det gick.",
        "Promises with invented events, counted per year: {count}. They show how the page works, not how it went.",
    ),
    "reason_alone": (
        "Löften som ingen annan kommun har gett likadant: {count}. De räknas i tabellerna ovan, men inte mot varandra.",
        "Promises that no other municipality has made alike: {count}. They count in the tables above, but not against "
        "each other.",
    ),
    "late": ("varav {count} för sent", "of which {count} late"),
    "kind": ("Slag av löfte", "Kind of promise"),
    "several": ("Flera slag", "Several kinds"),
    "municipality": ("Kommun", "Municipality"),
    "kept": ("Hållna", "Kept"),
    "partly_kept": ("Delvis", "In part"),
    "not_kept": ("Ej hållna", "Not kept"),
    "windows": ("Tillfällen", "Occasions"),
    "unmeasured": ("Utan mått", "No measure"),
    "places": ("Kommuner", "Municipalities"),
    "of": ("{met} av {asked}", "{met} of {asked}"),
    "kept_of": ("{met} av {asked} hållna", "{met} of {asked} kept"),
    "none_judged": ("inget att bedöma", "nothing to judge"),
    "chart": (
        "Löften efter slag: hållna, delvis hållna och ej hållna. Samma tal står i tabellen under.",
        "Promises by kind: kept, kept in part and not kept. The same numbers stand in the table below.",
    ),
    "data": ("Hämta underlaget", "Download the data"),
    "data_more": (
        "Ett löfte och ett år per rad, fritt att använda (CC0).",
        "A promise and a year a row, free to use (CC0).",
    ),
}
