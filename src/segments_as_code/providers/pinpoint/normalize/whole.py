"""Respell what stands around the criteria: tags, groups, and the connectives that have a single reading."""

from __future__ import annotations

from collections.abc import Mapping

from segments_as_code.model.document import Json, Path
from segments_as_code.model.wording import shown
from segments_as_code.providers.pinpoint.normalize.draft import Draft, own_elements, own_list, own_mapping, rename

CODES: Mapping[str, str] = {
    "tags-spelling": "The member is called Tags in a definition; tags is the API's word for it.",
    "tags-twice": "Both tags and Tags are given, and only one can count.",
    "empty-dimensions": "Dimensions without a criterion beside SegmentGroups says nothing, and was left out.",
    "dimensions-not-a-list": "The Dimensions of a group is a list of blocks; one block on its own was read as a list of one.",
    "response-member": "A member that Pinpoint answers with, such as Arn, has no place in a definition.",
    "wrapped-segment": "A segment is pasted with what was around it: a CloudFormation resource, or a request or reply by its name.",
    "missing-connective": "Type, SourceType or Include is missing where it can only mean ALL; write it out.",
}


_ANSWERED: Mapping[str, str] = {
    "Arn": "take it out.",
    "CreationDate": "take it out.",
    "Id": "take it out; to take over the segment that has it, write Lifecycle: {{Adopt: {}}}.",
    "ImportDefinition": "take it out; an imported segment can be built upon, by its Id in SourceSegments, and never be changed.",
    "LastModifiedDate": "take it out.",
    "SegmentType": "take it out.",
    "Version": "take it out; Pinpoint counts versions itself.",
}
"""Members of SegmentResponse that a request has not (botocore), and what to do about each."""

_WRAPPINGS = ("Properties", "WriteSegmentRequest", "SegmentResponse")
"""In a CloudFormation template, in what boto3 and the AWS command line are given, and in what they return."""


def normalize_whole(draft: Draft) -> None:
    """Respell tags, the two forms of criteria, and the groups."""
    _wrapping(draft)
    _answered(draft)
    _tags(draft)
    _empty_dimensions(draft)
    listed = own_mapping(draft.content, "SegmentGroups")
    groups = own_list(listed, "Groups") if listed is not None else None
    if listed is None or groups is None:
        return
    at: Path = ("SegmentGroups",)
    for index, group in own_elements(groups):
        _group(draft, (*at, "Groups", index), group)
    if groups:
        _connective(draft, at, listed, ("Include", "Groups", "group"))


def _wrapping(draft: Draft) -> None:
    """Refuse a segment that stands inside another member: once, whatever else is wrong with what is around it."""
    name = next((name for name in _WRAPPINGS if isinstance(draft.content.get(name), dict)), None)
    if name is None or "Name" in draft.content:
        return
    around = "CloudFormation's" if name == "Properties" else "the API's"
    message = f"the segment stands inside {name}, which is {around} wrapping; a definition has its members at the top."
    draft.refuse((), "wrapped-segment", message, f"keep what is inside {name}, less indented, and take the rest out.")


def _answered(draft: Draft) -> None:
    for name in [name for name in draft.content if name in _ANSWERED]:
        value = draft.content[name]
        message = f"{name} is what Pinpoint answers with, and has no place in a definition."
        draft.refuse((name,), "response-member", message, _ANSWERED[name].format(shown(value)), of_key=True)


def _tags(draft: Draft) -> None:
    if "tags" not in draft.content:
        return
    if "Tags" in draft.content:
        message = "both tags and Tags are given."
        draft.refuse(("tags",), "tags-twice", message, "keep Tags, and move what stands under tags into it.", of_key=True)
        return
    draft.warn(("tags",), "tags-spelling", "tags is the API's word; a definition says Tags.", "write Tags.", of_key=True)
    rename(draft.content, "tags", "Tags")
    draft.origins["Tags",] = ("tags",)


def _empty_dimensions(draft: Draft) -> None:
    if "SegmentGroups" not in draft.content or not _says_nothing(draft.content.get("Dimensions")):
        return
    message = "Dimensions holds no criterion, and SegmentGroups holds the segment."
    draft.warn(("Dimensions",), "empty-dimensions", message, "take Dimensions out.", of_key=True)
    del draft.content["Dimensions"]


def _group(draft: Draft, at: Path, group: dict[str, Json]) -> None:
    block = group.get("Dimensions")
    if isinstance(block, dict):
        inside = (*at, "Dimensions")
        message = "the Dimensions of a group is a list of blocks; this one block was read as a list of one."
        remedy = "put `- ` before its first member and indent the others; in one line, put [ ] around it."
        draft.warn(inside, "dimensions-not-a-list", message, remedy)
        group["Dimensions"] = [] if _says_nothing(block) else [block]
        draft.origins[*inside, 0] = draft.origin(inside)
    _connective(draft, at, group, ("Type", "Dimensions", "block of criteria"))
    _connective(draft, at, group, ("SourceType", "SourceSegments", "source segment"))


def _connective(draft: Draft, at: Path, holder: dict[str, Json], words: tuple[str, str, str]) -> None:
    """Write out a connective that joins at most one thing: ALL and ANY are then the same."""
    name, joined, thing = words
    things = holder.get(joined)
    if name in holder or (isinstance(things, list) and len(things) > 1):
        return
    found = f"one {thing}" if things else f"no {thing}"
    message = f"{name} is missing; with {found} it was read as ALL."
    draft.warn(at, "missing-connective", message, f"write {name}: ALL.")
    holder[name] = "ALL"


def _says_nothing(value: Json) -> bool:
    """Return whether a block holds no criterion: nothing, or empty sections alone."""
    return isinstance(value, dict) and all(isinstance(section, dict | list) and not section for section in value.values())
