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

_RESOURCE: Final = "AWS::Pinpoint::Segment"
_CRITERIA: Final = ("Dimensions", "SegmentGroups", "SegmentType", "ImportDefinition")
_ARN_PARTS: Final = 6


@dataclass(frozen=True, slots=True)
class SavedSegments:
    """The newest version of each segment that was found, in the order of their ids.

    ``scope`` is the application that they name, None if they name none; ``region`` that of their ARNs, or empty. ``is_incomplete`` is
    true if every page says that there is another one.
    """

    segments: tuple[DeployedSegment, ...]
    scope: str | None
    region: str
    is_incomplete: bool


def read_answers(documents: Sequence[Json], dialect: Dialect) -> SavedSegments:
    """Return the segments in ``documents``.

    Raises:
        SegmentsError: there are none (``saved-empty``), what is there is an error of AWS (``saved-refused``) or nothing that is known
            (``saved-unreadable``), or they are from several applications (``saved-two-applications``).
    """
    items = [item for document in documents for item in _items(document)]
    if not items:
        raise _nothing_found(documents)
    scopes = sorted({scope for item in items if isinstance(scope := item.get("ApplicationId"), str)})
    if len(scopes) > 1:
        message = f"these files are from several applications: {', '.join(scopes[:5])}."
        raise SegmentsError("saved-two-applications", message, "pull each application into a folder of its own.")
    found: dict[str, DeployedSegment] = {}
    for item in items:
        segment = read_item(_plain(item), dialect)
        earlier = found.get(segment.id)
        if earlier is None or (segment.version or 0) >= (earlier.version or 0):
            tags = segment.tags or (earlier.tags if earlier is not None else {})
            found[segment.id] = replace(segment, tags=tags)
    segments = tuple(found[segment_id] for segment_id in sorted(found))
    pages = [page for document in documents for page in _pages(document)]
    return SavedSegments(
        segments, scopes[0] if scopes else None, _region(segments), bool(pages) and all(page.get("NextToken") for page in pages)
    )


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
        for name, inner in value.items():
            if isinstance(inner, dict) and inner.get("Type") == _RESOURCE:
                yield _from_resource(name, inner.get("Properties"))
            else:
                yield from _items(inner)
    if isinstance(value, list):
        for inner in value:
            yield from _items(inner)


def _from_resource(name: str, properties: Json) -> Mapping[str, Json]:
    """Return a resource of a template as a segment; its id is its logical name, and it has no ARN."""
    said = _named_by_logical_name(properties)
    found = said if isinstance(said, dict) else {}
    made = {member: found[member] for member in ("Name", "Dimensions", "SegmentGroups") if member in found}
    made |= {"Id": name, "SegmentType": "DIMENSIONAL", "tags": found.get("Tags")}
    application = properties.get("ApplicationId") if isinstance(properties, dict) else None
    return {**made, "ApplicationId": application} if isinstance(application, str) else made


def _named_by_logical_name(value: Json) -> Json:
    """Return ``value`` with each reference to another resource as its logical name."""
    if isinstance(value, dict):
        match value:
            case {"Ref": str() as name, **rest} if not rest:
                return name
            case {"Fn::GetAtt": [str() as name, *_], **rest} if not rest:
                return name
            case {"Fn::GetAtt": str() as name, **rest} if not rest:
                return name.partition(".")[0]
        return {name: _named_by_logical_name(inner) for name, inner in value.items()}
    return [_named_by_logical_name(inner) for inner in value] if isinstance(value, list) else value


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
