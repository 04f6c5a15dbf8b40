"""Read a CloudFormation resource, alone or in a template, for the definition in its Properties.

CDK writes such templates too (``cdk synth``), with a few parts of its own that say nothing about a segment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from segments_as_code.model.document import Json, Path
from segments_as_code.model.wording import value_text
from segments_as_code.providers.aws.normalizer import Normalizer

RESOURCE: Final = "AWS::CustomerProfiles::SegmentDefinition"
CODES: Final[Mapping[str, str]] = {
    "cloudformation-resource": "A definition is pasted as a CloudFormation resource; what is in its Properties was read.",
}

_OWN: Final = ("Key", "Lifecycle")
"""Members of a definition that CloudFormation does not have; they may stand beside the resource."""
_OF_A_RESOURCE: Final = frozenset({"Type", "Properties", "DeletionPolicy", "DependsOn", "Metadata", "UpdateReplacePolicy"})
_OF_A_TEMPLATE: Final = frozenset({"AWSTemplateFormatVersion", "Conditions", "Description", "Metadata", "Parameters", "Resources", "Rules"})
_OF_CDK: Final = "AWS::CDK::Metadata"
_MOST_NAMED: Final = 3


def read_resource(normalizer: Normalizer) -> None:
    """Put the Properties of the only segment definition of a resource or a template in the place of the whole document.

    What cannot be read for one definition is refused: several of them, or other resources beside it, which would be lost.
    """
    content = normalizer.content
    resources = content.get("Resources")
    if isinstance(resources, dict):
        _read_template(normalizer, resources)
    elif content.get("Type") == RESOURCE or (len(content) == 1 and "Properties" in content):
        _read_properties(normalizer, (), content)
    elif (name := _logical_id(content)) is not None:
        _read_properties(normalizer, (name,), content[name])


def _logical_id(content: Mapping[str, Json]) -> str | None:
    """Return the name of the only resource of a document that has nothing else, as somebody copies it out of a template."""
    names = [name for name in content if name not in _OWN]
    return names[0] if len(names) == 1 and _type_of(content[names[0]]) == RESOURCE else None


def _type_of(resource: Json) -> Json:
    return resource.get("Type") if isinstance(resource, dict) else None


def _read_template(normalizer: Normalizer, resources: Mapping[str, Json]) -> None:
    segments = [name for name, resource in resources.items() if _type_of(resource) == RESOURCE]
    others = [name for name, resource in resources.items() if name not in segments and _type_of(resource) != _OF_CDK]
    unknown = [name for name in normalizer.content if name not in {*_OF_A_TEMPLATE, *_OWN}]
    if not segments:
        message = f"the template has no resource of the type {RESOURCE}."
        normalizer.refuse((), "wrapped-segment", message, "move the template out of the folder of definitions.")
    elif len(segments) > 1:
        message = f"the template has {len(segments):,} segment definitions ({_some(segments)}), and a document holds one."
        normalizer.refuse((), "wrapped-segment", message, "copy the Properties of each into a file of its own.")
    elif others or unknown:
        message = f"the template has more than a segment definition: {_some([*others, *unknown])}."
        normalizer.refuse((), "wrapped-segment", message, f"copy the Properties of {value_text(segments[0])} into a file of its own.")
    else:
        _read_properties(normalizer, ("Resources", segments[0]), resources[segments[0]])


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(map(value_text, names[:_MOST_NAMED])) + more


def _read_properties(normalizer: Normalizer, at: Path, resource: Json) -> None:
    """Put the Properties of ``resource``, which is at ``at``, in the place of the document."""
    properties = resource.get("Properties") if isinstance(resource, dict) else None
    strange = [name for name in resource if name not in {*_OF_A_RESOURCE, *_OWN}] if isinstance(resource, dict) else []
    if not isinstance(properties, dict):
        normalizer.refuse(at, "wrapped-segment", f"the {RESOURCE} has no Properties.", "write what it selects by.")
        return
    if strange:
        message = f"the resource has members that CloudFormation does not know beside Properties: {_some(strange)}."
        normalizer.refuse(at, "wrapped-segment", message, "move them into Properties, or remove them.")
        return
    message = "this is a CloudFormation resource; what is in its Properties was read as the definition."
    normalizer.warn(at, "cloudformation-resource", message, "keep what is inside Properties, less indented, and remove the rest.")
    kept: dict[str, Json] = {name: normalizer.content[name] for name in _OWN if name in normalizer.content}
    for name in properties:
        normalizer.origins[(name,)] = (*at, "Properties", name)
    normalizer.content = {**kept, **properties}
