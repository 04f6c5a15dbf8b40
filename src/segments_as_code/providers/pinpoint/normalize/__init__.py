"""Read the spellings that people paste for what they mean, and say how Pinpoint spells them.

What has a single reading is normalized with a warning at its place. What has none stays as it is: an error here, or one of
the schema's where that says it well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segments_as_code.model.document import Json, Path
from segments_as_code.ports import Normalized
from segments_as_code.providers.pinpoint.normalize.attributes import CODES as ATTRIBUTE_CODES
from segments_as_code.providers.pinpoint.normalize.attributes import normalize_attribute, normalize_set
from segments_as_code.providers.pinpoint.normalize.draft import Draft, own_elements, own_list, own_mapping, own_members
from segments_as_code.providers.pinpoint.normalize.metrics import CODES as METRIC_CODES
from segments_as_code.providers.pinpoint.normalize.metrics import normalize_metric
from segments_as_code.providers.pinpoint.normalize.whole import CODES as WHOLE_CODES
from segments_as_code.providers.pinpoint.normalize.whole import normalize_whole
from segments_as_code.providers.pinpoint.shape import ATTRIBUTE_SECTIONS

CODES: Mapping[str, str] = {**WHOLE_CODES, **ATTRIBUTE_CODES, **METRIC_CODES}


def normalize(content: Mapping[str, Json]) -> Normalized:
    """Return ``content`` in canonical spelling; never raise, whatever it holds."""
    draft = Draft(content)
    normalize_whole(draft)
    for at, block in _own_blocks(draft):
        _normalize_block(draft, at, block)
    return draft.result()


def _own_blocks(draft: Draft) -> Iterator[tuple[Path, dict[str, Json]]]:
    top = own_mapping(draft.content, "Dimensions")
    if top is not None:
        yield ("Dimensions",), top
    listed = own_mapping(draft.content, "SegmentGroups")
    groups = own_list(listed, "Groups") if listed is not None else None
    for index, group in own_elements(groups or []):
        for number, block in own_elements(own_list(group, "Dimensions") or []):
            yield ("SegmentGroups", "Groups", index, "Dimensions", number), block


def _normalize_block(draft: Draft, at: Path, block: dict[str, Json]) -> None:
    for section in ATTRIBUTE_SECTIONS:
        for name, criterion in own_members(block, section):
            normalize_attribute(draft, (*at, section, name), criterion)
    for name, criterion in own_members(block, "Metrics"):
        normalize_metric(draft, (*at, "Metrics", name), criterion)
    for name, criterion in own_members(block, "Demographic"):
        normalize_set(draft, (*at, "Demographic", name), criterion)
    for name, criterion in own_members(block, "Location"):
        if name == "Country":
            normalize_set(draft, (*at, "Location", name), criterion)
