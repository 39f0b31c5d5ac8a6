"""What the page is made of: sections of things with their fields, each with what it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from services.activities.domain.evidence import Evidence, LeftOpen, is_undecided
from services.activities.web.review.fields import Leaf


@dataclass(frozen=True, slots=True)
class Rest:
    """What a value rests on, and whether somebody has decided about it."""

    evidence: Evidence
    number: int
    words: str

    @property
    def open(self) -> bool:
        """Whether a person has yet to look at it."""
        return is_undecided(self.evidence)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    path: str
    leaf: Leaf
    texts: list[str]
    choices: Mapping[str, str]
    rests: list[Rest]
    error: str | None
    theirs: str | None

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.texts[0] if self.texts else ""


@dataclass(frozen=True, slots=True)
class Block:
    """A thing with its fields and the things within it. ``adds``: the list that another of its kind is added to."""

    path: str
    label: str
    there: bool
    optional: bool = False
    removable: bool = False
    rests: list[Rest] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    blocks: "list[Block]" = field(default_factory=list)
    adds: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page, accepted as one; ``paths`` are what it holds, ``left`` how many values are undecided."""

    id: str
    title: str
    paths: list[str]
    blocks: list[Block]
    left: int


@dataclass(frozen=True, slots=True)
class Point:
    """A finding of the reading, as it is told."""

    finding: LeftOpen
    number: int | None
    where: str
    words: str

    @property
    def open(self) -> bool:
        """Whether a person has yet to decide."""
        return is_undecided(self.finding)


def ids_of(block: Block) -> Iterator[tuple[str, str]]:
    """Each property that stands in a block, with the id of its field or thing."""
    if block.path:
        yield block.path, f"b-{block.path}"
    yield from ((each.path, f"f-{each.path}") for each in block.fields if each.leaf.widget != "hidden")
    for inner in block.blocks:
        yield from ids_of(inner)
