"""Normalize other spellings that people paste, and report Pinpoint's own.

A spelling that can mean only one thing is normalized, with a warning at its position. Others are not changed; they are errors here,
or errors of the schema if its message is clear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segments_as_code.model.document import Json, Path
from segments_as_code.model.wording import value_text
from segments_as_code.ports import Normalized
from segments_as_code.providers.aws.codes import SHARED_SPELLINGS
from segments_as_code.providers.aws.normalizer import Normalizer, own_mapping, own_members
from segments_as_code.providers.aws.pasted import normalize_groups, own_blocks, refuse_wrapping, rename_tags, says_nothing
from segments_as_code.providers.pinpoint.normalize_criteria import CODES as CRITERIA_CODES
from segments_as_code.providers.pinpoint.normalize_criteria import normalize_attribute, normalize_metric, normalize_set
from segments_as_code.providers.pinpoint.shape import ATTRIBUTE_SECTIONS

CODES: Mapping[str, str] = {
    "empty-dimensions": "Dimensions without a criterion next to SegmentGroups has no effect, and was left out.",
    **SHARED_SPELLINGS,
    **CRITERIA_CODES,
}

_ANSWERED: Mapping[str, str] = {
    "Arn": "take it out.",
    "CreationDate": "take it out.",
    "Id": "remove it; to adopt the segment that has it, write Lifecycle: {{Adopt: {}}}.",
    "ImportDefinition": "remove it; an imported segment can be built upon, by its Id in SourceSegments, but never changed.",
    "LastModifiedDate": "take it out.",
    "SegmentType": "take it out.",
    "Version": "remove it; Pinpoint counts versions itself.",
}
"""Members of SegmentResponse that requests do not have (botocore), and what to do about each."""

_WRAPPINGS = ("Properties", "WriteSegmentRequest", "SegmentResponse")
"""Members in CloudFormation templates and in inputs and outputs of boto3 and the AWS command line."""


def normalize(content: Mapping[str, Json]) -> Normalized:
    """Return ``content`` in canonical spelling; never raise, for any content."""
    normalizer = Normalizer(content)
    _normalize_outline(normalizer)
    for at, block in _own_blocks(normalizer):
        _normalize_block(normalizer, at, block)
    return normalizer.result()


def _own_blocks(normalizer: Normalizer) -> Iterator[tuple[Path, dict[str, Json]]]:
    top = own_mapping(normalizer.content, "Dimensions")
    if top is not None:
        yield ("Dimensions",), top
    yield from own_blocks(normalizer)


def _normalize_block(normalizer: Normalizer, at: Path, block: dict[str, Json]) -> None:
    for section in ATTRIBUTE_SECTIONS:
        for name, criterion in own_members(block, section):
            normalize_attribute(normalizer, (*at, section, name), criterion)
    for name, criterion in own_members(block, "Metrics"):
        normalize_metric(normalizer, (*at, "Metrics", name), criterion)
    for name, criterion in own_members(block, "Demographic"):
        normalize_set(normalizer, (*at, "Demographic", name), criterion)
    for name, criterion in own_members(block, "Location"):
        if name == "Country":
            normalize_set(normalizer, (*at, "Location", name), criterion)


# ── around the criteria ─────────────────────────────────────────────────────────────────────────────────────────────────


def _normalize_outline(normalizer: Normalizer) -> None:
    """Normalize tags, the two forms of criteria, and the groups."""
    refuse_wrapping(normalizer, _WRAPPINGS, "Name")
    _answered(normalizer)
    rename_tags(normalizer)
    _empty_dimensions(normalizer)
    normalize_groups(normalizer)


def _answered(normalizer: Normalizer) -> None:
    for name in [name for name in normalizer.content if name in _ANSWERED]:
        value = normalizer.content[name]
        message = f"{name} is what Pinpoint answers with, and has no place in a definition."
        normalizer.refuse((name,), "response-member", message, _ANSWERED[name].format(value_text(value)), of_key=True)


def _empty_dimensions(normalizer: Normalizer) -> None:
    if "SegmentGroups" not in normalizer.content or not says_nothing(normalizer.content.get("Dimensions")):
        return
    message = "Dimensions has no criterion, and SegmentGroups has the segment."
    normalizer.warn(("Dimensions",), "empty-dimensions", message, "take Dimensions out.", of_key=True)
    del normalizer.content["Dimensions"]
