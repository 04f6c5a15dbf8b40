"""Recognize which service the definitions of a folder are for, by the members that only its definitions have."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from segments_as_code.definitions.reserved_files import sort_files
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.model.document import SourceFile
from segments_as_code.model.problem import SegmentsError, short

_MEMBER: Final = re.compile(rb"""^["']?([A-Za-z]+)["']?[ \t]*:""", re.MULTILINE)
_RESOURCE: Final = re.compile(rb"\bAWS::[A-Za-z]+::[A-Za-z]+")
"""The type of a CloudFormation resource: it says what a file is for whose members are around the definition."""
_SHARED: Final = "segmentgroups"
"""The member that definitions of several services have, and no other file."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """The ``service`` of all definitions, by its name, and the path of a file that shows it.

    Without a service, ``path`` is that of a definition that could be for any, or None if there is none.
    """

    service: str | None
    path: str | None


def recognize(sources: Sequence[SourceFile], marks: Mapping[str, Collection[str]]) -> Recognized:
    """Return the service of all definitions among ``sources``.

    ``marks`` are, by the service's name, the members that only its definitions have, at the top of a document and in any capitals,
    and the types of CloudFormation resources.

    Raises:
        SegmentsError: two files are for two services (``mixed-folder``).
    """
    services = {mark.casefold(): name for name, several in marks.items() for mark in several}
    first: dict[str, str] = {}
    unclear: str | None = None
    for source in sort_files(sources).definitions:
        members = _members(source)
        found = [services[member] for member in members if member in services]
        found = found or [services[kind] for kind in _resource_types(source) if kind in services]
        if found:
            first.setdefault(max(found, key=found.count), source.path)
        elif _SHARED in members and unclear is None:
            unclear = source.path
    if len(first) > 1:
        (one, path), (other, another) = sorted(first.items())[:2]
        message = f"{short(path)} is for {one}, and {short(another)} for {other}: one folder is about one service."
        raise SegmentsError("mixed-folder", message, "keep the segments of each service in a folder and a run of their own.")
    return Recognized(*next(iter(first.items()), (None, unclear)))


def _members(source: SourceFile) -> list[str]:
    """Return the members at the top of a file's documents, in small letters."""
    if source.is_json or source.content.lstrip().startswith(b"{"):
        return [name.casefold() for document in read_file(source)[0] for name in document.content]
    return [match[1].decode("ascii").casefold() for match in _MEMBER.finditer(source.content)]


def _resource_types(source: SourceFile) -> list[str]:
    return [match[0].decode("ascii").casefold() for match in _RESOURCE.finditer(source.content)]
