"""What came of a conversion: counted, grouped by code and assumption, and in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from segments_as_code.definitions.yaml_writer import scalar_text
from segments_as_code.meaning.verdict_text import WORDS
from segments_as_code.model.conversion import IMPOSSIBLE, VERDICT_ORDER, Conversion, ConvertedRule, ConvertedSegment, RuleVerdict

_MOST_KEYS: Final = 8
_TAG: Final = "tag-name"
_SAME: Final[tuple[RuleVerdict, ...]] = ("exact", "exact-if")
_VERDICT_WORDS: Final = {
    "exact": "the same people",
    "exact-if": "the same people under assumptions",
    "differs": "may have other people",
    "impossible": "waits for decisions",
}
_PROVEN_WORDS: Final = {
    "wider": "has more people",
    "narrower": "has fewer people",
    "overlapping": "has other people",
    "disjoint": "has other people",
    "same-or-wider": "may have more people",
    "same-or-narrower": "may have fewer people",
}
"""Of a segment that differs, by what is proven of it."""


@dataclass(slots=True)
class RuleGroup:
    """The rules that have one code or one assumption, each with its segment; ``waiting`` segments have one, or build on one that has."""

    name: str
    rules: list[tuple[ConvertedSegment, ConvertedRule]] = field(default_factory=list)
    waiting: int = 0
    of_rules: int = 0
    of_segments: int = 0

    @property
    def counted(self) -> str:
        """Return the number of rules and of segments, each with that of all; a tag is no rule."""
        segments = len({segment.key for segment, _ in self.rules})
        waiting = f", {self.waiting:,} with those that build on them" if self.waiting > segments else ""
        rules = _plural(len(self.rules), "tag") if self.name == _TAG else f"{len(self.rules):,} of {_plural(self.of_rules, 'rule')}"
        return f"{rules} in {segments:,} of {_plural(self.of_segments, 'segment')}{waiting}"

    @property
    def accepting(self) -> str:
        """Return what accepting all of it does, and to how many segments."""
        segments = len({segment.key for segment, _ in self.rules})
        of = f"{segments:,} of {_plural(self.of_segments, 'segment')}"
        return f"To leave {of} out" if self.name in IMPOSSIBLE else f"To accept in {of}"

    @property
    def acceptance(self) -> str:
        """Return the line of a mapping file that accepts all of it."""
        keys = sorted({segment.key for segment, _ in self.rules})
        named = ", ".join(map(scalar_text, keys)) if len(keys) <= _MOST_KEYS else '"*"'
        return f"Accept: {{{self.name}: [{named}]}}"

    def by_remedy(self) -> list[tuple[str, list[ConvertedRule]]]:
        """Return each remedy with the rules that it is for, the most rules first."""
        found: dict[str, list[ConvertedRule]] = {}
        for _, rule in self.rules:
            found.setdefault(rule.remedy, []).append(rule)
        return sorted(found.items(), key=lambda each: -len(each[1]))


def by_code(conversion: Conversion, *, is_open: bool) -> list[RuleGroup]:
    """Return what is to decide, or was accepted, by code: first what the most segments wait for, of equals what has no form."""
    found: dict[str, RuleGroup] = {}
    for segment in conversion.segments:
        for rule in segment.rules:
            if rule in segment.open_rules if is_open else rule.is_accepted:
                found.setdefault(rule.code, RuleGroup(rule.code)).rules.append((segment, rule))
    for group in found.values():
        group.waiting = len(conversion.those_on({segment.key for segment, _ in group.rules}))
    _set_totals(found.values(), conversion)
    return sorted(found.values(), key=lambda group: (-group.waiting, group.name not in IMPOSSIBLE, -len(group.rules), group.name))


def _set_totals(groups: Iterable[RuleGroup], conversion: Conversion) -> None:
    for group in groups:
        group.of_rules, group.of_segments = len(_people_rules(conversion)), len(conversion.segments)


def by_assumption(conversion: Conversion) -> list[RuleGroup]:
    """Return the assumptions that verdicts need and that nobody has confirmed, the most frequent first."""
    found: dict[str, RuleGroup] = {}
    for segment in (each for each in conversion.segments if not each.is_left_out):
        for rule in segment.rules:
            for name in rule.assumes if rule.verdict != "impossible" else ():
                found.setdefault(name, RuleGroup(name)).rules.append((segment, rule))
    _set_totals(found.values(), conversion)
    return sorted(found.values(), key=lambda group: (-len(group.rules), group.name))


def _count(verdicts: Sequence[RuleVerdict]) -> dict[RuleVerdict, int]:
    return {verdict: verdicts.count(verdict) for verdict in VERDICT_ORDER}


def count_verdicts(conversion: Conversion) -> tuple[dict[RuleVerdict, int], dict[RuleVerdict, int]]:
    """Return how many rules, and how many segments, have each verdict."""
    rules = [rule.verdict for segment in conversion.segments for rule in segment.rules]
    return _count(rules), _count([segment.verdict for segment in conversion.segments])


def _share(counted: dict[RuleVerdict, int], noun: str, told: str, *, references: int = 0, without_tag: int = 0) -> str:
    total, same = sum(counted.values()), sum(counted[each] for each in _SAME) + without_tag
    percent = f" ({_percent(same, total)} %)" if total else ""
    exact, assumed = counted["exact"], counted["exact-if"]
    naming = f" ({references:,} of them only {'names' if references == 1 else 'name'} another segment)" if references else ""
    parts = [f"{exact:,} exactly{naming}"] if exact else []
    parts += [f"{assumed:,} under assumptions"] if assumed else []
    parts += [f"{without_tag:,} without a tag"] if without_tag else []
    how = f": {', '.join(parts)}" if parts else ""
    return f"{same:,} of {_plural(total, noun)}{percent} {told}{how}"


def _percent(part: int, total: int) -> int:
    """Return a share in percent, rounded; 0 and 100 mean none and all."""
    return part * 100 // total if part in {0, total} else min(99, max(1, round(part * 100 / total)))


def summarize(conversion: Conversion) -> tuple[str, str]:
    """Return the share of rules, and of segments, that keep the same people. A tag is no rule about people."""
    _, segments = count_verdicts(conversion)
    rules = _people_rules(conversion)
    references = sum(rule.is_reference for rule in rules)
    without_tag = sum(segment.loses_only_tags for segment in conversion.segments)
    told = "with the same people"
    return (
        _share(_count([rule.verdict for rule in rules]), "rule", told, references=references),
        _share(segments, "segment", f"{told} throughout", without_tag=without_tag),
    )


def _people_rules(conversion: Conversion) -> list[ConvertedRule]:
    return [rule for segment in conversion.segments for rule in segment.rules if rule.code != _TAG]


def mapping_advice(conversion: Conversion) -> tuple[str, ...]:
    """Return how to get a mapping to write into, as text and, at every second place, code; nothing if it is a file."""
    names, kind = conversion.presets, conversion.mapping
    if kind == "none":
        presets = [part for name in names for part in (" or ", f"--mapping {name}")][1:]
        return ("No mapping was given. Write one to begin with: ", "--init-mapping", ". Or begin with a preset: ", *presets, ".")
    preset = f"Preset: {names[0]}" if names else ""
    return ("The mapping is a preset. To add to it, write a file that begins with ", preset, ".") if kind == "preset" else ()


def readiness(conversion: Conversion) -> str:
    """Return how many of the written segments cannot be deployed yet, and why, in a sentence; empty if all can."""
    total = sum(not segment.is_left_out for segment in conversion.segments)
    undecided, waiting = sum(segment.is_undecided for segment in conversion.segments), len(conversion.waiting)
    if not undecided:
        return ""
    open_ones = f"{undecided:,} {'has an open decision' if undecided == 1 else 'have open decisions'}"
    others = f", and {waiting:,} {'builds' if waiting == 1 else 'build'} on {'it' if undecided == 1 else 'them'}" if waiting else ""
    return f"{undecided + waiting:,} of {_plural(total, 'segment')} cannot be deployed yet: {open_ones}{others}."


def proof_lines(segment: ConvertedSegment) -> list[str]:
    """Return what is proven of a segment, in sentences."""
    if segment.is_left_out:
        return ["Left out, as the mapping accepts."]
    proof = segment.proof
    if proof is None:
        return [f"Not compared: {_lack(segment)}."]
    if proof.relation == "unknown":
        lines = [] if proof.people else ["Not proven."]
    else:
        is_proven = proof.relation not in {"same-or-wider", "same-or-narrower"}
        assumed = ", if the assumptions hold" if is_proven and any(rule.assumes for rule in segment.rules) else ""
        given = ", if the segments that it builds on keep their people" if segment.inherited == "impossible" else ""
        lines = [f"{'Proven' if is_proven else 'Compared'}{given}: {_words(proof.relation)}{assumed}."]
    lines += map(_sentence, proof.people)
    lines += [f"It depends on the reading {name}, which AWS does not document." for name in proof.otherwise]
    if proof.endpoints not in {"", "same", "unknown"}:
        shown = " ".join(map(_sentence, proof.endpoint_people[:2]))
        lines.append(f"If a person's endpoints do not agree: {_words(proof.endpoints)}. {shown}".rstrip())
    return lines


def _words(relation: str) -> str:
    return WORDS.get(relation, relation)  # type: ignore[call-overload,no-any-return]  # the words of meaning/relation.py


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def rule_words(rule: ConvertedRule) -> str:
    """Return the verdict on one rule: ``exact``, ``exact if numbers-compare``, ``differs: channel-as-address, accepted``."""
    if rule.code:
        accepted = ", accepted" if rule.is_accepted else ""
        return f"{rule.verdict}: {rule.code}{accepted}"
    return f"exact if {', '.join(rule.assumes)}" if rule.assumes else rule.verdict


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def verdict_words(segment: ConvertedSegment) -> str:
    """Return what becomes of a segment, with the assumptions."""
    assumed = sorted({name for rule in segment.rules for name in rule.assumes})
    if segment.is_left_out:
        return "left out, as the mapping accepts"
    own = max((rule.verdict for rule in segment.rules), key=VERDICT_ORDER.index, default="exact")
    if own == "impossible":
        return f"cannot be converted yet: {_lack(segment)}"
    if segment.loses_only_tags:
        return "the same people, without a tag"
    words = _VERDICT_WORDS[segment.verdict]
    if segment.verdict == "differs" and segment.proof is not None:
        words = _PROVEN_WORDS.get(segment.proof.relation, words)
    if segment.through and (own in _SAME or segment.verdict == "impossible"):
        return f"{words} through {', '.join(segment.through)}"
    return f"{words} ({', '.join(assumed)})" if segment.verdict == "exact-if" and assumed else words


def _lack(segment: ConvertedSegment) -> str:
    return "a rule is not mapped yet" if segment.is_only_unmapped else "a rule has no equivalent"
