"""The JSON Schema of a mapping file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from segments_as_code.convert.presets import PRESETS
from segments_as_code.model.conversion import ASSUMPTIONS, VERDICT_CODES
from segments_as_code.model.document import Json

FIELDS: Final = (
    *("AccountNumber", "AdditionalInformation", "FirstName", "LastName", "MiddleName", "GenderString", "PartyTypeString"),
    *("PhoneNumber", "BusinessName", "BusinessPhoneNumber", "HomePhoneNumber", "MobilePhoneNumber"),
    *("EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress"),
)
"""The text fields of a profile; a test holds them equal to the provider's."""
_ADDRESSES: Final = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress")
_NAME: Final = "^[A-Za-z_][A-Za-z_0-9-]*$(?!\\n)"
_TEMPLATE: Final = "^([A-Za-z_0-9-]|\\{name\\})+$(?!\\n)"


def mapping_schema() -> dict[str, Json]:
    """Return the JSON Schema of a mapping file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://raw.githubusercontent.com/segments-as-code/segments-as-code/main/schemas/mapping.schema.json",
        "title": "Segments as Code: mapping",
        "description": "Where each value of an endpoint is found on a profile, for segments convert.",
        "type": "object",
        "additionalProperties": False,
        "properties": {**_head(), **_values(), **_decisions()},
        "$defs": {"target": _target(), "key": _object({"Key": _key(_TEMPLATE)}, "Key"), "name": {"type": "string", "pattern": _NAME}},
    }


def _head() -> Mapping[str, Json]:
    return {
        "From": {"enum": ["pinpoint"], "description": "The service that the definitions are for."},
        "To": {"enum": ["customer-profiles"], "description": "The service to convert them to."},
        "Preset": {"enum": [*PRESETS], "description": "Begin with how this tool loads endpoints; the rest of the file overrides it."},
        "DomainName": {
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]{1,64}$(?!\\n)",
            "description": "The domain of the converted segments. If this is left out, the run has to name it.",
        },
    }


def _values() -> Mapping[str, Json]:
    named = "by name; * is every other one."
    targets: Json = {"type": "object", "additionalProperties": {"$ref": "#/$defs/target"}}
    keys: Json = {"type": "object", "additionalProperties": {"$ref": "#/$defs/key"}}
    return {
        "Attributes": {**_as_dict(targets), "description": f"Attributes of endpoints, {named}"},
        "UserAttributes": {**_as_dict(targets), "description": f"Attributes of users, {named}"},
        "Metrics": {**_as_dict(keys), "description": f"Metrics, {named}"},
        "Demographic": {**_as_dict(keys), "description": f"Platform, Make, Model, AppVersion and the like, {named}"},
        "Channel": {
            "type": "object",
            "additionalProperties": _object(
                {
                    "Fields": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": [*FIELDS]}},
                    "Operator": {"enum": ["CONTAINS", "BEGINS_WITH"]},
                    "Value": {"type": "string", "minLength": 1, "maxLength": 255},
                },
                *("Fields", "Operator", "Value"),
            ),
            "description": "A channel as the question whether a person has an address there: EMAIL, SMS, VOICE.",
        },
        "Country": {
            **_object(
                {
                    "Address": {"enum": [*_ADDRESSES]},
                    "Values": {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}},
                },
                "Address",
            ),
            "description": "The address whose country it is, and countries that were loaded in another spelling.",
        },
        "GPSPoint": {
            **_object({"Latitude": _key(_NAME), "Longitude": _key(_NAME)}, "Latitude", "Longitude"),
            "description": "The profile attributes that hold the position, in degrees.",
        },
        "Recency": {
            **_object({"Calculated": {"$ref": "#/$defs/name"}}, "Calculated"),
            "description": "A calculated attribute that counts activity.",
        },
    }


def _decisions() -> Mapping[str, Json]:
    patterns: Json = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}
    return {
        "Imported": {
            "type": "object",
            "additionalProperties": _object(
                {"Key": _key(_NAME), "Value": {"type": "string", "minLength": 1, "maxLength": 255}}, "Key", "Value"
            ),
            "description": "The mark of the people of an imported list, by the list's id in Pinpoint.",
        },
        "Assume": {
            "type": "array",
            "uniqueItems": True,
            "items": {"enum": [*ASSUMPTIONS]},
            "description": "Assumptions that somebody checked. A verdict names each other one that it needs.",
        },
        "Accept": {
            "type": "object",
            "additionalProperties": False,
            "properties": {code: {**_as_dict(patterns), "description": says} for code, says in VERDICT_CODES.items()},
            "description": "Differences that are accepted: for each code, keys of segments, in which * stands for any characters.",
        },
    }


def _target() -> Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "Key": {**_as_dict(_key(_TEMPLATE)), "description": "A profile attribute; {name} stands for the name in Pinpoint."},
            "Field": {"enum": [*FIELDS, "BirthDate"], "description": "A standard field of the profile."},
            "Calculated": {"$ref": "#/$defs/name", "description": "A calculated attribute with the recent values, for a list."},
            "Values": {"enum": ["one", "many"], "description": "many: a list, loaded as Key_1, Key_2 and so on, up to Most."},
            "Most": {
                "type": "integer",
                "minimum": 1,
                "maximum": 50,
                "description": "How many values of the list were loaded; required if Values is many.",
            },
        },
        "oneOf": [{"required": ["Key"]}, {"required": ["Field"]}, {"required": ["Calculated"]}],
        "dependentRequired": {"Values": ["Key"], "Most": ["Values"]},
        "allOf": [{"if": {"properties": {"Values": {"const": "many"}}, "required": ["Values"]}, "then": {"required": ["Most"]}}],
    }


def _object(properties: Mapping[str, Json], *required: str) -> dict[str, Json]:
    return {"type": "object", "additionalProperties": False, "required": [*required], "properties": dict(properties)}


def _key(pattern: str) -> Json:
    return {"type": "string", "minLength": 1, "maxLength": 255, "pattern": pattern}


def _as_dict(schema: Json) -> Mapping[str, Json]:
    return schema if isinstance(schema, dict) else {}
