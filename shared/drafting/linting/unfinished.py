"""Unfinished agreements: what is not said yet is put in so that the rest can be looked at, and told."""

from typing import Any, Final

_UNSAID: Final = "utkast"
REQUIRED: Final[dict[str, Any]] = {
    "id": _UNSAID,
    "municipality": {"code": "0000", "name": _UNSAID},
    "title": _UNSAID,
    "period": {"start": "2000-01-01", "end": "2000-12-31"},
    "parties": [],
    "promises": [],
}
_OF_PROMISE: Final = ("id", "title", "text")


def filled(content: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """An agreement as plain values with what it lacks put in, and the paths of what that is."""
    missing = [name for name in REQUIRED if content.get(name) is None]
    whole = {**content, **{name: REQUIRED[name] for name in missing}}
    if isinstance(whole["promises"], list):
        of_promises = [
            _promise(each, place, f"{whole['id']}-{place + 1}") for place, each in enumerate(whole["promises"])
        ]
        whole["promises"] = [promise for promise, _ in of_promises]
        missing += [path for _, paths in of_promises for path in paths]
    return whole, tuple(missing)


def _promise(promise: Any, place: int, wanted: str) -> tuple[Any, list[str]]:  # noqa: ANN401  (whatever stands there)
    if not isinstance(promise, dict):
        return promise, []
    said = {name: value for name, value in promise.items() if value is not None}
    lacking = {"id": wanted, "number": place + 1, "title": _UNSAID, "text": _UNSAID, "responsible": []}
    return lacking | said, [f"promises[{place}].{name}" for name in _OF_PROMISE if name not in said]
