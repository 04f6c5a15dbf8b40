"""Policies: what has to stay true of the people in segments, and what came of asking."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from segments_as_code.model.document import Definition, Json, Location
from segments_as_code.model.problem import Severity

Rule: TypeAlias = Literal["within", "apart-from", "same-as", "never-wider", "never-narrower", "not-everybody", "not-nobody", "max-growth"]
Status: TypeAlias = Literal["broken", "undecided"]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a policy compares with: the segment ``key``, or a definition that stands in the policy itself."""

    key: str | None = None
    definition: Definition | None = None

    @property
    def name(self) -> str:
        """Return what a message calls it."""
        return self.key or "the criteria of the policy"


@dataclass(frozen=True, slots=True)
class Selector:
    """Segments by a pattern of their keys (``retail/*``, ``**``), or by a tag and, if it is not None, its value."""

    pattern: str = ""
    tag: str = ""
    value: str | None = None

    def means(self, key: str, tags: Mapping[str, str]) -> bool:
        """Return whether a segment with this key and these tags is meant."""
        if self.tag:
            return self.tag in tags and self.value in {None, tags[self.tag]}
        return re.fullmatch(_regex(self.pattern), key) is not None


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy. ``rules`` are what it asks, each with what it compares with, if anything.

    ``labels`` allow what it forbids. Something that is not proven counts as broken if ``is_undecided_broken``. With ``is_strict`` it
    also stops a plan if it was broken before. ``most_growth`` is by how many percent a segment may grow in numbers, which only a count
    tells; without one that counts as broken if ``is_uncounted_broken``.
    """

    name: str
    applies_to: tuple[Selector, ...]
    except_for: tuple[Selector, ...]
    rules: tuple[tuple[Rule, Compared | None], ...]
    labels: tuple[str, ...]
    severity: Severity
    is_undecided_broken: bool
    is_strict: bool
    location: Location
    most_growth: Decimal | None = None
    is_uncounted_broken: bool = False

    def applies(self, key: str, tags: Mapping[str, str]) -> bool:
        """Return whether the policy is about a segment with this key and these tags."""
        return any(each.means(key, tags) for each in self.applies_to) and not any(each.means(key, tags) for each in self.except_for)


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """A policy that does not hold for one segment, or is not proven to hold.

    ``person`` shows it, as text and as ``segments test`` reads one; ``reason`` says what is wrong, or what stopped the proof.
    ``is_old``: it was so before this change. ``through`` are changed segments that it comes through. ``was`` is the key of the segment
    that this one continues; ``takes_over`` says whether it takes the name or the criteria of one beside it. ``is_harmless``: it is a
    limit of numbers, and no live campaign or journey uses the segment.
    """

    policy: Policy
    key: str
    rule: Rule
    status: Status
    reason: str
    person: str = ""
    example: Json = None
    is_old: bool = False
    through: tuple[str, ...] = ()
    was: str = ""
    takes_over: bool = False
    is_harmless: bool = False

    @property
    def stops(self) -> bool:
        """Whether the plan is refused for it, unless a label allows it."""
        if self.policy.severity is not Severity.ERROR or (self.is_old and not self.policy.is_strict):
            return False
        if self.rule == "max-growth":
            return not self.is_harmless and (self.status == "broken" or self.policy.is_uncounted_broken)
        return self.status == "broken" or self.policy.is_undecided_broken


@dataclass(frozen=True, slots=True)
class GrowthQuestion:
    """Whether the segment ``key`` grows more than ``policy`` lets it, compared with the deployed segment ``compared``.

    ``was`` and ``takes_over`` are as for ``PolicyResult``.
    """

    policy: Policy
    key: str
    compared: str
    was: str = ""
    takes_over: bool = False


@dataclass(frozen=True, slots=True)
class PolicyReach:
    """Segments that a policy is no longer for once a plan is applied.

    ``moved`` are keys of segments that go on, each with the key that it had: another one, or the same one if its tags changed.
    ``created`` are new ones that the policy is not for, and that may take the place of those that are ``deleted``; so may the
    ``changed`` ones. ``taken`` are keys of segments that take the name or the criteria of another one, each with that one's key.
    """

    policy: Policy
    moved: tuple[tuple[str, str], ...] = ()
    deleted: tuple[str, ...] = ()
    created: tuple[str, ...] = ()
    taken: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """What came of all policies: how many questions were asked, and what does not hold, in the order of policies and keys.

    ``reach`` says which segments they are no longer for, ``growth`` what only a count can answer.
    """

    asked: int = 0
    results: Sequence[PolicyResult] = ()
    reach: Sequence[PolicyReach] = ()
    growth: Sequence[GrowthQuestion] = ()


def _regex(pattern: str) -> str:
    wild = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(wild.get(part) or re.escape(part) for part in re.split(r"(\*\*|\*|\?)", pattern))
