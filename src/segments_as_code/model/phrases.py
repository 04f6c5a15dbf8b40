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
    """The words of one service: for the ``container`` of segments (application), a ``member`` of one (endpoint), and itself (Pinpoint).

    ``option`` names a container in a command or in the action: ``application-id``.
    """

    container: str
    member: str
    service: str
    option: str

    @property
    def a_container(self) -> str:
        """A container of segments, with its article."""
        return _with_article(self.container)

    @property
    def a_member(self) -> str:
        """One member of a segment, with its article."""
        return _with_article(self.member)

    @property
    def members(self) -> str:
        """Several members of a segment."""
        return f"{self.member}s"


def _with_article(noun: str) -> str:
    return f"{'an' if noun.startswith(tuple('aeiou')) else 'a'} {noun}"
