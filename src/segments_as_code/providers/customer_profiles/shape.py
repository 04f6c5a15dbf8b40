"""The names in Customer Profiles' segment model that code compares with, and their order.

Source: botocore 1.44.5, ``customer-profiles/2020-08-15/service-2.json``, CreateSegmentDefinitionRequest.
"""

from __future__ import annotations

from typing import Final

TEXT_TYPES: Final = ("INCLUSIVE", "EXCLUSIVE", "CONTAINS", "BEGINS_WITH", "ENDS_WITH")
LIST_TYPES: Final = ("LIST_CONTAINS", "LIST_CONTAINS_ALL")
INSTANT_TYPES: Final = ("BEFORE", "AFTER", "ON")
RANGE_TYPES: Final = ("BETWEEN", "NOT_BETWEEN")
DATE_TYPES: Final = INSTANT_TYPES + RANGE_TYPES
NUMBER_TYPES: Final = ("GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL")
ATTRIBUTE_TYPES: Final = TEXT_TYPES + DATE_TYPES + NUMBER_TYPES + LIST_TYPES

TEXT_FIELDS: Final = (
    *("AccountNumber", "AdditionalInformation", "FirstName", "LastName", "MiddleName", "GenderString", "PartyTypeString"),
    *("PhoneNumber", "BusinessName", "BusinessPhoneNumber", "HomePhoneNumber", "MobilePhoneNumber"),
    *("EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress"),
)
ADDRESSES: Final = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress")
ADDRESS_PARTS: Final = ("City", "Country", "County", "PostalCode", "Province", "State")
PROFILE_TYPES: Final = ("ACCOUNT_PROFILE", "PROFILE")

DEFINITION_ORDER: Final = ("SegmentDefinitionName", "DisplayName", "Description", "SegmentGroups", "SegmentSqlQuery", "SegmentSort")
PROFILE_ORDER: Final = (*TEXT_FIELDS, "BirthDate", *ADDRESSES, "Attributes", "ProfileType")
CRITERION_ORDER: Final = ("DimensionType", "Values", "ConditionOverrides")
RANGE_ORDER: Final = ("Start", "End", "Unit")
SORT_ORDER: Final = ("Name", "Order", "DataType", "Type")
SOURCE_ORDER: Final = ("Ref", "SegmentDefinitionName")
