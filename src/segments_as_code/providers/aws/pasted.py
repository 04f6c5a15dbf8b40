"""Pasted spellings that both services on AWS have: around the criteria, in the groups, and in values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segments_as_code.model.document import Json, Path
from segments_as_code.model.instants import in_utc, midnight
from segments_as_code.model.wording import value_text
from segments_as_code.providers.aws.normalizer import Normalizer, own_elements, own_list, own_mapping, rename


def refuse_wrapping(normalizer: Normalizer, wrappings: Sequence[str], name_member: str) -> None:
    """Refuse a segment inside another member, once, even if there are other problems around it."""
    name = next((name for name in wrappings if isinstance(normalizer.content.get(name), dict)), None)
    if name is None or name_member in normalizer.content:
        return
    around = "CloudFormation's" if name == "Properties" else "the API's"
    message = f"the segment is inside {name}, which is {around} wrapping; a definition has its members at the top."
    normalizer.refuse((), "wrapped-segment", message, f"keep what is inside {name}, less indented, and remove the rest.")


def rename_tags(normalizer: Normalizer) -> None:
    """Read ``tags`` for ``Tags``."""
    if "tags" not in normalizer.content:
        return
    if "Tags" in normalizer.content:
        message = "both tags and Tags are given."
        normalizer.refuse(("tags",), "tags-twice", message, "keep Tags, and move what is under tags into it.", of_key=True)
        return
    normalizer.warn(("tags",), "tags-spelling", "tags is the API's word; a definition says Tags.", "write Tags.", of_key=True)
    rename(normalizer.content, "tags", "Tags")
    normalizer.origins["Tags",] = ("tags",)


def normalize_groups(normalizer: Normalizer) -> None:
    """Write out connectives that can only mean ALL, and put lone blocks into lists."""
    listed = own_mapping(normalizer.content, "SegmentGroups")
    groups = own_list(listed, "Groups") if listed is not None else None
    if listed is None or groups is None:
        return
    at: Path = ("SegmentGroups",)
    for index, group in own_elements(groups):
        _group(normalizer, (*at, "Groups", index), group)
    if groups:
        _connective(normalizer, at, listed, ("Include", "Groups", "group"))


def own_blocks(normalizer: Normalizer) -> Iterator[tuple[Path, dict[str, Json]]]:
    """Yield each block of criteria in SegmentGroups, as a copy that is now there, with its path."""
    listed = own_mapping(normalizer.content, "SegmentGroups")
    groups = own_list(listed, "Groups") if listed is not None else None
    for index, group in own_elements(groups or []):
        for number, block in own_elements(own_list(group, "Dimensions") or []):
            yield ("SegmentGroups", "Groups", index, "Dimensions", number), block


def _group(normalizer: Normalizer, at: Path, group: dict[str, Json]) -> None:
    block = group.get("Dimensions")
    if isinstance(block, dict):
        inside = (*at, "Dimensions")
        message = "the Dimensions of a group is a list of blocks; this one block was read as a list of one."
        remedy = "put `- ` before its first member and indent the others; in one line, put [ ] around it."
        normalizer.warn(inside, "dimensions-not-a-list", message, remedy)
        group["Dimensions"] = [] if says_nothing(block) else [block]
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


def says_nothing(value: Json) -> bool:
    """Return whether a block has no criterion: nothing, or only empty sections."""
    return isinstance(value, dict) and all(isinstance(section, dict | list) and not section for section in value.values())


def list_values(normalizer: Normalizer, at: Path, criterion: dict[str, Json]) -> None:
    """Put one value on its own into a list."""
    value = criterion.get("Values")
    if not isinstance(value, str):
        return
    inside = (*at, "Values")
    message = f"Values is a list; {value_text(value)} was read as a list of one."
    normalizer.warn(inside, "single-value", message, f"write Values: [{value_text(value)}].")
    criterion["Values"] = [value]
    normalizer.origins[*inside, 0] = normalizer.origin(inside)


def normalize_instants(normalizer: Normalizer, at: Path, criterion: dict[str, Json], service: str) -> None:
    """Read a date for the midnight it begins with; refuse a time with an offset."""
    values = own_list(criterion, "Values")
    for index, value in enumerate(values or []):
        if not isinstance(value, str) or values is None:
            continue
        inside = (*at, "Values", index)
        instant, converted = midnight(value), in_utc(value)
        if instant is not None:
            message = f"{value} is a date, and {service} compares instants; it was read as {instant}."
            normalizer.warn(inside, "date-only", message, f"write {instant}.")
            values[index] = instant
        elif converted is not None:
            message = f"{value} has an offset, and {service} compares instants in UTC."
            normalizer.refuse(inside, "offset-instant", message, f"write {converted}, which is the same instant.")
