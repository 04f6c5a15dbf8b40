"""Print questions as one SQL statement that reads the people once.

Four layers, so that nothing is worked out twice: what is fetched from a row (an attribute's list, its instants); each criterion that
differs, once, as a column; each segment that differs, once, as an expression over these, in layers as deep as segments build on each
other; and the counts. Criteria are never NULL; NULL is kept for one meaning, *cannot be known*, and SQL's AND, OR and NOT then are
Kleene's logic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from segments_as_code.audience.layout import Layout
from segments_as_code.audience.leaves import Leaves, select
from segments_as_code.audience.questions import Counted, Question
from segments_as_code.audience.sql_dialects import SqlDialect
from segments_as_code.meaning.predicate import And, Atom, Environment, Given, Not, Or, Predicate, Ref, atoms, keys_in_order

REACHABLE: Final = "reachable"


@dataclass(frozen=True, slots=True)
class Measures:
    """One statement, and what its columns say: for each question the columns of its numbers, by the name of the number."""

    sql: str
    columns: Sequence[Mapping[str, int]]


def print_counts(
    questions: Sequence[Question],
    dialect: SqlDialect,
    layout: Layout,
    table: str,
    *,
    as_of: int,
    members: Mapping[str, str] | None = None,
    by: str | None = None,
) -> Measures:
    """Return the statement that answers ``questions`` of the people in ``table``, which is SQL; its first column counts all of them.

    With ``by``, the name of a column, it answers them for each value of that column, which becomes the last of the statement's.

    ``as_of`` is the instant at which people are looked at, in nanoseconds since 1970. ``members`` has, by the name of an imported
    segment, SQL that says whether somebody is in it.
    """
    printer = _Printer(Leaves(dialect, layout, as_of), members or {})
    columns = [printer.measure(question) for question in questions]
    return Measures(printer.statement(table, by), columns)


def print_segments(
    segments: Sequence[Counted], dialect: SqlDialect, layout: Layout, table: str, *, as_of: int, kept: Sequence[str]
) -> tuple[str, Sequence[str]]:
    """Return a statement with a row for each person in ``table``, and the name of the column of each segment in it.

    A column is true, false, or NULL if it cannot be known. ``kept`` are columns of the table that the rows have too.
    """
    printer = _Printer(Leaves(dialect, layout, as_of), {})
    columns = [printer.segment(*counted) for counted in segments]
    return printer.rows(table, kept), columns


@dataclass(slots=True)
class _Printer:
    leaves: Leaves
    members: Mapping[str, str]
    trees: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By its expression, the column and the layer of each segment."""
    known: dict[tuple[int, str], tuple[str, int]] = field(default_factory=dict)
    """By the environment and its key, the column and the layer of each segment that was printed."""
    kept: list[Environment] = field(default_factory=list)
    sums: dict[str, int] = field(default_factory=lambda: {"count(*)": 0})
    """By its expression, the place of each number in the result."""

    def measure(self, question: Question) -> Mapping[str, int]:
        """Print one question; return the columns of its numbers."""
        sides = {name: counted for name, counted in (("before", question.before), ("after", question.after)) if counted is not None}
        columns = {name: self.segment(*counted) for name, counted in sides.items()}
        found = {name: self.sum(column) for name, column in columns.items()}
        layout = self.leaves.layout
        unknown = [f"{columns[name]} IS NULL" for name, counted in sides.items() if _has_unknown(*counted, self.members, layout)]
        if unknown:
            found["unknown"] = self.sum(f"({' OR '.join(unknown)})")
        if len(columns) > 1:
            found["both"] = self.sum("{before} AND {after}".format(**columns))
            found["gained"] = self.sum("{after} AND NOT {before}".format(**columns))
            found["lost"] = self.sum("{before} AND NOT {after}".format(**columns))
        last = columns.get("after") or columns.get("before")
        if last is not None and layout.has_reach:
            found[REACHABLE] = self.sum(f"{last} AND {REACHABLE}")
        found |= {f"if {reading}": self.sum(self.segment(*counted)) for reading, counted in question.otherwise.items()}
        return found

    def sum(self, condition: str) -> int:
        return self.sums.setdefault(self.leaves.dialect.count_if(condition), len(self.sums))

    def segment(self, predicate: Predicate, environment: Environment) -> str:
        """Return the column of a segment."""
        if not any(environment is each for each in self.kept):
            self.kept.append(environment)  # so that no other environment gets its id
        for key in keys_in_order(predicate, environment):
            if (id(environment), key) not in self.known:
                self.known[id(environment), key] = self.tree(environment[key], environment)
        return self.tree(predicate, environment)[0]

    def tree(self, predicate: Predicate, environment: Environment) -> tuple[str, int]:
        expression, layer = self.expression(predicate, environment)
        if expression.isidentifier() and expression not in {"true", "false"}:
            return expression, layer
        return self.trees.setdefault(expression, (f"s{len(self.trees)}", layer + 1))

    def expression(self, predicate: Predicate, environment: Environment) -> tuple[str, int]:
        """Return what a predicate is, over columns of criteria and of other segments, and the highest layer of these."""
        match predicate:
            case And(parts) | Or(parts):
                if not parts:
                    return "true" if isinstance(predicate, And) else "false", 0
                printed = [self.expression(part, environment) for part in parts]
                word = " AND " if isinstance(predicate, And) else " OR "
                texts = sorted({text for text, _ in printed})  # in one order, so that equal segments are one column
                return texts[0] if len(texts) == 1 else f"({word.join(texts)})", max(layer for _, layer in printed)
            case Not(part):
                text, layer = self.expression(part, environment)
                return f"(NOT {text})", layer
            case Ref(key):
                return self.known[id(environment), key]
            case atom:
                return self.atom(atom), 0

    def atom(self, atom: Atom) -> str:
        if isinstance(atom, Given):
            return self.leaves.given(self.members.get(atom.name) if atom.kind == "list" else None)
        return self.leaves.column(atom)

    def statement(self, table: str, by: str | None) -> str:
        """Return the whole statement, layer round layer."""
        kept = [] if by is None else [self.leaves.dialect.name(by)]
        reach = [f"{self.leaves.reachable()} AS {REACHABLE}"] if self.leaves.layout.has_reach else ["true AS everybody"]
        inner = self.rows(table, [*kept, *reach])
        grouped = "".join(f"\nGROUP BY {column}" for column in kept)
        return f"{select([*self.sums, *kept], f'({inner})')}{grouped}\n"

    def rows(self, table: str, kept: Sequence[str]) -> str:
        """Return a statement with every criterion and every segment as a column, and those of the table that are ``kept``."""
        inner = self.leaves.select(table, kept)
        for layer in range(1, max((layer for _, layer in self.trees.values()), default=0) + 1):
            inner = select(["*", *(f"{text} AS {name}" for text, (name, at) in self.trees.items() if at == layer)], f"({inner})")
        return inner


def _has_unknown(predicate: Predicate, environment: Environment, members: Mapping[str, str], layout: Layout) -> bool:
    for atom in atoms(predicate, environment):
        if (atom.kind != "list" or atom.name not in members) if isinstance(atom, Given) else not layout.has(atom):
            return True
    return False
