"""Normalize other spellings that people paste, and report Pinpoint's own.

A spelling that can mean only one thing is normalized, with a warning at its position. Others are not changed; they are errors here,
or errors of the schema if its message is clear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segments_as_code.model.document import Json, Path
from segments_as_code.model.wording import value_text
from segments_as_code.ports import Normalized
from segments_as_code.providers.aws.normalizer import Normalizer, own_elements, own_list, own_mapping, own_members, rename
from segments_as_code.providers.pinpoint.normalize_criteria import CODES as CRITERIA_CODES
from segments_as_code.providers.pinpoint.normalize_criteria import normalize_attribute, normalize_metric, normalize_set
from segments_as_code.providers.pinpoint.shape import ATTRIBUTE_SECTIONS

CODES: Mapping[str, str] = {
    "tags-spelling": "The member is called Tags in a definition; tags is the API's word for it.",
    "tags-twice": "Both tags and Tags are given, and only one can count.",
    "empty-dimensions": "Dimensions without a criterion next to SegmentGroups has no effect, and was left out.",
    "dimensions-not-a-list": "The Dimensions of a group is a list of blocks; one block on its own was read as a list of one.",
    "response-member": "A member that Pinpoint answers with, such as Arn, has no place in a definition.",
    "wrapped-segment": "A segment is pasted with what was around it: a CloudFormation resource, or a request or reply by its name.",
    "missing-connective": "Type, SourceType or Include is missing and can only mean ALL; write it out.",
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
    listed = own_mapping(normalizer.content, "SegmentGroups")
    groups = own_list(listed, "Groups") if listed is not None else None
    for index, group in own_elements(groups or []):
        for number, block in own_elements(own_list(group, "Dimensions") or []):
            yield ("SegmentGroups", "Groups", index, "Dimensions", number), block


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
    _wrapping(normalizer)
    _answered(normalizer)
    _tags(normalizer)
    _empty_dimensions(normalizer)
    listed = own_mapping(normalizer.content, "SegmentGroups")
    groups = own_list(listed, "Groups") if listed is not None else None
    if listed is None or groups is None:
        return
    at: Path = ("SegmentGroups",)
    for index, group in own_elements(groups):
        _group(normalizer, (*at, "Groups", index), group)
    if groups:
        _connective(normalizer, at, listed, ("Include", "Groups", "group"))


def _wrapping(normalizer: Normalizer) -> None:
    """Refuse a segment inside another member, once, even if there are other problems around it."""
    name = next((name for name in _WRAPPINGS if isinstance(normalizer.content.get(name), dict)), None)
    if name is None or "Name" in normalizer.content:
        return
    around = "CloudFormation's" if name == "Properties" else "the API's"
    message = f"the segment is inside {name}, which is {around} wrapping; a definition has its members at the top."
    normalizer.refuse((), "wrapped-segment", message, f"keep what is inside {name}, less indented, and remove the rest.")


def _answered(normalizer: Normalizer) -> None:
    for name in [name for name in normalizer.content if name in _ANSWERED]:
        value = normalizer.content[name]
        message = f"{name} is what Pinpoint answers with, and has no place in a definition."
        normalizer.refuse((name,), "response-member", message, _ANSWERED[name].format(value_text(value)), of_key=True)


def _tags(normalizer: Normalizer) -> None:
    if "tags" not in normalizer.content:
        return
    if "Tags" in normalizer.content:
        message = "both tags and Tags are given."
        normalizer.refuse(("tags",), "tags-twice", message, "keep Tags, and move what is under tags into it.", of_key=True)
        return
    normalizer.warn(("tags",), "tags-spelling", "tags is the API's word; a definition says Tags.", "write Tags.", of_key=True)
    rename(normalizer.content, "tags", "Tags")
    normalizer.origins["Tags",] = ("tags",)


def _empty_dimensions(normalizer: Normalizer) -> None:
    if "SegmentGroups" not in normalizer.content or not _says_nothing(normalizer.content.get("Dimensions")):
        return
    message = "Dimensions has no criterion, and SegmentGroups has the segment."
    normalizer.warn(("Dimensions",), "empty-dimensions", message, "take Dimensions out.", of_key=True)
    del normalizer.content["Dimensions"]


def _group(normalizer: Normalizer, at: Path, group: dict[str, Json]) -> None:
    block = group.get("Dimensions")
    if isinstance(block, dict):
        inside = (*at, "Dimensions")
        message = "the Dimensions of a group is a list of blocks; this one block was read as a list of one."
        remedy = "put `- ` before its first member and indent the others; in one line, put [ ] around it."
        normalizer.warn(inside, "dimensions-not-a-list", message, remedy)
        group["Dimensions"] = [] if _says_nothing(block) else [block]
        normalizer.origins[*inside, 0] = normalizer.origin(inside)
    _connective(normalizer, at, group, ("Type", "Dimensions", "block of criteria"))
    _connective(normalizer, at, group, ("SourceType", "SourceSegments", "source segment"))


def _connective(normalizer: Normalizer, at: Path, holder: dict[str, Json], words: tuple[str, str, str]) -> None:
    """Write out a connective that joins at most one part: ALL and ANY are then the same."""
    name, joined, thing = words
    things = holder.get(joined)
    if name in holder or (isinstance(things, list) and len(things) > 1):
        return
    found = f"one {thing}" if things else f"no {thing}"
    message = f"{name} is missing; with {found} it was read as ALL."
    normalizer.warn(at, "missing-connective", message, f"write {name}: ALL.")
    holder[name] = "ALL"


def _says_nothing(value: Json) -> bool:
    """Return whether a block has no criterion: nothing, or only empty sections."""
    return isinstance(value, dict) and all(isinstance(section, dict | list) and not section for section in value.values())
