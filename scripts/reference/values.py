"""Describe briefly what a schema allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.reference.markdown import code, link
from scripts.reference.schema import Node, Schema, elements, mapping
from scripts.reference.sections import anchor
from segments_as_code.model.document import Json

_ENDLESS = 1e300  # a limit beyond this only means that the number is finite
_HIGHEST, _LOWEST = 2**31 - 1, -(2**31)


@dataclass(frozen=True, slots=True)
class Words:
    """The names of the types, for authors of YAML or for readers of JSON."""

    types: Mapping[str, str]
    names_to: str
    list_of: str


YAML = Words(
    {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "`true` or `false`",
        "object": "mapping",
        "null": "nothing",
    },
    "mapping of names to {}",
    "list of {}",
)
JSON = Words(
    {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "object": "object", "null": "null"},
    "object of names to {}",
    "array of {}",
)


def value_text(node: Node, schema: Schema, words: Words) -> str:
    """Return what ``node`` allows: its type, with a link if the type has a section, and its limits."""
    found = schema.followed(node)
    section, alternatives = schema.section_of(node), schema.alternatives(node)
    if section is not None:
        return link(words.types["object"], f"#{anchor(section)}")
    if alternatives:
        return "one of " + ", ".join(link(code(each.kind), f"#{anchor(each)}") for each in alternatives)
    if "enum" in found or "const" in found:
        return _either([code(str(choice)) for choice in elements(found.get("enum")) or [found.get("const")]])
    if "items" in found:
        inner = words.list_of.format(_inner(mapping(found["items"]), schema, words))
        return ", ".join([inner, *_count(found, "minItems", "maxItems", "item")])
    if isinstance(found.get("additionalProperties"), Mapping):
        inner = words.names_to.format(_inner(mapping(found["additionalProperties"]), schema, words))
        return ", ".join([inner, *_count(found, "minProperties", "maxProperties", "name")])
    return ", ".join([_type(found, words), *_limits(found)])


def _inner(node: Node, schema: Schema, words: Words) -> str:
    """Return what the items of a list, or the values of a mapping, can be, with limits in parentheses."""
    found = schema.followed(node)
    if limits := ", ".join(_limits(found)):
        return f"{_type(found, words)} ({limits})"
    return value_text(node, schema, words)


def _type(node: Node, words: Words) -> str:
    types = node.get("type", [])
    return _either([words.types[str(name)] for name in (types if isinstance(types, list) else [types])]) or "anything"


def _limits(node: Node) -> Iterator[str]:
    yield from _count(node, "minLength", "maxLength", "character")
    low, high, above = (_number(node.get(limit)) for limit in ("minimum", "maximum", "exclusiveMinimum"))
    if above is not None:
        yield f"more than {above:,}"
    if low is not None and high is not None and high != _HIGHEST:
        yield f"{low:,} to {high:,}"
    elif low not in {None, _LOWEST}:
        yield f"{low:,} or more"


def _number(value: Json) -> float | None:
    return value if isinstance(value, int | float) and abs(value) < _ENDLESS else None


def _count(node: Node, least: str, most: str, thing: str) -> Iterator[str]:
    low, high = node.get(least), node.get(most)
    if isinstance(low, int) and low == high:
        yield f"exactly {low} {_plural(thing, low)}"
    elif isinstance(low, int) and isinstance(high, int):
        yield f"{low} to {high} {thing}s"
    elif isinstance(low, int):
        yield f"at least {low} {_plural(thing, low)}"
    elif isinstance(high, int):
        yield f"at most {high} {_plural(thing, high)}"


def _plural(thing: str, count: int) -> str:
    return thing if count == 1 else f"{thing}s"


def _either(choices: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(choices[:-1]), *choices[-1:]]))
