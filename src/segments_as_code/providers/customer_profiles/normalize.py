"""Normalize other spellings that people paste, and report Customer Profiles' own.

Pasted are inputs and answers of the AWS command line, CloudFormation resources and CDK's members in lower case. A spelling that can
mean only one thing is normalized, with a warning at its position. Others are not changed; they are errors here or of the schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from segments_as_code.model.document import Json, Path
from segments_as_code.model.wording import member_name, value_text
from segments_as_code.ports import Normalized
from segments_as_code.providers.aws.codes import SHARED_SPELLINGS
from segments_as_code.providers.aws.normalizer import Normalizer, own_elements, own_list, own_mapping, own_members, rename
from segments_as_code.providers.aws.pasted import (
    list_values,
    normalize_groups,
    normalize_instants,
    own_blocks,
    refuse_wrapping,
    rename_tags,
)
from segments_as_code.providers.customer_profiles.cloudformation import CODES as CLOUDFORMATION_CODES
from segments_as_code.providers.customer_profiles.cloudformation import read_resource
from segments_as_code.providers.customer_profiles.shape import (
    ADDRESS_PARTS,
    ADDRESSES,
    CRITERION_ORDER,
    DATE_TYPES,
    DEFINITION_ORDER,
    NUMBER_TYPES,
    PROFILE_ORDER,
    RANGE_ORDER,
    SORT_ORDER,
    SOURCE_ORDER,
)

CODES: Final[Mapping[str, str]] = {
    "answered-member": "A member that Customer Profiles answers with, such as CreatedAt, is not part of a definition, and was left out.",
    "lower-case-member": "A member begins with a small letter, as in CDK; it was read for the API's word.",
    "number-as-text": "Values are texts in Customer Profiles, numbers too; a number was read as its text.",
    "tags-list": "Tags are a list of Key and Value, as in CloudFormation; they were read as names and values.",
    **CLOUDFORMATION_CODES,
    **SHARED_SPELLINGS,
}

_SERVICE: Final = "Customer Profiles"
_ANSWERED: Final = ("SegmentDefinitionArn", "CreatedAt", "SegmentType", "ResponseMetadata")
"""Members of GetSegmentDefinitionResponse that requests do not have (botocore), and the one that boto3 adds to every answer."""
_ANSWERED_TAGS: Final = ("aws:", "segments-as-code:")
"""How tags begin that AWS or we put on a segment; an answer has them, and a definition cannot name them."""
_WRAPPINGS: Final = ("Properties", "properties")
_CRITERIA: Final = ("ProfileAttributes", "CalculatedAttributes")


def normalize(content: Mapping[str, Json]) -> Normalized:
    """Return ``content`` in canonical spelling; never raise, for any content."""
    normalizer = Normalizer(content)
    read_resource(normalizer)
    capitalize(normalizer, (), normalizer.content, (*DEFINITION_ORDER, *_ANSWERED, "DomainName"))
    refuse_wrapping(normalizer, _WRAPPINGS, "DisplayName")
    _leave_out_answers(normalizer)
    rename_tags(normalizer)
    _normalize_tags(normalizer)
    _capitalize_outline(normalizer)
    normalize_groups(normalizer)
    for at, block in own_blocks(normalizer):
        for inside, criterion in _own_criteria(normalizer, at, block):
            _normalize_criterion(normalizer, inside, criterion)
    return normalizer.result()


def capitalize(normalizer: Normalizer, at: Path, holder: dict[str, Json], known: tuple[str, ...]) -> None:
    """Rename members that differ from a known one in their first letter alone."""
    for name in list(holder):
        right = name[:1].upper() + name[1:]
        if name in known or right not in known or right in holder:
            continue
        normalizer.warn((*at, name), "lower-case-member", f"{name} was read for {right}.", f"write {right}.", of_key=True)
        origin = normalizer.origin((*at, name))
        rename(holder, name, right)
        normalizer.origins[*at, right] = origin


def _leave_out_answers(normalizer: Normalizer) -> None:
    answered = [name for name in normalizer.content if name in _ANSWERED]
    tags = own_mapping(normalizer.content, "Tags") if answered else None
    for name in [name for name in tags or () if name.startswith(_ANSWERED_TAGS)]:
        message = f"the tag {name} is not for a definition to name; {_SERVICE} answered with it, and it was left out."
        normalizer.warn(("Tags", name), "answered-member", message, "take it out.", of_key=True)
        del (tags or {})[name]
    if tags is not None and not tags:
        del normalizer.content["Tags"]
    for name in answered:
        message = f"{name} is what {_SERVICE} answers with, and not part of a definition; it was left out."
        normalizer.warn((name,), "answered-member", message, "take it out.", of_key=True)
        del normalizer.content[name]


def _normalize_tags(normalizer: Normalizer) -> None:
    """Read a list of Key and Value for names and values, if every name is there once."""
    found = normalizer.content.get("Tags")
    pairs = [_pair(each) for each in found] if isinstance(found, list) else []
    tags = dict(pair for pair in pairs if pair is not None)
    if not pairs or len(tags) < len(pairs):
        return
    normalizer.warn(
        ("Tags",), "tags-list", "Tags are a list of Key and Value; they were read as names and values.", "write names and values."
    )
    for index, (name, _) in enumerate(pair for pair in pairs if pair is not None):
        normalizer.origins["Tags", name] = (*normalizer.origin(("Tags",)), index)
    normalizer.content["Tags"] = tags


def _pair(tag: Json) -> tuple[str, Json] | None:
    match tag:
        case {"Key": str() as name, "Value": value, **rest} | {"key": str() as name, "value": value, **rest} if not rest:
            return name, value
        case _:
            return None


# ── the outline and the criteria ─────────────────────────────────────────────────────────────────────────────────────


def _capitalize_outline(normalizer: Normalizer) -> None:
    sort = own_mapping(normalizer.content, "SegmentSort")
    if sort is not None:
        capitalize(normalizer, ("SegmentSort",), sort, ("Attributes",))
        for index, attribute in own_elements(own_list(sort, "Attributes") or []):
            capitalize(normalizer, ("SegmentSort", "Attributes", index), attribute, SORT_ORDER)
    groups = own_mapping(normalizer.content, "SegmentGroups")
    if groups is None:
        return
    at: Path = ("SegmentGroups",)
    capitalize(normalizer, at, groups, ("Include", "Groups"))
    for index, group in own_elements(own_list(groups, "Groups") or []):
        inside = (*at, "Groups", index)
        capitalize(normalizer, inside, group, ("Dimensions", "SourceSegments", "SourceType", "Type"))
        for number, source in own_elements(own_list(group, "SourceSegments") or []):
            capitalize(normalizer, (*inside, "SourceSegments", number), source, SOURCE_ORDER)


def _own_criteria(normalizer: Normalizer, at: Path, block: dict[str, Json]) -> Iterator[tuple[Path, dict[str, Json]]]:
    """Yield each criterion of a block, as a copy that is now there, with its path."""
    capitalize(normalizer, at, block, _CRITERIA)
    for name, criterion in own_members(block, "CalculatedAttributes"):
        yield (*at, "CalculatedAttributes", name), criterion
    profile = own_mapping(block, "ProfileAttributes")
    if profile is None:
        return
    at = (*at, "ProfileAttributes")
    capitalize(normalizer, at, profile, PROFILE_ORDER)
    for name in list(profile):
        section = own_mapping(profile, name)
        if section is None:
            continue
        if name not in {*ADDRESSES, "Attributes"}:
            yield (*at, name), section
            continue
        if name in ADDRESSES:
            capitalize(normalizer, (*at, name), section, ADDRESS_PARTS)
        for part, inner in own_members(profile, name):
            yield (*at, name, part), inner


def _normalize_criterion(normalizer: Normalizer, at: Path, criterion: dict[str, Json]) -> None:
    capitalize(normalizer, at, criterion, CRITERION_ORDER)
    overrides = own_mapping(criterion, "ConditionOverrides")
    if overrides is not None:
        capitalize(normalizer, (*at, "ConditionOverrides"), overrides, ("Range",))
        days = own_mapping(overrides, "Range")
        if days is not None:
            capitalize(normalizer, (*at, "ConditionOverrides", "Range"), days, RANGE_ORDER)
    list_values(normalizer, at, criterion)
    type_ = criterion.get("DimensionType")
    if type_ in DATE_TYPES:
        normalize_instants(normalizer, at, criterion, _SERVICE)
    elif type_ in NUMBER_TYPES:
        _numbers_as_texts(normalizer, at, criterion)


def _numbers_as_texts(normalizer: Normalizer, at: Path, criterion: dict[str, Json]) -> None:
    """Read a number that is compared as a number for its text; other comparisons depend on its spelling."""
    found = criterion.get("Values")
    if isinstance(found, int | float) and not isinstance(found, bool):
        normalizer.origins[*at, "Values", 0] = normalizer.origin((*at, "Values"))
        criterion["Values"] = [found]
    values = own_list(criterion, "Values")
    for index, value in enumerate(values or []):
        if values is not None and isinstance(value, int | float) and not isinstance(value, bool):
            text = value_text(value)
            message = f"{member_name(at)} is compared with the number {text}, and {_SERVICE} takes texts alone; it was read as text."
            normalizer.warn((*at, "Values", index), "number-as-text", message, f'write "{text}", in quotes.')
            values[index] = text
