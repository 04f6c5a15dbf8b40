"""Show a schema's sections: an overview, then each mapping with a table of its members and the rules for them."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.reference.flow import members
from scripts.reference.markdown import bullets, code, heading, link, prose, table
from scripts.reference.rules import Rule, rules_of
from scripts.reference.schema import Node, Schema, Section, elements, mapping
from scripts.reference.sections import anchor, title
from scripts.reference.values import Words, value_text
from segments_as_code.model.document import Json


def overview(schema: Schema) -> str:
    """Return every mapping with the names of its members; required members are bold."""
    rows = [[link(title(section), f"#{anchor(section)}"), _names(section, schema)] for section in schema.sections]
    kept = "Every member is always present." if is_complete(schema) else "Required members are bold."
    return f"{table(['where', 'members'], rows)}\n\n{kept}"


def is_complete(schema: Schema) -> bool:
    """Return whether every member of every mapping is required."""
    return all(set(_required(section.schema)) == set(mapping(section.schema["properties"])) for section in schema.sections)


def member_sections(schema: Schema, words: Words) -> Iterator[str]:
    """Yield the blocks of each section."""
    for section in schema.sections:
        yield heading(title(section))
        if section.path:
            yield prose(str(section.schema.get("description", "")))
        if section.also:
            yield f"Also at {', '.join(map(code, section.also))}."
        rows = mapping(section.schema["properties"]).items()
        yield table(["member", "value", "description"], [_row(name, mapping(node), section, schema, words) for name, node in rows])
        if rules := rules_of(section, schema):
            yield "Rules, with the problem that is reported if one is broken:"
            yield bullets(map(_told, rules))


def _names(section: Section, schema: Schema) -> str:
    marked = [] if is_complete(schema) else _required(section.schema)
    return " ".join(f"**{code(name)}**" if name in marked else code(name) for name in mapping(section.schema["properties"]))


def _row(name: str, node: Node, section: Section, schema: Schema, words: Words) -> list[str]:
    is_marked = name in _required(section.schema) and not is_complete(schema)
    return [
        f"**{code(name)}**<br>required" if is_marked else code(name),
        value_text(node, schema, words),
        "<br>".join([_description(node, schema), *(code(members({name: example})) for example in elements(node.get("examples")))]),
    ]


def _required(node: Node) -> list[Json]:
    """Return the required members of a mapping, including those that ``allOf`` requires."""
    own = elements(node.get("required"))
    follow = [mapping(part) for member, part in mapping(node.get("dependentSchemas")).items() if member in own]
    beside = [*map(mapping, elements(node.get("allOf"))), *follow]
    return [*own, *(name for part in beside for name in elements(part.get("required")))]


def _description(node: Node, schema: Schema) -> str:
    return prose(str(node.get("description") or schema.followed(node).get("description", "")))


def _told(rule: Rule) -> str:
    says = prose(rule.says)
    says = f"{code(rule.member)}: {says}" if rule.member else f"{says[0].upper()}{says[1:]}"
    return f"{says} ({link(code(rule.code), f'problems.md#{rule.code}')})"
