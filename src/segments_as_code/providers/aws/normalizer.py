"""A document's content while it is normalized."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segments_as_code.model.document import Json, Path
from segments_as_code.model.problem import DocumentProblem, Severity
from segments_as_code.ports import Normalized


class Normalizer:
    """A copy of a document's content, the problems found, and the origins of moved values.

    The author's content is never changed: containers are copied when they are entered, with ``own_mapping`` and similar
    methods. Paths passed to it are paths in the current content; problems get the author's paths.
    """

    __slots__ = ("content", "origins", "problems")

    def __init__(self, content: Mapping[str, Json]) -> None:
        self.content: dict[str, Json] = dict(content)
        self.problems: list[DocumentProblem] = []
        self.origins: dict[Path, Path] = {}

    def origin(self, at: Path) -> Path:
        """Return the author's path of the value at ``at``."""
        for length in range(len(at), 0, -1):
            origin = self.origins.get(at[:length])
            if origin is not None:
                return (*origin, *at[length:])
        return at

    def warn(self, at: Path, code: str, message: str, remedy: str, *, of_key: bool = False) -> None:
        """Add the warning that a spelling was normalized."""
        self.problems.append(DocumentProblem(self.origin(at), code, message, remedy, Severity.WARNING, of_key))

    def refuse(self, at: Path, code: str, message: str, remedy: str, *, of_key: bool = False) -> None:
        """Add the error that a spelling is ambiguous."""
        self.problems.append(DocumentProblem(self.origin(at), code, message, remedy, Severity.ERROR, of_key))

    def result(self) -> Normalized:
        """Return the normalized content."""
        return Normalized(self.content, tuple(self.problems), self.origins)


def own_mapping(parent: dict[str, Json], name: str) -> dict[str, Json] | None:
    """Return the mapping under ``name`` as a copy that is now in ``parent``; None if there is no mapping."""
    found = parent.get(name)
    if not isinstance(found, dict):
        return None
    mine = dict(found)
    parent[name] = mine
    return mine


def own_list(parent: dict[str, Json], name: str) -> list[Json] | None:
    """Return the list under ``name`` as a copy that is now in ``parent``; None if there is no list."""
    found = parent.get(name)
    if not isinstance(found, list):
        return None
    mine = list(found)
    parent[name] = mine
    return mine


def own_elements(elements: list[Json]) -> Iterator[tuple[int, dict[str, Json]]]:
    """Yield each mapping in a copied list, as a copy that is now in it, with its position."""
    for index, found in enumerate(elements):
        if isinstance(found, dict):
            mine = dict(found)
            elements[index] = mine
            yield index, mine


def own_members(parent: dict[str, Json], name: str) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield each mapping under ``name``, as a copy that is now there, with its own name."""
    mine = own_mapping(parent, name)
    for key in list(mine or ()):
        member = own_mapping(mine, key) if mine is not None else None
        if member is not None:
            yield key, member


def rename(mapping: dict[str, Json], old: str, new: str) -> None:
    """Rename the member ``old``; it keeps its position."""
    renamed = {new if name == old else name: value for name, value in mapping.items()}
    mapping.clear()
    mapping.update(renamed)
