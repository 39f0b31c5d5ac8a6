"""The form as it was filled in: an agreement's values as texts of its fields, and back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from services.activities.web.review.fields import ALL, Group, Leaf, Part
from shared.drafting.municipalities import short_name
from shared.drafting.slugs import Ids, slug
from shared.events.agreement import Municipality

Fields = dict[str, list[str]]  # the name of a field -> what stands in it, several for boxes that are ticked
THERE: Final = "1"
_NUMBER: Final = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")
_FALSE: Final = {"demonstration", "average", "milestone", "keepShortWindows"}
_IDS: Final = {"parties": "name", "focusAreas": "title", "groups": "name", "promises": "title", "commitments": "title"}


def fields_of(agreement: Mapping[str, Any]) -> Fields:
    """What the fields of an agreement hold; the agreement as plain values, as JSON has them."""
    made: Fields = {}
    _write(agreement, ALL, "", made)
    return made


def agreement_of(fields: Fields) -> dict[str, Any]:
    """The agreement that the fields say, as plain values; what is no number or day stands as it was typed."""
    content: dict[str, Any] = _read(fields, ALL, "")
    _name(content)
    return content


def path_of(under: str, name: str) -> str:
    """The path of a field under another."""
    return f"{under}.{name}" if under else name


def places(fields: Iterable[str], path: str) -> list[int]:
    """The places in a list of which something was sent."""
    found = re.compile(rf"{re.escape(path)}\[(\d{{1,4}})\]")
    return sorted({int(hit[1]) for hit in map(found.match, fields) if hit})


def _write(value: Mapping[str, Any], parts: Sequence[Part], under: str, made: Fields) -> None:
    for part in parts:
        path, held = path_of(under, part.name), value.get(part.name)
        if isinstance(part, Leaf):
            made[path] = _texts(part, held)
        elif isinstance(part, Group):
            if held is not None or not part.optional:
                made[path] = [THERE]
            _write(held or {}, part.parts, path, made)
        else:
            for place, each in enumerate(held or ()):
                made[f"{path}[{place}]"] = [THERE]
                _write(each, part.parts, f"{path}[{place}]", made)


def _texts(leaf: Leaf, value: Any) -> list[str]:  # noqa: ANN401
    if value is None or value is False or value == ():
        return []
    if leaf.widget == "checks":
        return [str(each) for each in value]
    if leaf.widget == "words":
        return [", ".join(value)]
    if leaf.widget == "lines":
        return ["\n".join(" ".join(each.split()) for each in value)]
    if leaf.widget == "time":
        return [str(value)[:5]]
    return [f"{value:g}" if isinstance(value, float) else THERE if value is True else str(value)]


def _read(fields: Fields, parts: Sequence[Part], under: str) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for part in parts:
        path = path_of(under, part.name)
        if isinstance(part, Leaf):
            value = _value(part, fields.get(path, []))
        elif isinstance(part, Group):
            value = _group(fields, part, path)
        else:
            value = [_read(fields, part.parts, f"{path}[{place}]") for place in places(fields, path)]
        if value is not None or part.name == "target":
            read[part.name] = value
    return read


def _group(fields: Fields, group: Group, path: str) -> dict[str, Any] | None:
    if group.name == "target" and not any(fields.get(path, [])):
        return None
    inner = _read(fields, group.parts, path)
    if group.name == "target" and not inner["milestone"]:
        inner.setdefault("atLeast", None)  # a measure says how much: what nobody has said is asked for
    said = any(each not in ("", [], None, False) for each in inner.values())
    return inner if said or not group.optional else None


def _value(leaf: Leaf, texts: list[str]) -> Any:  # noqa: ANN401  (as the field's widget has it)
    if leaf.widget == "checks":
        return texts
    text = texts[0].replace("\r\n", "\n").strip() if texts else ""
    if leaf.widget == "words":
        return [word for each in text.replace("\n", ",").split(",") if (word := " ".join(each.split()))]
    if leaf.widget == "lines":
        return [line for each in text.split("\n") if (line := " ".join(each.split()))]
    if leaf.widget == "check" or leaf.name in _FALSE:
        return bool(text)
    if leaf.widget == "area" or leaf.name in ("title", "name", "role"):
        return text
    if leaf.widget == "number" and _NUMBER.fullmatch(text):
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else number
    return text or None


def _name(content: dict[str, Any]) -> None:
    """Give what was added an id of its own, and take out what was added and left blank."""
    base = str(content.get("id") or "utkast")
    of = content.get("municipality") or {}
    place = short_name(Municipality(code=str(of.get("code") or ""), name=str(of.get("name") or "utkast")))
    under = {"parties": place, "focusAreas": base, "groups": "", "promises": base}
    for key, before in under.items():
        _identify(content[key], before, _IDS[key])
    for promise in content["promises"]:
        _identify(promise["commitments"], promise["id"], _IDS["commitments"])


def _identify(items: list[dict[str, Any]], before: str, named_by: str) -> None:
    ids = Ids(each["id"] for each in items if each.get("id"))
    for each in items:
        if not each.get("id"):
            own = slug(str(each.get(named_by) or "ny"), 30)
            each["id"] = ids.free(f"{before}-{own}" if before else own)
