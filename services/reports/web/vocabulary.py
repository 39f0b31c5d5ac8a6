"""The page's closed lists of words in Swedish: states, windows, phases, effects; with the colour of each state."""

from shared.events.status import STATE_NAMES, Effect, State, WindowState

# How a state reads when it is said of several promises ("2 genomförda").
STATE_PLURALS: dict[State, str] = {
    **STATE_NAMES,
    State.NOT_STARTED: "ej påbörjade",
    State.STALLED: "avstannade",
    State.ONGOING: "pågår",
    State.FULFILLED: "genomförda",
    State.PARTLY_FULFILLED: "delvis genomförda",
    State.NOT_FULFILLED: "ej genomförda",
    State.NOT_MEASURABLE: "ej mätbara",
}

# When a promise is in each state, as the page explains it.
STATE_MEANINGS: dict[State, str] = {
    State.UPCOMING: "Perioden har inte börjat.",
    State.NOT_STARTED: "Inget är gjort än, men inget är missat och det är gott om tid kvar.",
    State.ON_TRACK: "Inget är missat. Det som ska göras nu är gjort, planerat eller har tid kvar.",
    State.AT_RISK: "Högst en fjärdedel av tiden är kvar, allt är inte gjort och inget är planerat.",
    State.BEHIND: "Något som skulle ha gjorts inom en viss tid blev inte gjort.",
    State.STALLED: "Det finns inget mått att gå efter, och inget har gjorts på 90 dagar.",
    State.ONGOING: "Det finns inget mått att gå efter, och något har gjorts under de senaste 90 dagarna.",
    State.FULFILLED: "Allt som löftet anger är gjort.",
    State.PARTLY_FULFILLED: "Perioden är slut, och en del av det som löftet anger blev gjort.",
    State.NOT_FULFILLED: "Perioden är slut, och inget av det som löftet anger blev gjort.",
    State.NOT_MEASURABLE: "Perioden är slut, utan ett mått att gå efter. Parterna får själva säga hur det gick.",
}

# The order in which states are told: what goes well, what does not, what has yet to be.
TOLD_ORDER: tuple[State, ...] = (
    State.FULFILLED,
    State.ON_TRACK,
    State.ONGOING,
    State.PARTLY_FULFILLED,
    State.AT_RISK,
    State.BEHIND,
    State.NOT_FULFILLED,
    State.STALLED,
    State.NOT_STARTED,
    State.UPCOMING,
    State.NOT_MEASURABLE,
)

# The colour family of a state; the word and the icon always stand beside it.
STATE_TONES: dict[State, str] = {
    State.UPCOMING: "wait",
    State.NOT_STARTED: "wait",
    State.ON_TRACK: "plan",
    State.AT_RISK: "warn",
    State.BEHIND: "bad",
    State.STALLED: "still",
    State.ONGOING: "plan",
    State.FULFILLED: "good",
    State.PARTLY_FULFILLED: "warn",
    State.NOT_FULFILLED: "bad",
    State.NOT_MEASURABLE: "still",
}

WINDOW_WORDS: dict[WindowState, str] = {
    "upcoming": "kommande",
    "open": "tid kvar",
    "met": "klart",
    "missed": "missat",
    "asks_nothing": "inget krav",
}
# How windows read when they are counted ("11 klara").
WINDOW_COUNTED: dict[WindowState, str] = {**WINDOW_WORDS, "open": "har tid kvar"}
WINDOW_PLURALS: dict[WindowState, str] = {**WINDOW_COUNTED, "met": "klara", "missed": "missade"}

PHASES: dict[str, str] = {"before": "kommande", "during": "pågår", "after": "avslutad"}

EFFECT_NAMES: dict[Effect, str] = {
    "not_assessed": "inte bedömd",
    "improved": "förbättrat läge",
    "unchanged": "oförändrat läge",
    "worse": "försämrat läge",
    "not_possible": "går inte att bedöma",
}
