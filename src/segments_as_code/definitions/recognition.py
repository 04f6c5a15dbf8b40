"""Recognize which service the definitions of a folder are for, by the members that only its definitions have."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from segments_as_code.definitions.reserved_files import sort_files
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.model.document import SourceFile
from segments_as_code.model.problem import SegmentsError, short

_MEMBER: Final = re.compile(rb"""^["']?([A-Za-z]+)["']?[ \t]*:""", re.MULTILINE)
_SHARED: Final = "segmentgroups"
"""The member that definitions of several services have, and no other file."""


def recognize(sources: Sequence[SourceFile], marks: Mapping[str, Collection[str]]) -> str | None:
    """Return the service of all definitions among ``sources``, by its name in ``marks``; None if nothing tells.

    ``marks`` are the members that only one service's definitions have, at the top of a document and in any capitals.

    Raises:
        SegmentsError: two files are for two services (``mixed-folder``), or definitions could be for any (``unclear-service``).
    """
    services = {mark.casefold(): name for name, several in marks.items() for mark in several}
    first: dict[str, SourceFile] = {}
    unclear: SourceFile | None = None
    for source in sort_files(sources).definitions:
        members = _members(source)
        found = [services[member] for member in members if member in services]
        if found:
            first.setdefault(max(found, key=found.count), source)
        elif _SHARED in members and unclear is None:
            unclear = source
    if len(first) > 1:
        (one, file), (other, another) = sorted(first.items())[:2]
        message = f"{short(file.path)} is for {one}, and {short(another.path)} for {other}: one folder is about one service."
        raise SegmentsError("mixed-folder", message, "keep the segments of each service in a folder and a run of their own.")
    if not first and unclear is not None:
        options = " or ".join(f"{several[0]} for {name}" for name, several in sorted((name, list(each)) for name, each in marks.items()))
        message = f"{short(unclear.path)} does not say which service it is for."
        raise SegmentsError("unclear-service", message, f"write its name: {options}.")
    return next(iter(first), None)


def _members(source: SourceFile) -> list[str]:
    """Return the members at the top of a file's documents, in small letters."""
    if source.is_json or source.content.lstrip().startswith(b"{"):
        return [name.casefold() for document in read_file(source)[0] for name in document.content]
    return [match[1].decode("ascii").casefold() for match in _MEMBER.finditer(source.content)]
