"""Change one YAML document so that it says something else, and leave every other character of it as it is.

ruamel.yaml says where each value begins and ends, comments aside; what is changed, taken out or put in is then cut into the text
itself. So comments, blank lines, quotes and indents stay, whatever they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from segments_as_code.model.values import Json
from segments_as_code.pull.writing import block, entry, flow, item


class CannotEditError(ValueError):
    """A text that is written in a way in which it cannot be changed in places."""


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def updated_text(text: str, wanted: Mapping[str, Json]) -> str:
    """Return the text of one YAML document, changed where it does not say ``wanted``, which is all that it shall say.

    Raises:
        CannotEditError: it is not written in a way in which that can be done.
    """
    root = _compose(text)
    if not isinstance(root, MappingNode) or root.flow_style or not wanted:
        raise CannotEditError("its outermost mapping is not written below each other")
    updated = _applied(text, list(_in_mapping(text, root, wanted)))
    if _said(_compose(updated)) != wanted:
        raise CannotEditError("it is written in a way that cannot be changed in places")
    return updated


def said_in(text: str) -> Json:
    """Return what the text of one YAML document says; texts that look like dates are texts."""
    root = _compose(text)
    return None if root is None else _said(root)


def _compose(text: str) -> Node | None:
    try:
        node: Node | None = YAML(pure=True).compose(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise CannotEditError("it cannot be read") from error
    return node


def _applied(text: str, edits: Sequence[_Edit]) -> str:
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise CannotEditError("two of its values stand in one place")
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


# ── what is to be changed ────────────────────────────────────────────────────────────────────────────────────────────


def _in_value(text: str, node: Node, wanted: Json) -> Iterator[_Edit]:
    if _said(node) == wanted:
        return
    if isinstance(node, MappingNode) and not node.flow_style and isinstance(wanted, Mapping) and wanted:
        yield from _in_mapping(text, node, wanted)
    elif isinstance(node, SequenceNode) and not node.flow_style and isinstance(wanted, list) and wanted:
        yield from _in_sequence(text, node, wanted)
    else:
        yield _replaced(text, node, wanted)


def _in_mapping(text: str, node: MappingNode, wanted: Mapping[str, Json]) -> Iterator[_Edit]:
    names = [_name(key) for key, _ in node.value]
    if len(set(names)) < len(names):
        raise CannotEditError("a mapping in it has a name twice")
    first = node.value[0][0].start_mark.index
    stands_behind_dash = bool(text[_line_start(text, first) : first].strip(" "))
    if not set(names) & set(wanted) or (stands_behind_dash and names[0] not in wanted):
        yield _rewritten(text, node, wanted)
        return
    for name, (key, value) in zip(names, node.value, strict=True):
        if name in wanted:
            yield from _in_value(text, value, wanted[name])
        else:
            yield _taken_out(text, key, value)
    indent = " " * node.value[0][0].start_mark.column
    added = [line for name, value in wanted.items() if name not in names for line in entry(name, value, indent)]
    yield from _put_behind(text, node, added)


def _in_sequence(text: str, node: SequenceNode, wanted: Sequence[Json]) -> Iterator[_Edit]:
    old, new = [_text(_said(value)) for value in node.value], [_text(value) for value in wanted]
    indent = " " * node.start_mark.column
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            continue
        both = min(i2 - i1, j2 - j1)
        for offset in range(both):
            yield from _in_value(text, node.value[i1 + offset], wanted[j1 + offset])
        for value in node.value[i1 + both : i2]:
            yield _taken_out(text, value, value)
        added = [line for value in wanted[j1 + both : j2] for line in item(value, indent)]
        if added and i1 + both < len(node.value):
            at = _line_start(text, node.value[i1 + both].start_mark.index)
            yield _Edit(at, at, "".join(f"{line}\n" for line in added))
        else:
            yield from _put_behind(text, node, added)


def _rewritten(text: str, node: MappingNode, wanted: Mapping[str, Json]) -> _Edit:
    """Return the edit that writes a mapping anew, where nothing of it stays or its first line goes: what was said inside goes too."""
    start, end = node.start_mark.index, _end(node)
    column = node.start_mark.column
    lines = "\n".join(block(wanted, " " * column))[column:]
    return _Edit(start, end, lines + ("\n" if text[end - 1] == "\n" else ""))


def _replaced(text: str, node: Node, wanted: Json) -> _Edit:
    start, end = node.start_mark.index, _end(node)
    gap = "" if start and text[start - 1 : start] in {" ", "\t"} else " "
    if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
        return _Edit(start, end, f"{flow(wanted)}\n")
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style:  # what stood below now stands behind its name
        start = len(text[:start].rstrip())
        gap = " "
    return _Edit(start, end, gap + flow(wanted))


def _taken_out(text: str, first: Node, last: Node) -> _Edit:
    """Return the edit that takes out whole lines; what stands on one line with something else cannot be."""
    start, end = _line_start(text, first.start_mark.index), _line_end(text, _end(last))
    before = text[start : first.start_mark.index].strip(" ")
    if before and not (before == "-" and first is last):
        raise CannotEditError("what is to be taken out stands behind something else")
    return _Edit(start, end, "")


def _put_behind(text: str, node: Node, lines: Sequence[str]) -> Iterator[_Edit]:
    if lines:
        at = _line_end(text, _end(node))
        first = "" if text[at - 1 : at] == "\n" else "\n"
        yield _Edit(at, at, first + "".join(f"{line}\n" for line in lines))


# ── where things stand, and what they say ────────────────────────────────────────────────────────────────────────────


def _end(node: Node) -> int:
    """Return where the last value in ``node`` ends; a collection's own mark is behind the comments that follow it."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    end: int = node.end_mark.index
    return end


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    if at and text[at - 1] == "\n":  # a block scalar ends with its last line
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _name(key: Node) -> str:
    if not isinstance(key, ScalarNode):
        raise CannotEditError("a name in it is no text")
    return str(key.value)


def _said(node: Node | None) -> Json:
    if isinstance(node, MappingNode):
        return {_name(key): _said(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_said(value) for value in node.value]
    if not isinstance(node, ScalarNode):
        return None
    kind, value = str(node.tag).rpartition(":")[2], str(node.value)
    return _KINDS[kind](value) if kind in _KINDS else value


def _number(value: str) -> Json:
    try:
        return int(value) if value.lstrip("+-").isdigit() else float(value)
    except ValueError:
        return value


_KINDS: Mapping[str, Callable[[str], Json]] = {
    "int": _number,
    "float": _number,
    "bool": lambda value: value.lower() == "true",
    "null": lambda _: None,
}
"""What a plain scalar says, by the tag that YAML 1.2 gives it; everything else is a text."""


def _text(value: Json) -> str:
    return json.dumps(value, sort_keys=True)
