"""Rules about Customer Profiles' quotas, console or spellings; rules for every service are in ``meaning/lint.py``.

To add one, write one function here and its code in ``CODES``. Quotas that count through source segments are in ``quotas.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from segments_as_code.model.criteria import (
    Attribute,
    Condition,
    Criteria,
    Dates,
    Group,
    Number,
    Texts,
    TextTest,
    Unknown,
    conditions,
)
from segments_as_code.model.problem import DocumentProblem, unless_meant, warning
from segments_as_code.model.wording import value_text
from segments_as_code.providers.aws.codes import SHARED_RULES

CODES: Final[Mapping[str, str]] = {
    **SHARED_RULES,
    "curly-braces": "A value has {{, with which Customer Profiles begins a reference to another attribute.",
    "include-none": "Include is NONE, which AWS words in another way than Type: NONE.",
    "key-for-cloudformation": "An attribute's name has characters that CloudFormation refuses.",
    "list-test-of-text": "LIST_CONTAINS compares an attribute of a profile, which holds one text and no list.",
    "many-sources": "A group builds on more than five segments, the most that the console takes.",
    "sql-segment": "A segment is written in SQL, which is kept as it is: nothing is explained or proven about it.",
}

_MOST_GROUPS: Final = 2  # admin guide, customer-segments-building-segments
_MOST_SOURCES: Final = 5  # the same page
_KEY: Final = re.compile(r"[a-zA-Z_][a-zA-Z_0-9-]*")  # CloudFormation's resource schema
_REFERENCE: Final = re.compile(r"\{\{_(profile|calculated_attribute)\.[^{}]+\}\}")
_LIST_TESTS: Final = (TextTest.LIST_HAS_ANY, TextTest.LIST_HAS_ALL)


def find_rule_breaks(criteria: Criteria) -> Iterator[DocumentProblem]:
    """Yield errors and likely errors for Customer Profiles in criteria that the schema accepts."""
    yield from _find_odd_outline(criteria)
    for unknown in criteria.rest:
        yield from _find_sql(unknown)
    for condition in conditions(criteria):
        yield from _find_awkward_keys(condition)
        yield from _find_list_tests(condition)
        yield from _find_braces(condition)


def _find_odd_outline(criteria: Criteria) -> Iterator[DocumentProblem]:
    groups = criteria.groups
    if groups.how == "NONE":
        message = 'Include is NONE; AWS says of Include "whether to include or exclude the profiles", which is not "in none of the groups".'
        yield warning(groups.path, "include-none", message, "write Include: ALL, and a group of Type: NONE with these blocks.")
    if len(groups.parts) > _MOST_GROUPS:
        message = f"this segment has {len(groups.parts)} groups; the console makes and shows at most {_MOST_GROUPS}."
        remedy = "put blocks into the Dimensions of one group, or build on another segment with SourceSegments."
        yield warning(groups.parts[_MOST_GROUPS].path, "more-than-two-groups", message, remedy)
    for group in groups.parts:
        if isinstance(group, Group) and len(group.sources.parts) > _MOST_SOURCES:
            message = f"this group builds on {len(group.sources.parts)} segments; the console takes at most {_MOST_SOURCES}."
            remedy = "build on fewer segments, or put some of them together in a segment of their own."
            yield warning(group.sources.parts[_MOST_SOURCES].path, "many-sources", message, remedy)


def _find_sql(unknown: Unknown) -> Iterator[DocumentProblem]:
    if unknown.keys == ("SegmentSqlQuery",):
        message = (
            "this segment is written in SQL: it is kept as it is, nothing of it is explained or proven, and campaigns may not take it."
        )
        yield warning(unknown.path, "sql-segment", message, unless_meant("write SegmentGroups", "sql-segment"), of_key=True)


def _find_awkward_keys(condition: Condition) -> Iterator[DocumentProblem]:
    match condition.subject:
        case Attribute(name, _) if _KEY.fullmatch(name) is None:
            message = f"the name {value_text(name)} is one that CloudFormation refuses, so that this segment cannot move there."
            remedy = unless_meant("use a name of letters, digits, _ and - that begins with a letter or _", "key-for-cloudformation")
            yield warning(condition.path, "key-for-cloudformation", message, remedy, of_key=True)


def _find_list_tests(condition: Condition) -> Iterator[DocumentProblem]:
    match condition.subject, condition.test:
        case Attribute(), Texts(how, _) if how in _LIST_TESTS:
            message = (
                f"{how} is for lists, and an attribute of a profile holds one text; the console has it for calculated attributes only."
            )
            remedy = unless_meant("compare a calculated attribute, or write INCLUSIVE", "list-test-of-text")
            yield warning(condition.how_path, "list-test-of-text", message, remedy)


def _find_braces(condition: Condition) -> Iterator[DocumentProblem]:
    """Yield values that Customer Profiles may take for a reference, and that are none."""
    match condition.test:
        case Texts(_, values) | Dates(_, values):
            found = enumerate(values)
        case Number(_, _, text):
            found = enumerate([text or ""])
        case _:
            return
    for index, value in found:
        if "{{" in value and _REFERENCE.fullmatch(value) is None:
            message = f"{value_text(value)} has {{{{, with which Customer Profiles begins a reference such as {{{{_profile.FirstName}}}}."
            remedy = unless_meant("write the whole reference, or another value", "curly-braces")
            yield warning(condition.value_path(index), "curly-braces", message, remedy)
