"""Separate definitions from reserved files: settings, policies and tests have names of their own.

If a file with such a name contains a definition, that is an error, never a deleted definition: it was read as one before the names
were reserved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from segments_as_code.definitions.yaml_reader import FileKind
from segments_as_code.model.document import Document, Json, Location, SourceFile
from segments_as_code.model.problem import Problem

SETTINGS: Final = FileKind(
    "setting", "settings are a mapping of members such as single", "write one member a line: 'single: [customerType]'."
)
POLICIES: Final = FileKind(
    "policy",
    "a policy is a mapping of members such as name",
    "begin each policy with a hyphen: '- name: everyone has consented'.",
    is_list=True,
)
TESTS: Final = FileKind(
    "test", "a test is a mapping of members such as Segment", "begin each with a hyphen: '- Segment: retail/loyal'.", is_list=True
)

_NAMES: Final[Mapping[str, FileKind]] = {"segments-settings": SETTINGS, "policies": POLICIES}
_PLURALS: Final = {"setting": "settings", "policy": "policies", "test": "tests"}
_TEST_ENDING: Final = ".test"


@dataclass(frozen=True, slots=True)
class SortedFiles:
    """The files of a folder, by kind."""

    definitions: tuple[SourceFile, ...]
    settings: tuple[SourceFile, ...] = ()
    policies: tuple[SourceFile, ...] = ()
    tests: tuple[SourceFile, ...] = ()


def kind_of(stem: str, path: str = "") -> FileKind | None:
    """Return the kind of reserved file with this key stem and path, ignoring case; None for definitions."""
    if path.lower().endswith(".json"):
        return None
    name = stem.rpartition("/")[2].lower()
    return TESTS if name.endswith(_TEST_ENDING) else _NAMES.get(name)


def sort_files(sources: Iterable[SourceFile]) -> SortedFiles:
    """Return ``sources`` by the kind that their names give, in their order."""
    found: dict[FileKind | None, list[SourceFile]] = {None: [], SETTINGS: [], POLICIES: [], TESTS: []}
    for source in sources:
        found[kind_of(source.stem, source.path)].append(source)
    return SortedFiles(*map(tuple, found.values()))


def find_misplaced(sources: Sequence[SourceFile], kind: FileKind) -> Iterator[Problem]:
    """Yield a problem for each file of settings or policies that is not the one at the root of the folder."""
    root = [source for source in sources if "/" not in source.stem]
    plural = _PLURALS[kind.noun]
    for source in sources:
        if source not in root:
            message = f"{plural} are only read at the root of the definitions, and this file is in a folder below it."
            yield Problem(Location(source.path), "misplaced-file", message, "move what it says into the file at the root.")
    for source in root[1:]:
        message = f"there are two files of {plural}: this one and {root[0].path}."
        remedy = "put everything into one of them, and delete the other."
        yield Problem(Location(source.path), "misplaced-file", message, remedy, related=(Location(root[0].path),))


def find_definitions(documents: Iterable[Document], kind: FileKind, members: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each document of a reserved file that is a definition, or for policies that are not a list.

    ``members`` are the names of a definition's members.
    """
    known = {name.casefold() for name in members}
    for document in documents:
        if kind.is_list and not document.alone:
            continue
        found = next((name for name in document.content if name.casefold() in known), None)
        if found is not None:
            yield _holds_definition(document, found, kind)
        elif kind is POLICIES:
            message = f"{_PLURALS[kind.noun]} are a list, and this document is a mapping."
            yield Problem(document.location(), "wrong-type", message, kind.write)


def _holds_definition(document: Document, member: str, kind: FileKind) -> Problem:
    path, key = document.source.path, document.content.get("Key")
    folder, _, name = path.rpartition("/")
    new = re.sub(r"\.(test)$", r"-\1", name.rpartition(".")[0], flags=re.IGNORECASE) + f"-segment.{name.rpartition('.')[2]}"
    rename = f"rename it, for example to {folder}/{new}" if folder else f"rename it, for example to {new}"
    keep = (
        "; its Key keeps the segment what it is."
        if isinstance(key, str)
        else f", and write Key: {document.stem} in it, to keep the segment."
    )
    message = f"the name of this file is reserved for {_PLURALS[kind.noun]}, and it holds a definition: {member} is a segment's."
    return Problem(document.location((member,), of_key=True), "reserved-name", message, f"{rename}{keep}")


def text_of(content: Mapping[str, Json], name: str) -> str:
    """Return a text member of validated content, or an empty text."""
    value = content.get(name)
    return value if isinstance(value, str) else ""


def texts_of(content: Mapping[str, Json], name: str) -> tuple[str, ...]:
    """Return the texts of a list member of validated content."""
    value = content.get(name)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
