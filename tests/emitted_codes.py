"""Find every code that the source can give to a problem, a refusal, a notice or an error, without running it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from segments_as_code.model.document import Json

_KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_OUTPUT = "failure-reason"


def emitted_codes(sources: Iterable[Path]) -> set[str]:
    """Return the codes written in Python ``sources``: given to whatever takes a ``code``, or to the output ``failure-reason``."""
    trees = [ast.parse(source.read_text(encoding="utf-8")) for source in sources]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    takers = _takers(nodes)
    found = {word for node in nodes for value in _code_values(node, takers) for word in _words(value)}
    return {word for word in found if _KEBAB.fullmatch(word)}


def composed_codes(sources: Iterable[Path]) -> list[str]:
    """Return the codes that are put together from parts: nobody could find those in the source."""
    nodes = [node for source in sources for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))]
    takers = _takers(nodes)
    values = [value for node in nodes for value in _code_values(node, takers)]
    return [ast.unparse(value) for value in values if isinstance(value, ast.JoinedStr)]


def schema_codes(schema: Path) -> set[str]:
    """Return the codes that a schema names as ``x-code``."""
    return set(_noted(json.loads(schema.read_text(encoding="utf-8"))))


def _noted(node: Json) -> Iterator[str]:
    if isinstance(node, list):
        for element in node:
            yield from _noted(element)
    if isinstance(node, Mapping):
        said = node.get("x-code")
        yield from [said] if isinstance(said, str) else map(str, said.values()) if isinstance(said, Mapping) else []
        for name, value in node.items():
            if name not in {"x-code", "examples"}:
                yield from _noted(value)


# ── what takes a code, and where among its arguments ─────────────────────────────────────────────────────────────────


def _takers(nodes: Iterable[ast.AST]) -> dict[str, int]:
    """Return the position of ``code`` among the arguments of each class, function and method that takes one, by name."""
    takers: dict[str, int] = {}
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and node.name != "__init__":
            takers |= _position(node.name, [argument.arg for argument in node.args.args])
    for node in classes:
        takers |= _of_class(node)
    while heirs := [node for node in classes if node.name not in takers and any(_name(base) in takers for base in node.bases)]:
        takers |= {node.name: next(takers[_name(base)] for base in node.bases if _name(base) in takers) for node in heirs}
    return takers | {name: takers[kind] for node in nodes for name, kind in _aliases(node) if kind in takers}


def _of_class(node: ast.ClassDef) -> dict[str, int]:
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef) and inner.name == "__init__":
            return _position(node.name, [argument.arg for argument in inner.args.args])
    fields = [inner.target.id for inner in node.body if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name)]
    return _position(node.name, fields)


def _position(name: str, arguments: list[str]) -> dict[str, int]:
    taken = [argument for argument in arguments if argument not in {"self", "cls"}]
    return {name: taken.index("code")} if "code" in taken else {}


def _aliases(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the names that a line like ``kind = UnclearWrite if writing else ServiceError`` gives to a class."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.IfExp(body=ast.Name(id=kind), orelse=ast.Name())):
            yield name, kind
        case _:
            return


# ── what is given to it ──────────────────────────────────────────────────────────────────────────────────────────────


def _code_values(node: ast.AST, takers: Mapping[str, int]) -> Iterator[ast.expr]:
    match node:
        case ast.Call(func=func, args=arguments, keywords=keywords) if _name(func) in takers:
            yield from arguments[takers[_name(func)] :][:1]
            yield from (keyword.value for keyword in keywords if keyword.arg == "code")
        case ast.AnnAssign(target=ast.Name(id="code"), value=ast.expr() as default):
            yield default
        case ast.Dict(keys=keys, values=values):
            yield from (value for key, value in zip(keys, values, strict=True) if isinstance(key, ast.Constant) and key.value == _OUTPUT)
        case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value="failure-reason"))], value=value):
            yield value
        case _:
            return


def _words(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str() as word):
            yield word
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_words(body), *_words(orelse))
        case ast.BoolOp(values=values):
            yield from (word for inner in values for word in _words(inner))
        case _:
            return


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
