"""The mistakes that are made on purpose: small changes of a syntax tree, found by walking it, never by line."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

_T = TypeVar("_T")

_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OTHER_FUNCTION = {"sorted": "list", "min": "max", "max": "min", "all": "any", "any": "all", "frozenset": "list"}
_NOT_OF_INTEREST = {"__init__", "__repr__"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One mistake: ``before`` at a place in ``function`` of a file becomes ``after``."""

    file: str
    function: str
    before: str
    after: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """Return what identifies this mistake wherever its file is: the function, and the text before and after."""
        return f"{self.function}: {self.before} -> {self.after}"

    def apply_to(self, source: bytes) -> bytes:
        """Return ``source`` with this mistake in it."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def find_mutations(file: str, source: bytes) -> list[Mutation]:
    """Return every mistake that can be made in a file, in an order that depends on the text alone."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found: dict[str, Mutation] = {}
    for function, node in _nodes(ast.parse(source)):
        where = node.test if isinstance(node, ast.If) else node
        for changed in _changes(node):
            start = starts[where.lineno - 1] + where.col_offset
            end = starts[(where.end_lineno or where.lineno) - 1] + (where.end_col_offset or 0)
            before, after = source[start:end].decode(), _text(changed)
            mutation = Mutation(file, function, " ".join(before.split()), after, start, end)
            found.setdefault(mutation.name, mutation)
    return sorted(found.values(), key=lambda mutation: sha256(mutation.name.encode()).digest())


def _text(changed: ast.AST) -> str:
    text = ast.unparse(changed)
    return f"({text})" if isinstance(changed, ast.expr) and not isinstance(changed, ast.Dict | ast.Set | ast.List | ast.Tuple) else text


def _nodes(tree: ast.Module) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    """Yield each expression and statement that runs, with the function or class that it is in; no annotations or imports."""
    for statement in tree.body:
        yield from _nodes_below(statement, "<module>")


def _nodes_below(node: ast.AST, function: str) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr) or _is_type_checking(node):
        return
    children: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.FunctionDef):
        function, children = node.name, [] if node.name in _NOT_OF_INTEREST else node.body
    elif isinstance(node, ast.ClassDef):
        function, children = node.name, node.body
    elif isinstance(node, ast.AnnAssign):
        children = [] if node.value is None else [node.value]
    elif isinstance(node, ast.expr | ast.stmt):
        yield function, node
    for child in children:
        yield from _nodes_below(child, function)


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _changes(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    """Yield what could stand in the place of a node, or of the condition of an ``if``."""
    for changed in (_logic, _values, _collections, _parts_left_out, _statements):
        yield from changed(node)


def _logic(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=ops):
            for number, operator in enumerate(ops):
                if type(operator) in _OPPOSITE:
                    changed = copy.deepcopy(node)
                    changed.ops[number] = _OPPOSITE[type(operator)]()
                    yield changed
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for rest in _each_left_out(values):
                yield rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.IfExp(body=body, orelse=otherwise):
            yield from (body, otherwise)


def _values(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id=name), args=[_, *_]) if name in _OTHER_FUNCTION:
            other = _OTHER_FUNCTION[name]
            yield ast.Call(ast.Name(other), node.args, [] if other == "list" else node.keywords)


def _collections(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from _without_filters(node)
        case ast.Dict(keys=keys, values=values) if len(keys) > 1:
            for members in _each_left_out(list(zip(keys, values, strict=True))):
                yield ast.Dict([key for key, _ in members], [value for _, value in members])
        case ast.Set(elts=parts) if len(parts) > 1:
            for rest in _each_left_out(parts):
                yield ast.Set(rest)


def _parts_left_out(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    """Yield a concatenation without one part, a union or a difference without its second half, and ``replace`` without a member."""
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) if len(parts) > 1 and any(isinstance(part, ast.Starred) for part in parts):
            for rest in _each_left_out(parts):
                yield type(node)(rest, node.ctx)
        case ast.BinOp(left=left, op=ast.BitOr() | ast.BitAnd() | ast.Sub()):
            yield left
        case ast.Call(func=ast.Name("replace"), keywords=[_, _, *_] as keywords):
            yield from (ast.Call(node.func, node.args, members) for members in _each_left_out(keywords))


def _statements(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.If(test=ast.Name() | ast.Call() | ast.Attribute() | ast.NamedExpr() as test):
            yield ast.UnaryOp(ast.Not(), test)
        case ast.Raise() | ast.Continue() | ast.Break() | ast.AugAssign() | ast.Expr(value=ast.Call() | ast.YieldFrom() | ast.Yield()):
            yield ast.Pass()


def _each_left_out(parts: Sequence[_T]) -> Iterator[list[_T]]:
    for number in range(len(parts)):
        yield [*parts[:number], *parts[number + 1 :]]


def _without_filters(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Iterator[ast.AST]:
    for number, generator in enumerate(node.generators):
        for position in range(len(generator.ifs)):
            changed = copy.deepcopy(node)
            del changed.generators[number].ifs[position]
            yield changed
