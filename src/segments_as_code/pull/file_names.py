"""Name the file of each pulled segment, by its key or else by its name; safe on every file system."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from segments_as_code.definitions.reserved_files import kind_of

_MOST_IN_SLUG = 60
_MOST_IN_PART = 120
_MOST_PARTS = 16
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,255}")
_PART = re.compile(r"[A-Za-z0-9_-](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))})
"""Names that Windows reserves, with any ending (Microsoft, "Naming Files, Paths, and Namespaces")."""


@dataclass(frozen=True, slots=True)
class FileName:
    """The path of a segment's file, below the folder and without its ending, and its key if that differs."""

    stem: str
    key: str

    @property
    def must_say_key(self) -> bool:
        """Whether the file's path alone would give another key."""
        return self.stem != self.key


class FileNames:
    """Gives out unique names, ignoring case, because some file systems ignore it."""

    def __init__(self, keys: Iterable[str], stems: Iterable[str]) -> None:
        """Reserve the existing ``keys`` and ``stems``."""
        self._keys = {key.casefold() for key in keys}
        self._stems = {stem.casefold() for stem in stems}

    def of_key(self, key: str, segment_id: str) -> FileName | None:
        """Return the name of a segment with a key tag; None if no definition can have such a key."""
        if not _KEY.fullmatch(key):
            return None
        stem = key if _is_safe(key) else _slug(key)
        self._keys.add(key.casefold())
        return FileName(self._free(stem, segment_id, self._stems), key)

    def of_name(self, name: str, segment_id: str) -> FileName:
        """Return the name of a segment that has no key yet."""
        stem = self._free(_slug(name), segment_id, self._keys | self._stems)
        self._keys.add(stem)
        return FileName(stem, stem)

    def _free(self, stem: str, segment_id: str, taken: set[str]) -> str:
        short = _slug(segment_id)[:8].strip("-")
        candidates = (stem, f"{stem}-{short}", *(f"{stem}-{short}-{number}" for number in range(2, len(taken) + 4)))
        found = next(candidate for candidate in candidates if candidate.casefold() not in taken and kind_of(candidate) is None)
        self._stems.add(found.casefold())
        return found


def _is_safe(key: str) -> bool:
    """Return whether a key can be a path on every file system and is read back as the same key."""
    parts = key.split("/")
    return len(parts) <= _MOST_PARTS and all(_is_safe_part(part) for part in parts)


def _is_safe_part(part: str) -> bool:
    is_device = part.partition(".")[0].lower() in _DEVICES
    return len(part) <= _MOST_IN_PART and bool(_PART.fullmatch(part)) and not is_device and not part.lower().endswith((".yaml", ".yml"))


def _slug(name: str) -> str:
    """Return ``name`` in lower-case letters, digits and hyphens, or ``segment`` if nothing is left."""
    plain = normalize("NFKD", name[:400]).encode("ascii", "ignore").decode().lower()
    slug = _NOT_IN_SLUG.sub("-", plain).strip("-")[:_MOST_IN_SLUG].strip("-")
    if not slug:
        return "segment"
    return f"segment-{slug}" if slug in _DEVICES else slug
