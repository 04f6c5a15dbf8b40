"""Convert the segments of a folder, each after those that it builds on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from re import sub
from typing import Final

from segments_as_code.convert.condition_rules import ConditionRules, is_writable, target_keys
from segments_as_code.convert.groups import GroupConverter
from segments_as_code.convert.mapping import FieldMapping, Mark
from segments_as_code.convert.rulings import Clause
from segments_as_code.definitions.yaml_writer import scalar_text
from segments_as_code.meaning.condition_phrases import phrase_condition, words
from segments_as_code.meaning.describe import describe_criteria
from segments_as_code.model.conversion import (
    IMPOSSIBLE,
    VERDICT_ORDER,
    Conversion,
    ConvertedRule,
    ConvertedSegment,
    HelperSegment,
    RuleVerdict,
)
from segments_as_code.model.criteria import (
    Attribute,
    Block,
    Condition,
    Criteria,
    Group,
    InSegment,
    Joined,
    Subject,
    Texts,
    TextTest,
    Unknown,
    conditions,
)
from segments_as_code.model.document import Definition, Document, Json, Path
from segments_as_code.model.phrases import Phrase
from segments_as_code.model.segment import DesiredSegment, Reference
from segments_as_code.ports import Dialect

_TAG_NAME: Final = r"[^a-zA-Z0-9+,./:;<=_-]"


@dataclass(frozen=True, slots=True)
class SourceSegment:
    """A segment to convert, and its document in canonical spelling, for the places of its rules."""

    segment: DesiredSegment
    document: Document

    @property
    def key(self) -> str:
        """Return its key."""
        return self.segment.key


def convert_segments(
    sources: Sequence[SourceSegment], mapping: FieldMapping, source: Dialect, target: Dialect, *, imported: Mapping[str, str] | None = None
) -> Conversion:
    """Return every segment as ``target`` has it, with a verdict on each rule; nothing is proven yet.

    ``imported`` are names of imported lists by id, if they are known.
    """
    return _Converter(sources, mapping, source, target, imported or {}).convert()


def shared_keys(criteria: Sequence[Criteria], mapping: FieldMapping) -> frozenset[str]:
    """Return the target keys that two different subjects of ``criteria`` would have."""
    users: dict[str, set[Subject | Mark]] = {mark.key: {mark} for mark in mapping.imported.values()}
    for each in criteria:
        for condition in conditions(each):
            for key in target_keys(condition.subject, mapping):
                users.setdefault(key, set()).add(condition.subject)
    return frozenset(key for key, subjects in users.items() if len(subjects) > 1)


class _Converter:
    """Converts the segments of one folder once."""

    def __init__(
        self, sources: Sequence[SourceSegment], mapping: FieldMapping, source: Dialect, target: Dialect, imported: Mapping[str, str]
    ) -> None:
        self.sources = {each.key: each for each in sources}
        self.adopted = {each.segment.lifecycle.adopt: each.key for each in sources if each.segment.lifecycle.adopt is not None}
        self.mapping = mapping
        self.source = source
        self.target = target
        self.imported = imported
        self.criteria = {key: source.read_criteria(each.document.content) for key, each in self.sources.items()}
        self.rules = ConditionRules(mapping, target, shared_keys([*self.criteria.values()], mapping))
        self.helpers: dict[str, HelperSegment] = {}
        self.left_out: set[str] = set()

    def convert(self) -> Conversion:
        """Convert each segment after its sources."""
        built_on = {key: [*self._built_on(each.segment.definition)] for key, each in self.sources.items()}
        converted: dict[str, ConvertedSegment] = {}
        for key in TopologicalSorter(built_on).static_order():
            found = [converted[each] for each in built_on[key]]
            inherited: RuleVerdict = max((each.verdict for each in found), key=VERDICT_ORDER.index, default="exact")
            through = tuple(sorted(each.key for each in found if each.verdict in {"differs", "impossible"}))
            converted[key] = replace(self._convert(key), inherited=inherited, through=through)
        segments = tuple(converted[key] for key in sorted(converted))
        return Conversion(segments, tuple(self._used_helpers(segments)), tuple(sorted(self.mapping.assume)))

    def _used_helpers(self, segments: Sequence[ConvertedSegment]) -> Iterator[HelperSegment]:
        """Yield the helpers that a written segment builds on, directly or through another, in the order of their keys."""
        used: set[str] = set()
        waiting = [segment.definition for segment in segments if segment.definition is not None]
        while waiting:
            keys = {reference.key or "" for reference in self.target.references(waiting.pop())} & self.helpers.keys() - used
            used |= keys
            waiting += (self.helpers[key].definition for key in keys)
        yield from (self.helpers[key] for key in sorted(used))

    def _built_on(self, definition: Definition) -> Sequence[str]:
        found = (self.key_of(reference) for reference in self.source.references(definition))
        return [key for key in found if key is not None]

    def key_of(self, reference: Reference) -> str | None:
        """Return the key of a segment of this folder; None if it is none."""
        key = reference.key or self.adopted.get(reference.id or "")
        return key if key in self.sources else None

    def name_of(self, reference: Reference) -> str:
        """Return the name of a segment, for a sentence."""
        key = self.key_of(reference)
        if key is not None:
            return self.sources[key].segment.name
        helper = self.helpers.get(reference.key or "")
        return helper.name if helper else self.imported.get(reference.id or "", reference.key or reference.id or "")

    def _convert(self, key: str) -> ConvertedSegment:
        given = self.sources[key]
        made = _SegmentConversion(self, given, self.criteria[key])
        criteria = made.run()
        before = describe_criteria(self.criteria[key], self.source.nouns, self.name_of)
        whole = ConvertedSegment(key, given.segment.name, given.segment.location, tuple(made.rules), before)
        if any(rule.verdict == "impossible" and rule.is_accepted for rule in made.rules):
            self.left_out.add(key)
            return whole
        definition = self.definition(given.segment.name, criteria)
        after = describe_criteria(self.target.read_criteria(definition), self.target.nouns, self.name_of)
        return replace(whole, definition=definition, after=after, helpers=tuple(made.helpers))

    def definition(self, name: str, criteria: Criteria) -> Definition:
        """Return a canonical definition.

        Raises:
            RuntimeError: a condition has no form, which is a bug: each was tried before.
        """
        written, losses = self.target.write_criteria(criteria)
        if losses:
            raise RuntimeError(f"the converted criteria of {name} cannot be written: {losses}")
        return self.target.canonical({self.target.name_member: name, **written})

    def add_helper(self, wanted: str, name: str, criteria: Criteria, purpose: str) -> Reference:
        """Add a helper under ``wanted``, or under the first free key that begins with it."""
        taken = {key.casefold() for key in (*self.sources, *self.helpers)}
        numbered = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
        key = next(each for each in numbered if each.casefold() not in taken)
        self.helpers[key] = HelperSegment(key, name, self.definition(name, criteria), purpose)
        return Reference(key=key)

    def mark_helper(self, list_id: str, mark: Mark) -> Reference:
        """Return the segment of the people who were loaded with a mark."""
        condition = Condition(Attribute(mark.key, "profile"), Texts(TextTest.ONE_OF, (mark.value,)))
        criteria = Criteria(Joined("ALL", (Group(Joined("ALL", (Block((condition,)),)), Joined("ALL", ())),)))
        name, purpose = (
            self.imported.get(list_id, f"Imported: {mark.key} {mark.value}"[:64]),
            f"the imported list {list_id}, as the people with {mark.key} {mark.value}",
        )
        for helper in self.helpers.values():
            if helper.purpose == purpose:
                return Reference(key=helper.key)
        if not is_writable(condition, self.target):
            raise RuntimeError(f"the mark of {list_id} cannot be written")
        return self.add_helper(f"imported/{mark.key}", name, criteria, purpose)


@dataclass(slots=True)
class _SegmentConversion:
    """Converts one segment, and keeps the verdict on each of its rules in the order of the document."""

    folder: _Converter
    given: SourceSegment
    criteria: Criteria
    rules: list[ConvertedRule] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)

    def run(self) -> Criteria:
        """Return the criteria that the target gets."""
        groups = self.criteria.groups
        if groups.how == "NONE" and groups.parts:
            self._add(groups.path, words("none of the groups"), None, assumes=("none-of-the-groups",))
        converter = GroupConverter(self.folder.target, self._condition, self._source, self._unknown, self._helper)
        converted = converter.convert(self.criteria)
        if not self.rules:
            self._add(self.criteria.path, words("everyone"), None, assumes=("no-criteria-is-everyone",))
        self._tags()
        self.rules.sort(key=lambda rule: rule.location)
        return converted

    def _condition(self, condition: Condition) -> Clause | None:
        ruling = self.folder.rules.convert(condition)
        phrase = phrase_condition(condition).whole
        self._add(condition.path, phrase, ruling.code or None, ruling.reason, ruling.remedy, assumes=ruling.assumes, entry=ruling.entry)
        return ruling.clause

    def _source(self, source: InSegment) -> Reference | None:
        reference, folder = source.reference, self.folder
        phrase = (*words("in the segment "), *words(folder.name_of(reference)))
        key = folder.key_of(reference)
        if key in folder.left_out:
            self._add(source.path, phrase, "source-left-out", f"{key} is left out", "accept this too, or build on another segment.")
            return None
        if key is None:
            return self._imported(source, phrase)
        if reference.version is not None:
            reason = f"it is pinned to version {reference.version}, and the converted one follows every change"
            self._add(source.path, phrase, "version-not-kept", reason, "accept it if the newest version is meant.")
        else:
            self._add(source.path, phrase, None)
            self.rules[-1] = replace(self.rules[-1], is_reference=True)
        return Reference(key=key)

    def _imported(self, source: InSegment, phrase: Phrase) -> Reference | None:
        list_id = source.reference.id or ""
        mark = self.folder.mapping.imported.get(list_id)
        if mark is None:
            reason = f"no file here describes the segment {list_id or source.reference.key}"
            entry = f"Imported: {{{scalar_text(list_id)}: {{Key: …, Value: …}}}}"
            remedy = f"load its people with a mark, and add {entry} to the mapping."
            self._add(source.path, phrase, "imported-list", reason, remedy, entry=entry)
            return None
        if mark.key in self.folder.rules.shared:
            reason = f"two different values are loaded as {mark.key}"
            self._add(source.path, phrase, "shared-key", reason, "give one of them another Key.")
            return None
        if (version := source.reference.version) is not None:
            reason = f"it is pinned to version {version}, and the mapping names one mark for all versions"
            remedy = "accept it if the people of that version were loaded with the mark."
            self._add(source.path, phrase, "version-not-kept", reason, remedy, assumes=("marked-import",))
        else:
            self._add(source.path, phrase, None, assumes=("marked-import",))
        return self.folder.mark_helper(list_id, mark)

    def _unknown(self, unknown: Unknown) -> None:
        said = ".".join(unknown.keys) or "a part of the definition"
        self._add(unknown.path, words(said), "not-understood", f"{said} could not be read", "write it as the schema has it.")

    def _helper(self, criteria: Criteria) -> Reference:
        number = len(self.helpers) + 1
        name = f"{self.given.segment.name[:40]} (part {number})"
        made = self.folder.add_helper(f"{self.given.key}-part-{number}", name, criteria, f"part of {self.given.key}")
        self.helpers.append(made.key or "")
        return made

    def _tags(self) -> None:
        for name in self.given.segment.tags:
            if not is_tag_name(name):
                reason = f"Customer Profiles does not allow the tag name {name!r}"
                self._add(("Tags", name), words(f"the tag {name}"), "tag-name", reason, "rename the tag, or accept that it is left out.")

    def _add(
        self,
        at: Path,
        phrase: Phrase,
        code: str | None,
        reason: str = "",
        remedy: str = "",
        *,
        assumes: Sequence[str] = (),
        entry: str = "",
    ) -> None:
        """Add the verdict on one rule."""
        missing = tuple(each for each in assumes if each not in self.folder.mapping.assume)
        verdict: RuleVerdict = "exact-if" if missing else "exact"
        if code is not None:
            verdict = "impossible" if code in IMPOSSIBLE else "differs"
        is_accepted = code is not None and self.folder.mapping.accepts(code, self.given.key)
        location = self.given.document.location(at)
        self.rules.append(ConvertedRule(location, verdict, phrase, code or "", reason, remedy, missing, is_accepted, entry))


def is_tag_name(name: str) -> bool:
    """Return whether Customer Profiles takes a tag of this name."""
    return sub(_TAG_NAME, "", name) == name


def undecided_member(segment: ConvertedSegment) -> list[Json]:
    """Return what stands in a document whose segment is not decided: each open rule in a sentence."""
    return [f"{rule.code}: {rule.reason}" for rule in segment.open_rules]
