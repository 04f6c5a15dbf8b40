"""Read segments from what somebody saved: answers of Pinpoint, wrapped in any way, and templates of CloudFormation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from segments_as_code.model.document import Json
from segments_as_code.model.problem import SegmentsError
from segments_as_code.model.segment import DeployedSegment
from segments_as_code.ports import Dialect
from segments_as_code.providers.pinpoint.reader import read_item
from segments_as_code.providers.pinpoint.saved_templates import UNKNOWN, is_of_template, template_items

_CRITERIA: Final = ("Dimensions", "SegmentGroups", "SegmentType", "ImportDefinition")
_ARN_PARTS: Final = 6


@dataclass(frozen=True, slots=True)
class SavedSegments:
    """The newest version of each segment that was found, in the order of their ids.

    ``scope`` is the application that they name, None if they name none; ``region`` that of their ARNs, or empty. ``is_incomplete`` is
    true if every page says that there is another one. ``unknown`` are segments of a template that are left out, since
    they have a function whose value only a deployment knows: by logical name, the function.
    """

    segments: tuple[DeployedSegment, ...]
    scope: str | None
    region: str
    is_incomplete: bool
    unknown: Mapping[str, str]


def read_answers(documents: Sequence[Json], dialect: Dialect) -> SavedSegments:
    """Return the segments in ``documents``.

    Raises:
        SegmentsError: there are none (``saved-empty``), what is there is an error of AWS (``saved-refused``) or nothing that is known
            (``saved-unreadable``), they are from several applications (``saved-two-applications``), or two templates use one logical name
            (``saved-two-templates``).
    """
    everything = [item for document in documents for item in _items(document)]
    if not everything:
        raise _nothing_found(documents)
    items = [item for item in everything if UNKNOWN not in item]
    scopes = sorted({scope for item in items if isinstance(scope := item.get("ApplicationId"), str)})
    if len(scopes) > 1:
        message = f"these files are from several applications: {', '.join(scopes[:5])}."
        raise SegmentsError("saved-two-applications", message, "pull each application into a folder of its own.")
    found: dict[str, DeployedSegment] = {}
    for item in items:
        segment = read_item(_plain(item), dialect)
        earlier = found.get(segment.id)
        if earlier is not None and not segment.arn and not earlier.arn and replace(earlier, tags=segment.tags) != segment:
            message = f"two templates have a segment with the logical name {segment.id}."
            raise SegmentsError("saved-two-templates", message, "pull each template into a folder of its own.")
        if earlier is None or (segment.version or 0) >= (earlier.version or 0):
            tags = segment.tags or (earlier.tags if earlier is not None else {})
            found[segment.id] = replace(segment, tags=tags)
    segments = tuple(found[segment_id] for segment_id in sorted(found))
    pages = [page for document in documents for page in _pages(document)]
    is_incomplete = bool(pages) and all(page.get("NextToken") for page in pages)
    unknown = {str(item["Id"]): str(item[UNKNOWN]) for item in everything if UNKNOWN in item}
    scope = next((scope for scope in scopes if not is_of_template(scope)), None)
    return SavedSegments(segments, scope, _region(segments), is_incomplete, unknown)


def _plain(item: Mapping[str, Json]) -> dict[str, Json]:
    """Return ``item`` without members that are not of their type, as somebody may have edited it."""
    kinds = {"Arn": str, "Name": str, "CreationDate": str, "Version": int}
    plain = {name: value for name, value in item.items() if name not in kinds or isinstance(value, kinds[name])}
    tags = item.get("tags")
    named: dict[str, Json] = {name: value for name, value in tags.items() if isinstance(value, str)} if isinstance(tags, dict) else {}
    return {**plain, "tags": named}


def _items(value: Json) -> Iterator[Mapping[str, Json]]:
    """Yield every segment in ``value``, at any depth, as GetSegments has one."""
    if isinstance(value, dict):
        if isinstance(value.get("Id"), str) and any(name in value for name in _CRITERIA):
            yield value
            return
        is_template = isinstance(value.get("Resources"), dict)
        yield from template_items(value if is_template else {"Resources": value})
        for name, inner in value.items():
            yield from () if is_template and name == "Resources" else _items(inner)
    if isinstance(value, list):
        for inner in value:
            yield from _items(inner)


def _pages(value: Json) -> Iterator[Mapping[str, Json]]:
    """Yield every page of a listing of segments."""
    if isinstance(value, dict):
        if isinstance(value.get("Item"), list):
            yield value
        for inner in value.values():
            yield from _pages(inner)
    if isinstance(value, list):
        for inner in value:
            yield from _pages(inner)


def _region(segments: Sequence[DeployedSegment]) -> str:
    arns = (segment.arn.split(":") for segment in segments)
    return next((parts[3] for parts in arns if len(parts) >= _ARN_PARTS), "")


def _nothing_found(documents: Sequence[Json]) -> SegmentsError:
    for document in documents:
        if (refusal := _refusal(document)) is not None:
            message = f"a file holds an error of AWS, and no segments: {refusal[:200]}"
            return SegmentsError(
                "saved-refused", message, "repeat the call with the permission mobiletargeting:GetSegments, and save its answer."
            )
    if any(True for document in documents for _ in _pages(document)):
        return SegmentsError("saved-empty", "the answer has no segments: this application has none.", "check the application id.")
    return SegmentsError(
        "saved-unreadable",
        "no segments were found in these files.",
        "give answers of aws pinpoint get-segments, get-segment or get-segment-versions, a snapshot, or a CloudFormation template.",
    )


def _refusal(document: Json) -> str | None:
    """Return what an error of AWS says, as its command line or one of its SDKs writes it."""
    if not isinstance(document, dict):
        return document if isinstance(document, str) and "error occurred" in document else None
    error = document.get("Error")
    inside = error if isinstance(error, dict) else document
    said = next((inside[name] for name in ("Message", "message") if isinstance(inside.get(name), str)), None)
    code = next((inside[name] for name in ("Code", "__type", "code") if isinstance(inside.get(name), str)), "")
    return f"{code} {said}".strip() if isinstance(said, str) else None
