"""Agreements as files: YAML as plain values, and which of its fields no agreement has.

YAML is read with JSON's values only: a date stays the text that it is, `0140` keeps its zero, `no` is no "false".
Aliases are refused, since a few lines of them unfold into gigabytes, and so are names that stand twice.
"""

import re
from collections.abc import Iterator
from typing import Any, ClassVar, Final

import msgspec
import yaml

from shared.events.agreement import Agreement

LARGEST_YAML: Final = 256 * 1024
DEEPEST: Final = 32
_CLOCK_TIMES: Final = frozenset({"from", "until"})
_HOURS_AND_MINUTES: Final = re.compile(r"\d\d:\d\d")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class Unreadable(Exception):
    """The text is no YAML that is read here; the message says why, and where."""


def parse_yaml(text: bytes) -> Any:  # noqa: ANN401  (whatever it holds)
    """YAML as plain values.

    Raises:
        Unreadable: it is none, too long, too deep, or holds aliases, tags or a name twice.
    """
    if len(text) > LARGEST_YAML:
        raise Unreadable(f"it is longer than {LARGEST_YAML // 1024} KiB")
    try:
        return yaml.load(text.decode(), Loader=_Loader)  # noqa: S506  (a SafeLoader, narrowed further)
    except UnicodeDecodeError as error:
        raise Unreadable(f"it is not UTF-8: byte {error.start} is out of place") from None
    except RecursionError:
        raise Unreadable("it nests too deep") from None
    except yaml.MarkedYAMLError as error:
        where = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise Unreadable(f"{error.problem or 'it is no YAML'}{where}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(str(error).splitlines()[0]) from None


def with_seconds(content: Any) -> Any:  # noqa: ANN401
    """Clock times as people write them (17:00) as RFC 3339 has them (17:00:00)."""
    if isinstance(content, dict):
        return {
            name: _clock_time(value) if name in _CLOCK_TIMES else with_seconds(value) for name, value in content.items()
        }
    return [with_seconds(value) for value in content] if isinstance(content, list) else content


def _clock_time(value: Any) -> Any:  # noqa: ANN401
    return f"{value}:00" if isinstance(value, str) and _HOURS_AND_MINUTES.fullmatch(value) else value


def unknown_fields(content: Any) -> list[str]:  # noqa: ANN401
    """The paths of fields that no agreement has."""
    return list(_unknown(content, msgspec.inspect.type_info(Agreement), ""))


def _unknown(content: Any, form: msgspec.inspect.Type, path: str) -> Iterator[str]:  # noqa: ANN401
    """The paths of fields that the form does not have."""
    if isinstance(form, msgspec.inspect.UnionType):
        for each in form.types:
            yield from _unknown(content, each, path)
    elif isinstance(form, msgspec.inspect.StructType) and isinstance(content, dict):
        fields = {field.encode_name: field.type for field in form.fields}
        for name, value in content.items():
            inner = f"{path}.{name}"[:200].lstrip(".")
            if name in fields:
                yield from _unknown(value, fields[name], inner)
            else:
                yield inner
    elif isinstance(form, msgspec.inspect.VarTupleType) and isinstance(content, list):
        for place, value in enumerate(content):
            yield from _unknown(value, form.item_type, f"{path}[{place}]")


class _Loader(yaml.SafeLoader):
    """A SafeLoader that knows JSON's values only, and neither aliases nor tags."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:  # noqa: ANN401
        """Compose a node that is no alias, has no tag of its own and lies not too deep."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases are not read here", problem_mark=_mark(event))
        if getattr(event, "tag", None) not in (None, "!"):
            raise yaml.MarkedYAMLError(problem="tags are not read here", problem_mark=_mark(event))
        self.depth += 1
        if self.depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem="it nests too deep", problem_mark=_mark(event))
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> str:
        """Construct a text that can be stored: without NUL and halves of surrogate pairs, however they are escaped."""
        text: str = super().construct_scalar(node)
        if _UNSTORABLE.search(text):
            raise yaml.MarkedYAMLError(
                problem="a text holds NUL or half a surrogate pair", problem_mark=node.start_mark
            )
        return text

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Construct a mapping whose names are texts, whatever else they look like, and differ."""
        made: dict[Any, Any] = {}
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode) or name.value in made:
                problem = "a name stands twice, or is no plain text"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=name.start_mark)
            made[name.value] = self.construct_object(value, deep=deep)
        return made


def _mark(event: Any) -> Any:  # noqa: ANN401  (a mark of either of the library's two parsers)
    return event.start_mark


_JSON_VALUES: Final = {  # tag -> what it looks like, and what it begins with
    "null": (r"null|~|", ["n", "~", ""]),
    "bool": (r"true|false", ["t", "f"]),
    "int": (r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    "float": (r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", list("-0123456789")),
}
for _tag, (_form, _first) in _JSON_VALUES.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_form})\Z"), _first)
