"""The names in Pinpoint's segment model that code compares with, and their order.

Source: botocore 1.43.11, ``pinpoint/2016-12-01/service-2.json``, WriteSegmentRequest.
"""

from __future__ import annotations

TEXT_TYPES = ("INCLUSIVE", "EXCLUSIVE", "CONTAINS")
INSTANT_TYPES = ("BEFORE", "AFTER", "ON")
RANGE_TYPES = ("BETWEEN", "NOT_BETWEEN")
"""NOT_BETWEEN: in AWS's online API reference only, not in the SDK's model."""
DATE_TYPES = INSTANT_TYPES + RANGE_TYPES
ATTRIBUTE_TYPES = TEXT_TYPES + DATE_TYPES
DIMENSION_TYPES = ("INCLUSIVE", "EXCLUSIVE")
OPERATORS = ("GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL")
ATTRIBUTE_SECTIONS = ("Attributes", "UserAttributes")

BLOCK_ORDER = (*ATTRIBUTE_SECTIONS, "Metrics", "Behavior", "Demographic", "Location")
SOURCE_ORDER = ("Ref", "Id", "Version")
