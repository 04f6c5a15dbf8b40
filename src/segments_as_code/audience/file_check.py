"""Whether the numbers of an audience file fit what is proven of the plan that they were made for: a file may be forged."""

from __future__ import annotations

from collections.abc import Iterator

from segments_as_code.meaning.relation import Verdict, Verdicts
from segments_as_code.model.audience import Audience, AudienceView, Counts
from segments_as_code.model.problem import short


def view_of(audience: Audience, verdicts: Verdicts, *, called: str) -> AudienceView:
    """Return ``audience`` as a plan shows it; or why it does not, if a number contradicts a proof. The file is ``called`` so."""
    for key in _find_contradictions(audience, verdicts):
        return AudienceView(None, f"{called} counts somebody in {short(key)} whom a proof excludes, so none of its numbers is shown.")
    return AudienceView(audience)


def _find_contradictions(audience: Audience, verdicts: Verdicts) -> Iterator[str]:
    """Yield the key of each segment whose numbers contradict a proof.

    As for counts (``impact.py``), a verdict that rests on what a project declares is left out, and a segment of which something cannot
    be known. An estimate is the service's own guess of each side: only that somebody is in a segment of nobody contradicts a proof.
    """
    proven = {**verdicts.changed} | {verdict.key: verdict for verdict in verdicts.also}
    is_estimate = audience.source.kind == "estimate"
    for key, counts in audience.segments.items():
        verdict = proven.get(key)
        if counts.unknown or "unknown" in counts.hidden:
            continue
        if key in verdicts.same and not is_estimate and (_some(counts, "gained") or _some(counts, "lost")):
            yield key
        if verdict is None or verdict.assumes:
            continue
        if (verdict.result == "nobody" and _some(counts, "after")) or (not is_estimate and _contradicts(verdict, counts, audience)):
            yield key


def _contradicts(verdict: Verdict, counts: Counts, audience: Audience) -> bool:
    if verdict.result == "everybody" and not counts.is_rounded and counts.after not in {None, audience.population}:
        return True
    relation = verdict.relation
    if relation is None:
        return False
    grown = 0 if counts.before is None or counts.after is None else counts.after - counts.before
    comes_in, goes_out = _some(counts, "gained") or grown > 0, _some(counts, "lost") or grown < 0
    return (relation.enters is False and comes_in) or (relation.leaves is False and goes_out)


def _some(counts: Counts, name: str) -> bool:
    """Return whether a number is more than zero: it is shown, or hidden because it is about a few people."""
    return bool(getattr(counts, name)) or name in counts.hidden
