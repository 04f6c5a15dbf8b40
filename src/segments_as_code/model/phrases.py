"""Sentences in parts that a page, a terminal and a catalogue each format in their own way; not escaped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TypeAlias


class Role(StrEnum):
    """The kind of a phrase's part: fixed words, a value that somebody chose, or the name of a member."""

    WORDS = auto()
    VALUE = auto()
    NAME = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a phrase; not escaped."""

    role: Role
    text: str


Phrase: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a longer text, and the lines below it; ``excludes`` is true if those say what must not be true."""

    phrase: Phrase
    under: tuple[Statement, ...] = ()
    excludes: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """Who is in a segment: in one line for tables, and complete, as nested statements."""

    short: Phrase
    long: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Nouns:
    """The service's names for the ``container`` of segments (application) and a ``member`` of one (endpoint)."""

    container: str
    member: str

    @property
    def a_member(self) -> str:
        """One member of a segment, with its article."""
        return f"{'an' if self.member.startswith(tuple('aeiou')) else 'a'} {self.member}"

    @property
    def members(self) -> str:
        """Several members of a segment."""
        return f"{self.member}s"
