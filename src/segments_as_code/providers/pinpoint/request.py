"""What is sent: a canonical definition as a WriteSegmentRequest."""

from __future__ import annotations

from segments_as_code.model.document import Definition, Json
from segments_as_code.providers.pinpoint.simplify import simplify


def write_request(definition: Definition) -> dict[str, Json]:
    """Return the body of CreateSegment and UpdateSegment for a canonical ``definition`` whose references are by id.

    Without tags: UpdateSegment ignores them (botocore's text on WriteSegmentRequest.tags), and a create adds its own. A
    definition about everyone says so with empty Dimensions, in case an update keeps what it is not told to replace.
    """
    request = simplify(definition)
    if "SegmentGroups" not in request and "Dimensions" not in request:
        request["Dimensions"] = {}
    return request
