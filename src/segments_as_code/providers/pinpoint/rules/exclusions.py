"""Segments that say only who is not in them.

EXCLUSIVE is "matches none" (botocore's text on AttributeType); whether an endpoint that lacks the attribute altogether matches none
of its values is documented nowhere. A group of Type NONE leaves no such doubt: who lacks the attribute does not match its block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from segments_as_code.problems import Finding
from segments_as_code.providers.pinpoint.rules.logic import Group, Whole
from segments_as_code.providers.pinpoint.rules.saying import doubt, unless_meant
from segments_as_code.providers.pinpoint.shape import Criterion
from segments_as_code.providers.pinpoint.wording import named, shown

CODES: Mapping[str, str] = {
    "only-exclusive": "All criteria are EXCLUSIVE: AWS does not document whether those who lack the attribute are in the segment.",
}

_MEND = "say also who is in it, or write INCLUSIVE in a group of Type: NONE, which surely lets in those who lack it"


def find_exclusions(whole: Whole) -> Iterator[Finding]:
    """Yield, once, that nothing in all groups says who is in the segment, where blocks of EXCLUSIVE are what decides."""
    if not whole.needs_all or any(group.narrows for group in whole.groups):
        return
    criteria = [criterion for group in whole.groups for criterion in _excluding(group)]
    if criteria:
        first, kind = criteria[0], "AttributeType" if "AttributeType" in criteria[0].body else "DimensionType"
        message = f"this segment says only who is not in it; AWS does not document whether those without {_names(criteria)} are."
        yield doubt((*first.at, kind), "only-exclusive", message, unless_meant(_MEND, "only-exclusive"))


def _excluding(group: Group) -> Sequence[Criterion]:
    return [criterion for block in group.blocks for criterion in block.criteria] if group.needs_all else ()


def _names(criteria: Sequence[Criterion]) -> str:
    names = list(dict.fromkeys(shown(criterion.name) for criterion in criteria))
    return named(criteria[0].at) if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
