"""Exempelkommun: an invented municipality whose promises are alive at whatever date it is looked at.

Each of its agreements is the same whenever it is made, and so is each thing that it has done. So it can be
played again on any later day: what is new since then is added, and nothing that was told before changes.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from string import Template
from typing import Literal

import msgspec
import yaml

from shared.events.agreement import Agreement
from shared.ops.seed.aftermath import Raised, Where
from shared.ops.seed.scene import Contact, Scene, Step, Story, Tip, joined

SEED = Path(__file__).parents[3] / "deploy" / "seed"
PLANNED_AHEAD = timedelta(days=30)
BESIDE_A_WALK = timedelta(days=14)  # how long before and after it the meetings are held
TUESDAY, SATURDAY = 1, 5

_COUNCIL, _POLICE = "exempel-kommun", "polisen-exempel"
_LANDLORD_AWAY = (3, 7, 11)  # the months in which Exempelbostäder misses the group's meeting
# Reached on their last day, in the second year: until then each is at risk in its turn.
_AT_THE_LAST_MOMENT = {
    "belysning": ("lighting", 4, 20, "De sista stolparna i Parkstråket tändes."),
    "klotter": ("graffiti", 9, 20, "Alla fastighetsägare har skrivit under arbetssättet."),
}


def exempelkommun(today: date) -> tuple[tuple[Agreement, ...], Story]:
    """Its agreements, and all that it has done and planned by the morning of a day.

    The agreements are three: one in its second year, one in its first, and one that begins next year.
    """
    years = (today.year - 1, today.year, today.year + 1)
    agreements = tuple(_agreement(first) for first in years)
    scenes = (scene for year in years for scene in (*_regular(year), *_walks(year), *_of_agreement(year)))
    told = Story(
        agreement=agreements[1].id,
        scenes=tuple(_by_today(scenes, today)),
        events=(_POLICE,),
        contacts=(
            Contact(party=_COUNCIL, address="trygghet@exempelkommun.example"),
            Contact(party=_POLICE, address="lpo-exempel@polisen.example"),
        ),
        tips=(
            Tip(category="vandalism", area="Parkstråket", text="Övning: flera lampor är sönderslagna."),
            Tip(category="traffic", area="Storskolan", text="Övning: bilarna kör för fort klockan åtta."),
        ),
    )
    return agreements, joined(told, *(_followed_by(today, _followed(year), told.scenes) for year in years))


@cache
def _agreement(first: int) -> Agreement:
    return msgspec.convert(_template("exempelkommun.yml", first=first, second=first + 1), Agreement)


@cache
def _followed(year: int) -> Story:
    return msgspec.convert(_template("exempelkommun-year.yml", year=year, next=year + 1), Story)


def _template(name: str, **years: int) -> object:
    template = Template((SEED / name).read_text(encoding="utf-8"))
    return yaml.safe_load(template.safe_substitute(years))


def _by_today(scenes: Iterable[Scene], today: date) -> Iterator[Scene]:
    """What was done before today, and what is planned for the weeks ahead."""
    for scene in scenes:
        if scene.day < today:
            yield scene
        elif scene.is_planned_first and scene.day <= today + PLANNED_AHEAD:
            yield msgspec.structs.replace(scene, stage="planned")


def _followed_by(today: date, year: Story, scenes: Iterable[Scene]) -> Story:
    """Of what follows on a year: what had been noted, raised, heard and signed before today."""
    done = {scene.key for scene in scenes if scene.stage == "completed"}
    return msgspec.structs.replace(
        year,
        observations=tuple(noted for noted in year.observations if noted.walk in done),
        measures=tuple(_lived(raised, today) for raised in year.measures if raised.day < today),
        assessments=tuple(verdict for verdict in year.assessments if verdict.signed_on < today),
        situation=tuple(seen for seen in year.situation if seen.period.end < today),
        dialogue=tuple(heard for heard in year.dialogue if heard.period.end < today),
    )


def _lived(raised: Raised, today: date) -> Raised:
    return msgspec.structs.replace(raised, life=tuple(change for change in raised.life if change.day < today))


def _regular(year: int) -> Iterator[Scene]:
    """What happens every month: a meeting, traffic controls, and help to neighbourhood watch."""
    for month in range(1, 13):
        yield Scene(
            key=f"grupp-{year}-{month:02}",
            by=_COUNCIL,
            stage="completed",
            kind="meeting",
            title="Samverkansgruppen",
            day=_weekday(year, month, TUESDAY, nth=2),
            from_="10:00",
            until="11:30",
            group="samverkansgruppen",
            participants=(_COUNCIL, _POLICE, *(() if month in _LANDLORD_AWAY else ("exempel-bostader",))),
            outcome="Lägesbilden gicks igenom och månadens insatser fördelades.",
        )
        yield Scene(
            key=f"trafik-{year}-{month:02}",
            by=_POLICE,
            kind="traffic-control",
            title="Trafikkontroller vid skolorna",
            day=_weekday(year, month, TUESDAY, nth=1),
            from_="07:15",
            until="09:00",
            place=Where(name="Storskolan"),
            tags=("school",),
            quantity=3,
            results={"vehicles-checked": 70 + month, "fines": 3 + month % 4},
            outcome="Tre kontroller. De flesta körde lugnt, några fick böter.",
        )
        yield Scene(
            key=f"grannsamverkan-{year}-{month:02}",
            by=_COUNCIL,
            kind="neighbourhood-watch",
            title="Startträff för grannsamverkan",
            day=_weekday(year, month, SATURDAY, nth=3),
            from_="11:00",
            until="12:00",
            participants=(_COUNCIL, "exempel-grannsamverkan"),
            audiences=("resident",),
            outcome="Ett kvarter till är med.",
        )


def _walks(year: int) -> Iterator[Scene]:
    """A walk every spring with a meeting before and after it, and none in the autumns: that promise falls behind."""
    day = _weekday(year, 4, TUESDAY, nth=3)
    yield Scene(
        key=f"vandring-{year}-var",
        by=_COUNCIL,
        stage="completed",
        kind="walk",
        title="Trygghetsvandring i Parkstråket",
        day=day,
        from_="18:00",
        until="20:00",
        place=Where(name="Parkstråket"),
        participants=(_COUNCIL, _POLICE),
        audiences=("resident",),
        outcome="Tjugo invånare gick med. Fyra mörka platser noterades.",
    )
    yield _beside(year, "preparation", day - BESIDE_A_WALK, "Rutten bestämdes efter vad invånarna har sagt.")
    yield _beside(year, "follow-up", day + BESIDE_A_WALK, "Varje plats fick en åtgärd och någon som ansvarar.")


def _beside(year: int, step: Literal["preparation", "follow-up"], day: date, outcome: str) -> Scene:
    """The meeting before a walk, or the one after it."""
    title = "Förberedande möte inför vandringen" if step == "preparation" else "Uppföljande möte efter vandringen"
    return Scene(
        key=f"vandring-{year}-var-{step}",
        by=_COUNCIL,
        stage="completed",
        kind="meeting",
        title=title,
        day=day,
        from_="15:00",
        until="16:00",
        participants=(_COUNCIL, _POLICE),
        walk_step=Step(walk=f"vandring-{year}-var", step=step),
        outcome=outcome,
    )


def _of_agreement(first: int) -> Iterator[Scene]:
    """What belongs to the one agreement that begins in a year.

    Talks in its first spring and summer and then no more, so that promise stalls; a council in its first
    autumn; and in its second year what is reached on its last day.
    """
    for month in (3, 5, 8):
        yield _talk(first, _weekday(first, month, SATURDAY, nth=2))
    yield _milestone(first, "rad", "council", date(first, 10, 12), "Rådet höll sitt första möte.")
    for promise, (tag, month, day, outcome) in _AT_THE_LAST_MOMENT.items():
        yield _milestone(first, promise, tag, date(first + 1, month, day), outcome)


def _talk(first: int, day: date) -> Scene:
    return Scene(
        key=f"torget-{first}-{day.month:02}",
        by=_POLICE,
        kind="dialogue",
        title="Samtal på torget",
        day=day,
        from_="11:00",
        until="14:00",
        place=Where(name="Stora torget"),
        audiences=("resident",),
        promises=(f"exempelkommun-{first}-samtal-pa-torget",),
        outcome="Ett sextiotal invånare stannade för att prata.",
    )


def _milestone(first: int, promise: str, tag: str, day: date, outcome: str) -> Scene:
    return Scene(
        key=f"{promise}-{first}",
        by=_COUNCIL,
        kind="milestone",
        title="Milstolpe nådd",
        day=day,
        from_="09:00",
        until="10:00",
        tags=(tag,),
        promises=(f"exempelkommun-{first}-{promise}",),
        outcome=outcome,
    )


def _weekday(year: int, month: int, weekday: int, *, nth: int) -> date:
    """The nth such weekday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
