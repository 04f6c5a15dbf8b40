"""From a method and a path to an operation: a tree of path segments, built from the model's URIs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote

from aws_emulator.core.api import Operation, load_api
from aws_emulator.core.errors import MethodNotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Route:
    """A found operation, with its path parameters by their names on the wire."""

    operation: Operation
    path: Mapping[str, str]


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None
    operations: dict[str, tuple[Operation, Sequence[str]]] = field(default_factory=dict)
    takes_rest: bool = False


class Routes:
    """The routes of some operations. A literal segment goes before a parameter; an ARN takes the rest of the path."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)

    def find(self, method: str, path: str) -> Route:
        """Return the operation for a still encoded ``path``; raise NotFound or MethodNotAllowed."""
        segments = path.strip("/").split("/")
        found = False
        for node, values in _walk(self._root, segments, ()):
            if method in node.operations:
                operation, names = node.operations[method]
                return Route(operation, dict(zip(names, map(unquote, values), strict=True)))
            found = found or bool(node.operations)
        shown = unquote(path)
        raise MethodNotAllowed(f"{shown} takes no {method}.") if found else NotFound(f"No operation has the path {shown}.")

    def _add(self, operation: Operation) -> None:
        node, names = self._root, list[str]()
        for segment in operation.uri.split("?")[0].strip("/").split("/"):
            if segment.startswith("{"):
                names.append(segment.strip("{+}"))
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        node.operations[operation.method] = (operation, names)
        node.takes_rest = node.takes_rest or bool(names and names[-1].lower().endswith("arn"))


@cache
def load_routes(*api_names: str) -> Routes:
    """Return the routes of all operations of some APIs; made once in a process."""
    return Routes(operation for name in api_names for operation in load_api(name).operations.values())


def _walk(node: _Node, segments: Sequence[str], values: tuple[str, ...]) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    """Yield each node that ``segments`` lead to, the most literal first, with the values of the path parameters."""
    if not segments:
        yield node, values
        return
    first, rest = segments[0], segments[1:]
    if unquote(first) in node.literals:
        yield from _walk(node.literals[unquote(first)], rest, values)
    if node.parameter is not None and first:
        yield from _walk(node.parameter, rest, (*values, first))
        if node.parameter.takes_rest and rest:
            yield node.parameter, (*values, "/".join(segments))
