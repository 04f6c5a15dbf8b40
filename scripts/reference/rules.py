"""The sentences in which a schema says what it refuses, each with the code of its problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.reference.schema import Node, Schema, Section, elements, mapping
from segments_as_code.model.document import Json

_CODES: Mapping[str, str] = {
    "type": "wrong-type",
    "enum": "unknown-value",
    "required": "missing-member",
    "oneOf": "either-or",
    "not": "either-or",
    "pattern": "wrong-form",
    "minLength": "too-short",
    "maxLength": "too-long",
    "minItems": "too-few-values",
    "maxItems": "too-many-values",
    "maxProperties": "too-many-values",
    "minimum": "out-of-range",
    "maximum": "out-of-range",
    "exclusiveMinimum": "out-of-range",
}
"""The code of a failed keyword if the schema does not give one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The sentence for a refused member (empty: the mapping itself), and the problem's code."""

    member: str
    says: str
    code: str


def rules_of(section: Section, schema: Schema) -> list[Rule]:
    """Return each rule once, for ``section`` and for those of its members that have no section of their own."""
    found = [*_of_names(section.around), *_rules("", section.schema, schema)]
    for member, node in mapping(section.schema["properties"]).items():
        if schema.section_of(mapping(node)) is None:
            found += _rules(member, schema.followed(mapping(node)), schema)
    return list(dict.fromkeys(found))


def _rules(member: str, node: Node, schema: Schema) -> Iterator[Rule]:
    """Yield the rules of a value, of its ``allOf``, and of its items or members."""
    yield from _own(member, node)
    for part in [*map(mapping, elements(node.get("allOf"))), *map(mapping, mapping(node.get("dependentSchemas")).values())]:
        for branch in (part, mapping(part.get("then"))):
            yield from _own(member, branch)
            for inner_member, inner in mapping(branch.get("properties")).items():
                yield from _rules(inner_member, mapping(inner), schema)
    for keyword in ("items", "additionalProperties"):
        inner = mapping(node.get(keyword))
        if inner and schema.section_of(inner) is None:
            yield from _rules(member, schema.followed(inner), schema)
            yield from _of_names(node, member)


def _of_names(node: Node, member: str = "") -> Iterator[Rule]:
    for pattern in mapping(node.get("patternProperties")).values():
        yield from _own(member, mapping(pattern))


def _own(member: str, node: Node) -> Iterator[Rule]:
    says, code = node.get("x-says"), node.get("x-code")
    if isinstance(says, str):
        yield Rule(member, says, str(code if isinstance(code, str) else next(iter(mapping(code).values()), _CODES["not"])))
    for keyword, sentence in mapping(says).items():
        about = _only(node.get("required")) if keyword == "required" and not member else member
        yield Rule(about, str(sentence), str(code if isinstance(code, str) else mapping(code).get(keyword) or _CODES[keyword]))


def _only(names: Json) -> str:
    """Return the only name in a list, or an empty text if there are several."""
    return str(names[0]) if isinstance(names, list) and len(names) == 1 else ""
