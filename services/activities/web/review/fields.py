"""What of an agreement stands on the page, in which order and as what: the one table that is shown and read by."""

from dataclasses import dataclass
from typing import Final, Literal

Widget = Literal["hidden", "line", "area", "date", "time", "number", "check", "choice", "checks", "words", "lines"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field. ``choices`` names what there is to choose from: a table of words, or a list of the agreement's own."""

    name: str
    widget: Widget = "line"
    choices: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields of one thing; ``optional``: it is none when nothing of it is said."""

    name: str
    parts: "tuple[Part, ...]"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    """Things of one kind, each with these fields; people add and take away."""

    name: str
    parts: "tuple[Part, ...]"


Part = Leaf | Group | Many

_COVERING: Final = Group(
    "covering", (Leaf("audiences", "words"), Leaf("parties", "checks", "parties"), Leaf("places", "words")), True
)
_TARGET: Final = Group(
    "target",
    (
        Leaf("atLeast", "number"),
        Leaf("unit", "choice", "units"),
        Leaf("each", "choice", "windows"),
        Leaf("every", "number"),
        Leaf("average", "check"),
        Leaf("milestone", "check"),
        Leaf("by", "date"),
        Leaf("result", "line"),
        Leaf("keepShortWindows", "check"),
        _COVERING,
    ),
    True,
)
_COUNTS: Final = Group(
    "counts",
    (
        Leaf("kinds", "checks", "kinds"),
        Leaf("tags", "words"),
        Leaf("audiences", "words"),
        Leaf("places", "words"),
        Leaf("parties", "checks", "parties"),
        Leaf("groups", "checks", "groups"),
        Leaf("weekdays", "checks", "weekdays"),
        Leaf("from", "time"),
        Leaf("until", "time"),
    ),
)
_COMMITMENT: Final = Many("commitments", (Leaf("id", "hidden"), Leaf("title"), _COUNTS, _TARGET))
PROMISES: Final = Many(
    "promises",
    (
        Leaf("id", "hidden"),
        Leaf("number", "number"),
        Leaf("title"),
        Leaf("text", "area"),
        Leaf("responsible", "checks", "parties"),
        Leaf("focusAreas", "checks", "focusAreas"),
        _COMMITMENT,
    ),
)
SECTIONS: Final[dict[str, tuple[Part, ...]]] = {  # the page's sections; the promises follow, each one of its own
    "document": (
        Leaf("id", "hidden"),
        Group("municipality", (Leaf("code", "hidden"), Leaf("name", "hidden"))),
        Leaf("title"),
        Group("period", (Leaf("start", "date"), Leaf("end", "date")), True),
        Leaf("introduction", "area"),
        Leaf("demonstration", "hidden"),
        Leaf("closedOn", "hidden"),
        Leaf("replacedBy", "hidden"),
    ),
    "parties": (Many("parties", (Leaf("id", "hidden"), Leaf("name"), Leaf("kind", "choice", "partyKinds"))),),
    "signatories": (
        Many(
            "signatories",
            (Leaf("party", "choice", "parties"), Leaf("role"), Leaf("place"), Leaf("signedOn", "date")),
        ),
    ),
    "focusAreas": (Many("focusAreas", (Leaf("id", "hidden"), Leaf("title"), Leaf("lagesbild", "area"))),),
    "dialogue": (
        Group(
            "dialogue",
            (
                Many("sources", (Leaf("kind", "choice", "sourceKinds"), Leaf("name"))),
                Leaf("summary", "area"),
                Leaf("outcome", "area"),
            ),
            True,
        ),
    ),
    "goals": (Leaf("goals", "lines"),),
    "groups": (
        Many(
            "groups",
            (
                Leaf("id", "hidden"),
                Leaf("name"),
                Leaf("purpose", "area"),
                Many("members", (Leaf("name"), Leaf("party", "choice", "parties"))),
            ),
        ),
    ),
    "links": (Leaf("links", "lines"),),
}
ALL: Final[tuple[Part, ...]] = (*(part for parts in SECTIONS.values() for part in parts), PROMISES)
