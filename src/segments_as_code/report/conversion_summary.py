"""What came of a conversion: counted, grouped by code and assumption, and in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from segments_as_code.meaning.verdict_text import WORDS
from segments_as_code.model.conversion import IMPOSSIBLE, VERDICT_ORDER, Conversion, ConvertedRule, ConvertedSegment, RuleVerdict

_SAME: Final[tuple[RuleVerdict, ...]] = ("exact", "exact-if")
_VERDICT_WORDS: Final = {
    "exact": "the same people",
    "exact-if": "the same people under assumptions",
    "differs": "may have other people",
    "impossible": "cannot be converted yet: a rule has no equivalent",
}
_THROUGH: Final = {**_VERDICT_WORDS, "impossible": "waits for decisions"}


@dataclass(slots=True)
class RuleGroup:
    """The rules that have one code or one assumption, each with its segment."""

    name: str
    rules: list[tuple[ConvertedSegment, ConvertedRule]] = field(default_factory=list)

    @property
    def counted(self) -> str:
        """Return the number of rules and of segments."""
        segments = len({segment.key for segment, _ in self.rules})
        return f"{_plural(len(self.rules), 'rule')} in {_plural(segments, 'segment')}"


def by_code(conversion: Conversion, *, is_open: bool) -> list[RuleGroup]:
    """Return what is to decide, or was accepted, by code: what has no form first, then the most frequent."""
    found: dict[str, RuleGroup] = {}
    for segment in conversion.segments:
        for rule in segment.rules:
            if rule.is_open if is_open else rule.is_accepted:
                found.setdefault(rule.code, RuleGroup(rule.code)).rules.append((segment, rule))
    return sorted(found.values(), key=lambda group: (group.name not in IMPOSSIBLE, -len(group.rules), group.name))


def by_assumption(conversion: Conversion) -> list[RuleGroup]:
    """Return the assumptions that verdicts need and that nobody has confirmed, the most frequent first."""
    found: dict[str, RuleGroup] = {}
    for segment in conversion.segments:
        for rule in segment.rules:
            for name in rule.assumes if rule.verdict != "impossible" else ():
                found.setdefault(name, RuleGroup(name)).rules.append((segment, rule))
    return sorted(found.values(), key=lambda group: (-len(group.rules), group.name))


def _count(verdicts: Sequence[RuleVerdict]) -> dict[RuleVerdict, int]:
    return {verdict: verdicts.count(verdict) for verdict in VERDICT_ORDER}


def count_verdicts(conversion: Conversion) -> tuple[dict[RuleVerdict, int], dict[RuleVerdict, int]]:
    """Return how many rules, and how many segments, have each verdict."""
    rules = [rule.verdict for segment in conversion.segments for rule in segment.rules]
    return _count(rules), _count([segment.verdict for segment in conversion.segments])


def _share(counted: dict[RuleVerdict, int], noun: str, told: str) -> str:
    total, same = sum(counted.values()), sum(counted[each] for each in _SAME)
    percent = f" ({_percent(same, total)} %)" if total else ""
    exact, assumed = counted["exact"], counted["exact-if"]
    parts = ", ".join([*([f"{exact:,} exactly"] if exact else []), *([f"{assumed:,} under assumptions"] if assumed else [])])
    return f"{same:,} of {_plural(total, noun)}{percent} {told}{f': {parts}' if parts else ''}"


def _percent(part: int, total: int) -> int:
    """Return a share in percent, rounded; 0 and 100 mean none and all."""
    return part * 100 // total if part in {0, total} else min(99, max(1, round(part * 100 / total)))


def summarize(conversion: Conversion) -> tuple[str, str]:
    """Return the share of rules, and of segments, that keep the same people."""
    rules, segments = count_verdicts(conversion)
    return _share(rules, "rule", "with the same people"), _share(segments, "segment", "with the same people throughout")


def proof_lines(segment: ConvertedSegment) -> list[str]:
    """Return what is proven of a segment, in sentences."""
    if segment.definition is None:
        return ["Left out, as the mapping accepts."]
    proof = segment.proof
    if proof is None:
        return ["Not compared: a rule has no equivalent."]
    said = WORDS.get(proof.relation, proof.relation)  # type: ignore[call-overload]  # the words of meaning/relation.py
    if proof.relation in {"unknown", "same-or-wider", "same-or-narrower"}:
        lines = [f"Compared: {said}."]
    else:
        lines = [f"Proven: {said}{', if the assumptions hold' if any(rule.assumes for rule in segment.rules) else ''}."]
    lines += [f"{line[:1].upper()}{line[1:]}." for line in proof.people]
    lines += [f"It hangs on the reading {name}, which AWS does not document." for name in proof.otherwise]
    if proof.endpoints and proof.endpoints != "same":
        shown = f" {proof.endpoint_people[0][:1].upper()}{proof.endpoint_people[0][1:]}." if proof.endpoint_people else ""
        lines.append(f"If a person's endpoints do not agree: {WORDS.get(proof.endpoints, proof.endpoints)}.{shown}")  # type: ignore[call-overload]
    return lines


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def verdict_words(segment: ConvertedSegment) -> str:
    """Return what becomes of a segment, with the assumptions."""
    assumed = sorted({name for rule in segment.rules for name in rule.assumes})
    words = _VERDICT_WORDS[segment.verdict]
    own = max((rule.verdict for rule in segment.rules), key=VERDICT_ORDER.index, default="exact")
    if {rule.code for rule in segment.rules} - {""} == {"tag-name"} and segment.inherited in _SAME:
        return "the same people, without a tag"
    if segment.through and own in _SAME:
        return f"{_THROUGH[segment.verdict]} through {', '.join(segment.through)}"
    return f"{words} ({', '.join(assumed)})" if segment.verdict == "exact-if" and assumed else words
