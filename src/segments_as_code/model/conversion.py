"""A conversion of definitions to another service: a verdict on each rule, and what a mapping file decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from segments_as_code.model.audience import AudienceSource, Counts
from segments_as_code.model.document import Definition, Location
from segments_as_code.model.phrases import Description, Phrase

RuleVerdict: TypeAlias = Literal["exact", "exact-if", "differs", "impossible"]
"""What a converted rule selects: the same people, the same under assumptions, possibly other people, or it has no form at all."""

VERDICT_ORDER: Final[tuple[RuleVerdict, ...]] = ("exact", "exact-if", "differs", "impossible")

ASSUMPTIONS: Final[Mapping[str, str]] = {
    "endpoints-agree": "each person has one endpoint, or the person's endpoints agree in what the segment compares",
    "one-value": "the attribute never had more than one value, and was loaded under the key that the mapping names",
    "numbers-compare": "Customer Profiles compares numbers in text attributes as numbers",
    "country-spelling": "each country has one spelling, and was loaded as the mapping spells it",
    "missing-value": "people without a value are treated alike by both services",
    "calculated-loaded": "the calculated attribute exists, and its objects were loaded",
    "no-criteria-is-everyone": "a segment without criteria selects everybody in both services",
    "none-of-the-groups": "Include NONE of Pinpoint leaves out everybody who is in any of the groups",
    "any-match-excludes": "EXCLUSIVE leaves out everybody who has one of the values",
    "marked-import": "exactly the people of the imported list were loaded with the mark that the mapping names",
}
"""What a mapping file can confirm in ``Assume``, each as a clause."""

DIFFERS: Final[Mapping[str, str]] = {
    "activity-counted": "Activity becomes a count of loaded objects over whole days, and the history of endpoints is not loaded.",
    "channel-as-address": "A channel becomes the question whether the person has an address for it.",
    "circle-as-box": "A circle on the map becomes a box of latitudes and longitudes, with about 27 % more area.",
    "device-per-person": "A property of one device becomes a property of the person, who may have several devices.",
    "list-cut": "A list was loaded as a fixed number of attributes, and values after the last are not seen.",
    "version-not-kept": "A source segment is pinned to a version, and segments of Customer Profiles have none.",
    "tag-name": "A tag's name has characters that Customer Profiles does not allow, so the tag is left out.",
    "time-of-day": "A date has a time of day, and only midnight in UTC is documented for Customer Profiles.",
}
"""A form exists, and it may select other people."""

IMPOSSIBLE: Final[Mapping[str, str]] = {
    "attribute-name": "The name of the target attribute has characters that Customer Profiles does not allow, or is too long.",
    "channel-not-mapped": "The mapping says nothing about a channel, or profiles have nothing like it.",
    "cannot-compare": "The target field cannot be compared in this way.",
    "imported-list": "A source is an imported list, or a segment that no file describes, and the mapping names no mark for it.",
    "looks-like-reference": "A value has two opening braces, which Customer Profiles reads as the name of another attribute.",
    "not-mapped": "The mapping does not say where the value is found on a profile.",
    "not-understood": "A part of the definition could not be read, so that nobody can say what it selects.",
    "pole-or-date-line": "A circle lies over a pole or the date line, where a box of degrees is another area.",
    "shared-key": "An endpoint's attribute and a user's would have the same key on the profile, so that one replaces the other.",
    "source-left-out": "A source segment is left out of the conversion, so that this rule has nothing to build on.",
    "value-length": "A value is empty or has more than 255 characters.",
}
"""There is no form, or every form would let more people in without anybody having said so."""

VERDICT_CODES: Final[Mapping[str, str]] = {**DIFFERS, **IMPOSSIBLE}

UNDECIDED: Final = "Undecided"
"""The member of a converted document that lists what somebody still has to decide; no schema of a definition accepts it."""


@dataclass(frozen=True, slots=True)
class ConvertedRule:
    """One rule of a segment: a condition, a source, or how parts are joined.

    ``code`` says why it is not exact, and is empty if it is. ``assumes`` are the assumptions that it needs and that the mapping does not
    confirm. ``is_accepted`` means that the mapping accepts ``code`` for this segment. ``entry`` is the line of a mapping file that decides
    it, a part of ``remedy``; empty if no line alone does. ``is_reference`` means that it only names another segment of the folder.
    """

    location: Location
    verdict: RuleVerdict
    source: Phrase
    code: str = ""
    reason: str = ""
    remedy: str = ""
    assumes: tuple[str, ...] = ()
    is_accepted: bool = False
    entry: str = ""
    is_reference: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether somebody has to decide about it."""
        return self.verdict in {"differs", "impossible"} and not self.is_accepted


@dataclass(frozen=True, slots=True)
class ConversionProof:
    """How the people of a converted segment relate to those of its source, pulled back through the mapping.

    ``relation`` is a word of ``meaning/relation.py`` (``same``, ``wider`` …); ``people`` are sentences about who comes in and who goes
    out. ``endpoints`` answers the same for a person with two endpoints that do not agree: empty if that was not asked.
    ``otherwise`` names the readings under which the answer is another.
    """

    relation: str
    people: tuple[str, ...] = ()
    endpoints: str = ""
    endpoint_people: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedField:
    """A field of a profile, called ``member`` and ``name`` as a criterion asks for it, and what is loaded into it of an endpoint.

    That is the value of the endpoint's member ``of`` under ``of_name``; of a list the value at ``position`` (from 1), or all of them if
    that is 0. ``spelled`` has other spellings of some values; ``is_spelled_only`` means that no other value is loaded.
    """

    member: str
    name: str
    of: str
    of_name: str = ""
    position: int = 1
    spelled: Mapping[str, str] = field(default_factory=dict)
    is_spelled_only: bool = False


