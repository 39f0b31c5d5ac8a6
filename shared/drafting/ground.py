"""What the promises are grounded in: the dialogue with its sources, the goals, and standing groups."""

import re
from collections.abc import Iterator
from typing import Final

from shared.drafting import naming
from shared.drafting.notes import Notes
from shared.drafting.paragraphs import Paragraph
from shared.drafting.party_words import Parties
from shared.drafting.slugs import Ids, slug
from shared.events.agreement import Dialogue, DialogueSource, Group, GroupMember

_SENTENCE: Final = re.compile(r"\S.*?(?:[.!?](?= [A-ZÅÄÖ]|\s*$)|\n|$)")
_PERSON: Final = re.compile(r"\b[A-ZÅÄÖ][a-zåäöé]+ [A-ZÅÄÖ][a-zåäöé]+")
_MEMBERS: Final = re.compile(r"\s*(?:,\s*(?:samt|och)?|\boch\b|\bsamt\b)\s*")


def sentences(paragraph: Paragraph) -> Iterator[Paragraph]:
    """The sentences of a paragraph."""
    for hit in _SENTENCE.finditer(paragraph.folded.cased):
        words = hit.group().rstrip()
        yield paragraph.at(hit.start(), hit.start() + len(words))


def read_dialogue(paragraphs: list[Paragraph], elsewhere: list[Paragraph], notes: Notes) -> Dialogue | None:
    """The dialogue, in the document's own words; when no section tells of one, its sources that are told elsewhere."""
    if not paragraphs:
        notes.leave("dialogue", "section.dialogue", "no section tells of a dialogue")
        said = [each for paragraph in elsewhere for each in sentences(paragraph)]
        sources = tuple(_sources([each for each in said if naming.first("grounded", each.folded.text)], notes))
        return Dialogue(sources=sources) if sources else None
    outcome = [each for each in paragraphs if naming.first("outcome", each.folded.text)]
    summary = [each for each in paragraphs if each not in outcome]
    for path, parts in (("summary", summary), ("outcome", outcome)):
        if parts:
            rule, confidence = ("section.dialogue", 0.9) if path == "summary" else ("outcome.came-out", 0.8)
            notes.read(f"dialogue.{path}", _joined(parts), parts[0].span, rule, confidence)
    return Dialogue(sources=tuple(_sources(paragraphs, notes)), summary=_joined(summary), outcome=_joined(outcome))


def _joined(parts: list[Paragraph]) -> str:
    return "\n".join(part.text for part in parts)


def _sources(paragraphs: list[Paragraph], notes: Notes) -> Iterator[DialogueSource]:
    found: list[tuple[Paragraph, naming.Naming]] = []
    for sentence in (each for paragraph in paragraphs for each in sentences(paragraph)):
        if naming.first("denied", sentence.folded.text):
            continue
        for row, hit in naming.every("source", sentence.folded.text):
            part = sentence.at(hit.start(), hit.end())
            if all(_stem(part) != _stem(other) for other, _ in found):
                found.append((part, row))
    found.sort(key=lambda pair: pair[0].start)
    for number, (part, row) in enumerate(found):
        source = DialogueSource(kind=row.gives, name=part.text)  # type: ignore[arg-type]  # held by the table's test
        notes.read(f"dialogue.sources[{number}]", source, part.span, row.id, row.confidence)
        yield source


def _stem(source: Paragraph) -> str:
    """ "En enkät" and "enkäten" are one source."""
    return re.sub(r"^(?:en|ett|den|det) |(?:en|et|n)$", "", source.folded.text)


def read_goals(paragraphs: list[Paragraph], notes: Notes) -> list[str]:
    """The goals: list items and lead-ins of their sections, and sentences that say what the goal is."""
    goals: list[str] = []
    for part, rule, confidence in (found for paragraph in paragraphs for found in _goals(paragraph)):
        notes.read(f"goals[{len(goals)}]", part.text.rstrip(":"), part.span, rule, confidence)
        goals.append(part.text.rstrip(":"))
    return goals


def _goals(paragraph: Paragraph) -> Iterator[tuple[Paragraph, str, float]]:
    if paragraph.marker:
        yield paragraph, "section.goals", 0.9
        return
    found = [(each, hit) for each in sentences(paragraph) if (hit := naming.first("goal", each.folded.text))]
    for sentence, (row, _) in found:
        yield sentence, row.id, row.confidence
    if not found and not paragraph.text.endswith(":"):
        yield paragraph, "section.goals", 0.7


def read_groups(bodies: list[Paragraph], elsewhere: list[Paragraph], parties: Parties, notes: Notes) -> list[Group]:
    """Standing groups that promises name together with their members, and those that sentences elsewhere tell of."""
    groups: list[Group] = []
    ids = Ids()
    for body, row, name, hit in _told_groups(bodies, elsewhere):
        members = _members(body, hit)
        if any(group.name == name for group in groups) or (row.id == "group.members" and len(members) < 2):
            continue
        path, purpose = f"groups[{len(groups)}]", _purpose(body)
        notes.read(path, name, body.at(*hit.span("name")).span, row.id, row.confidence)
        if purpose:
            notes.read(f"{path}.purpose", purpose.text, purpose.span, "group.purpose", 0.9)
        for number, member in enumerate(members):
            notes.read(f"{path}.members[{number}]", member.text, member.span, row.id, row.confidence)
        groups.append(
            Group(
                id=ids.free(slug(name)),
                name=name,
                purpose=purpose.text if purpose else "",
                members=tuple(_member(member, parties) for member in members),
            )
        )
    return groups


def _told_groups(
    bodies: list[Paragraph], elsewhere: list[Paragraph]
) -> Iterator[tuple[Paragraph, naming.Naming, str, re.Match[str]]]:
    for body in bodies:
        for row, hit in naming.every("group", body.folded.text):
            yield body, row, _definite(hit["name"]), hit
    for sentence in (each for paragraph in elsewhere for each in sentences(paragraph)):
        if found := naming.first("standing", sentence.folded.text):
            name = sentence.at(*found[1].span("name")).text
            yield sentence, found[0], name[:1].upper() + name[1:], found[1]


def _definite(name: str) -> str:
    words = name.split()
    noun = re.sub(r"(?:grupp)$", "gruppen", re.sub(r"(nätverk|råd)$", r"\1et", words[-1]))
    first = [re.sub(r"(?<=v|l|m|k)$", "a", word) if not word.endswith("a") else word for word in words[:-1]]
    return " ".join([*first, noun]).capitalize()


def _members(body: Paragraph, hit: re.Match[str]) -> list[Paragraph]:
    if "members" not in hit.groupdict():
        return []
    start, end = hit.span("members")
    at, members = start, []
    for gap in [*_MEMBERS.finditer(body.folded.text, start, end), None]:
        until = gap.start() if gap else end
        if body.folded.text[at:until].strip():
            members.append(body.at(at, until))
        at = gap.end() if gap else end
    return [each for each in members if not _PERSON.search(each.folded.cased)]


def _member(member: Paragraph, parties: Parties) -> GroupMember:
    found, _ = parties.meant(member.text)
    post = naming.first("role", member.folded.text)
    if post and not found:
        found = list(filter(None, [parties.of_kind(post[0].gives)]))  # type: ignore[arg-type]  # held by the table's test
    return GroupMember(name=member.text, party=found[0].id if len(found) == 1 else None)


def _purpose(body: Paragraph) -> Paragraph | None:
    return next((each for each in sentences(body) if naming.first("purpose", each.folded.text)), None)
