"""Read the segments of a CloudFormation template, with the values that its references and functions have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from segments_as_code.model.document import Json

_RESOURCE: Final = "AWS::Pinpoint::Segment"
UNKNOWN: Final = "Unknown function"
"""The member of an item that names a function whose value is not in the template."""

_MEMBERS: Final = ("Name", "Dimensions", "SegmentGroups")
_VARIABLE: Final = re.compile(r"\$\{(?!!)([^${}]+)\}")
_ESCAPED: Final = re.compile(r"\$\{!([^${}]*)\}")
_LONGEST: Final = 10_000


class _UnknownValueError(Exception):
    """The value of a function is known only once the template is deployed; the argument is the function."""


@dataclass(frozen=True, slots=True)
class Template:
    """What references of a template can mean: the ``defaults`` of its parameters, and its ``resources``, which mean their own names."""

    defaults: Mapping[str, Json]
    resources: frozenset[str]

    def item(self, name: str, properties: Json) -> Mapping[str, Json]:
        """Return a resource as a segment; its id is its logical name, and it has no ARN.

        An application that the template itself makes is named ``${Name}``.
        """
        given = properties if isinstance(properties, dict) else {}
        made: dict[str, Json] = {"Id": name, "SegmentType": "DIMENSIONAL"}
        for member in (*_MEMBERS, "Tags"):
            if member in given:
                try:
                    made["tags" if member == "Tags" else member] = self.value(given[member])
                except _UnknownValueError as error:
                    made[UNKNOWN] = str(error)
        application = given.get("ApplicationId")
        try:
            found = self.value(application)
        except _UnknownValueError:
            found = None
        if isinstance(found, str):
            made["ApplicationId"] = f"${{{found}}}" if application != found and found in self.resources else found
        return made

    def value(self, value: Json) -> Json:
        """Return ``value`` with what is known in the place of each function.

        Raises:
            _UnknownValueError: nobody can know one of them before the template is deployed.
        """
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if not isinstance(value, dict):
            return value
        name = next(iter(value)) if len(value) == 1 else ""
        if name == "Ref" or name.startswith("Fn::"):
            return self._call(name, value[name])
        return {name: self.value(inner) for name, inner in value.items()}

    def _call(self, function: str, given: Json) -> Json:
        match function, given:
            case "Ref", str(name):
                return self._named(name)
            case "Fn::GetAtt", str(name) | [str(name), *_]:
                return name.partition(".")[0]
            case "Fn::Sub", str(text):
                return self._substitute(text, {})
            case "Fn::Sub", [str(text), dict(more)]:
                return self._substitute(text, more)
            case "Fn::Join", [str(between), list(parts)]:
                return between.join(map(self._text, parts))
            case _:
                raise _UnknownValueError(function)

    def _named(self, name: str) -> Json:
        if name in self.defaults:
            return self.defaults[name]
        if name in self.resources:
            return name
        raise _UnknownValueError(f"Ref of {name}")

    def _text(self, value: Json) -> str:
        found = self.value(value)
        if isinstance(found, str) and len(found) <= _LONGEST:
            return found
        raise _UnknownValueError("Fn::Sub")

    def _substitute(self, text: str, more: Mapping[str, Json]) -> str:
        def replace(found: re.Match[str]) -> str:
            name = found[1]
            return self._text(more[name]) if name in more else self._text(self._named(name.partition(".")[0]))

        return _ESCAPED.sub(r"${\1}", _VARIABLE.sub(replace, text))


def is_of_template(application: str) -> bool:
    """Return whether ``application`` is one that a template makes, whose id is not known."""
    return application.startswith("${")


def template_items(template: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """Yield each segment of a template, which has ``Resources``, as GetSegments has one."""
    resources, parameters = template.get("Resources"), template.get("Parameters")
    named = resources if isinstance(resources, dict) else {}
    known = Template(dict(_defaults(parameters if isinstance(parameters, dict) else {})), frozenset(named))
    for name, resource in named.items():
        if isinstance(resource, dict) and resource.get("Type") == _RESOURCE:
            yield known.item(name, resource.get("Properties"))


def _defaults(parameters: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    for name, parameter in parameters.items():
        default = parameter.get("Default") if isinstance(parameter, dict) else None
        if not isinstance(parameter, dict) or not isinstance(default, str | int | float) or isinstance(default, bool):
            continue
        is_list = str(parameter.get("Type", "")).startswith(("CommaDelimitedList", "List<"))
        yield name, [each.strip() for each in str(default).split(",")] if is_list else str(default)