@dataclass(frozen=True, slots=True)
class ConvertedSegment:
    """One segment and what becomes of it; ``definition`` is canonical, None if the segment is left out.

    ``helpers`` are the keys of the segments that were made because its form needs them.
    """

    key: str
    name: str
    location: Location
    rules: tuple[ConvertedRule, ...]
    before: Description
    definition: Definition | None = None
    after: Description | None = None
    helpers: tuple[str, ...] = ()
    proof: ConversionProof | None = None
    inherited: RuleVerdict = "exact"
    """The worst verdict of the segments that it builds on; ``through`` are the keys of those of them that are not the same people."""
    through: tuple[str, ...] = ()

    @property
    def verdict(self) -> RuleVerdict:
        """Return the worst verdict of its rules and of what it builds on.

        It is ``exact-if`` instead of ``exact`` if it is not proven, or hangs on a reading.
        """
        worst: RuleVerdict = max((self.inherited, *(rule.verdict for rule in self.rules)), key=VERDICT_ORDER.index)
        is_proven = self.proof is None or (self.proof.relation == "same" and not self.proof.otherwise)
        return worst if is_proven or worst != "exact" else "exact-if"

    @property
    def is_proven_same(self) -> bool:
        """Return whether it is proven to have the same people, whatever AWS leaves open, if the assumptions hold."""
        return (
            self.verdict in {"exact", "exact-if"} and self.proof is not None and self.proof.relation == "same" and not self.proof.otherwise
        )

    @property
    def is_only_unmapped(self) -> bool:
        """Return whether a line of the mapping would give a form to each of its rules that has none."""
        return all(rule.entry for rule in self.rules if rule.verdict == "impossible")

    @property
    def loses_only_tags(self) -> bool:
        """Return whether nothing of it differs but its tags: the people are proven the same."""
        codes = {rule.code for rule in self.rules if rule.code}
        is_same = self.proof is not None and self.proof.relation == "same"
        return codes == {"tag-name"} and self.inherited in {"exact", "exact-if"} and is_same

    @property
    def is_left_out(self) -> bool:
        """Return whether the mapping accepts that nothing is written for it."""
        return self.definition is None

    @property
    def open_rules(self) -> tuple[ConvertedRule, ...]:
        """Return the rules that somebody has to decide about; none of a segment that is left out."""
        return () if self.is_left_out else tuple(rule for rule in self.rules if rule.is_open)

    @property
    def is_undecided(self) -> bool:
        """Return whether somebody has to decide about one of its rules."""
        return bool(self.open_rules)

    @property
    def has_form(self) -> bool:
        """Return whether every rule has a form, which somebody may still have to accept."""
        return not any(rule.is_open and rule.verdict == "impossible" for rule in self.rules)


@dataclass(frozen=True, slots=True)
class ConvertedPeople:
    """Who is in segments ``before`` and after a conversion, by key, counted on the people of an export at ``as_of``.

    A person is a user of ``users``. ``without_user`` counts the endpoints that no profile is made of, of all such ``endpoints``. No
    number, and no difference of two, is about fewer than ten people (``hide_few``); those of a segment with ``before`` people, ``after``
    it, in ``both``, only before (``lost``) and only after it (``gained``).
    """

    source: AudienceSource
    as_of: str
    users: int
    endpoints: int
    segments: Mapping[str, Counts]
    without_user: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class HelperSegment:
    """A segment that no file of the source describes: part of another, or an imported list as the people with a mark."""

    key: str
    name: str
    definition: Definition
    purpose: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """Everything that a conversion makes, in the order of the keys."""

    segments: tuple[ConvertedSegment, ...]
    helpers: tuple[HelperSegment, ...] = ()
    confirmed: tuple[str, ...] = ()
    not_converted: Mapping[str, str] = field(default_factory=dict)
    """By the path of a file of settings, policies or tests that is not converted, or only in part: why, and what to do."""
    people: ConvertedPeople | None = None
    mapping: Literal["none", "preset", "file"] = "file"
    presets: tuple[str, ...] = ()
    """The names of the presets that there are if no mapping was given; of the one that was, if it is a preset."""

    @property
    def waiting(self) -> frozenset[str]:
        """Return the keys of the decided segments that build on an undecided one, directly or through others."""
        undecided = {segment.key for segment in self.segments if segment.is_undecided}
        return self.those_on(undecided) - undecided

    def those_on(self, keys: Collection[str]) -> frozenset[str]:
        """Return ``keys`` and those of the written segments that build on them, directly or through others, and are not the same people."""
        found = frozenset(keys)
        written = [segment for segment in self.segments if not segment.is_left_out]
        while more := {segment.key for segment in written if not found.isdisjoint(segment.through)} - found:
            found |= more
        return found
