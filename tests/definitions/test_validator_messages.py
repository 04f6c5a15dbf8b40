"""What a schema refuses, in words: one problem for each mistake, for any provider's schema."""

from __future__ import annotations

import pytest

from segments_as_code.definitions.schema_failures import guess, listed, named, quote_value
from segments_as_code.model.document import Json
from tests.definitions.test_validator import PaperDialect, check, schema

TEXT: Json = {"type": "string"}

VALUES: tuple[tuple[str, Json, str], ...] = (
    ("a: 5", TEXT, "1:4: wrong-type: a is the number 5; text is wanted here. | put it in quotes, exactly as it should be."),
    ("a: true", TEXT, "1:4: wrong-type: a is true; text is wanted here. | put it in quotes, exactly as it should be."),
    ("a:", TEXT, "1:3: wrong-type: a is empty; text is wanted here. | write a value, or remove it."),
    ("a: [b]", TEXT, "1:4: wrong-type: a is a list; text is wanted here. | write text instead of a list."),
    ("a: {b: c}", TEXT, "1:4: wrong-type: a is a mapping; text is wanted here. | write text instead of a mapping."),
    ("a: '5'", {"type": "number"}, "1:4: wrong-type: a is the text 5; a number is wanted here. | write a number without quotes."),
    ("a: 1.5", {"type": "integer"}, "1:4: wrong-type: a is the number 1.5; a whole number is wanted here. | write a whole number."),
    (
        "a: yes",
        {"type": "boolean"},
        "1:4: wrong-type: a is the text yes; true or false is wanted here. | write true or false without quotes.",
    ),
    ("a: b", {"type": "array"}, "1:4: wrong-type: a is the text b; a list is wanted here. | write a list: [b]."),
    ("a: [b]", {"type": "object"}, "1:4: wrong-type: a is a list; a mapping is wanted here. | write a mapping."),
    (
        "a: b",
        {"type": "object", "properties": {"Type": {}, "Values": {}}},
        "1:4: wrong-type: a is the text b; a mapping is wanted here. | write its members below it, such as Type.",
    ),
    (
        "a: [b]",
        {"type": ["string", "number"]},
        "1:4: wrong-type: a is a list; text or a number is wanted here. | write text or a number instead of a list.",
    ),
    ("a: 5", {"enum": ["b", "c"]}, "1:4: unknown-value: a is 5; it can be b or c. | write b, or another of those."),
    (
        "a: INCLUSVE",
        {"enum": ["INCLUSIVE", "EXCLUSIVE"]},
        "1:4: unknown-value: a is INCLUSVE; it can be INCLUSIVE or EXCLUSIVE. | write INCLUSIVE.",
    ),
    (
        "a: inclusive",
        {"enum": ["INCLUSIVE", "EXCLUSIVE"]},
        "1:4: unknown-value: a is inclusive; it can be INCLUSIVE or EXCLUSIVE. | write INCLUSIVE.",
    ),
    (
        "a: DAY_31",
        {"enum": ["DAY_30", "DAY_7"]},
        "1:4: unknown-value: a is DAY_31; it can be DAY_30 or DAY_7. | write DAY_30, or another of those.",
    ),
    ("a: x", {"const": "y"}, "1:4: unknown-value: a is x; it can be y. | write y, or another of those."),
    ("a: []", {"minItems": 1}, "1:4: too-few-values: a has no item; it needs at least 1. | add what is missing."),
    ("a: [b, c]", {"maxItems": 1}, "1:4: too-many-values: a has 2 items; it can have at most 1. | take some out."),
    ("a: {}", {"minProperties": 1}, "1:4: too-few-values: a has no member; it needs at least 1. | add what is missing."),
    ("a: {b: 1, c: 2}", {"maxProperties": 1}, "1:4: too-many-values: a has 2 members; it can have at most 1. | take some out."),
    (
        "a: ''",
        {"minLength": 1},
        "1:4: too-short: a is an empty text; it needs a character at least. | write something between the quotes, or remove it.",
    ),
    ("a: b", {"minLength": 2}, "1:4: too-short: a has 1 character; it needs at least 2. | write a longer one."),
    ("a: bcd", {"maxLength": 2}, "1:4: too-long: a has 3 characters: bcd; it can have at most 2. | shorten it."),
    ("a: 91", {"maximum": 90}, "1:4: out-of-range: a is 91; at most 90 is wanted here. | write a number that is at most 90."),
    ("a: -1", {"minimum": 0}, "1:4: out-of-range: a is -1; at least 0 is wanted here. | write a number that is at least 0."),
    ("a: 0", {"exclusiveMinimum": 0}, "1:4: out-of-range: a is 0; more than 0 is wanted here. | write a number that is more than 0."),
    ("a: 5", {"exclusiveMaximum": 5}, "1:4: out-of-range: a is 5; less than 5 is wanted here. | write a number that is less than 5."),
    ("a: 5", {"multipleOf": 2}, "1:4: out-of-range: a is 5; a multiple of 2 is wanted here. | write a number that is a multiple of 2."),
    (
        "a: b c",
        {"pattern": "^b$"},
        "1:4: wrong-form: a is b c; it is not written in the form ^b$. | write it in that form.",
    ),
    ("a: [b, b]", {"uniqueItems": True}, "1:4: repeated-value: a names something twice; its items must differ. | take one of them out."),
    ("a: b", {"not": {}}, "1:1: either-or: a cannot stand here; something else excludes it. | take it out."),
)


@pytest.mark.parametrize(("text", "rule", "expected"), VALUES)
def test_what_is_wrong_with_a_value_is_said_in_words(text: str, rule: Json, expected: str) -> None:
    assert check(text, schema(a=rule)) == [expected]


EITHER: Json = {"oneOf": [{"required": ["b"]}, {"required": ["c"]}]}
CLOSED: Json = {"properties": {"Name": {}, "Values": {}}, "required": ["Name"], "additionalProperties": False}

MEMBERS: tuple[tuple[str, Json, list[str]], ...] = (
    ("a: {}", {"required": ["b"]}, ["1:1: missing-member: a has no b; it is required. | add b."]),
    ("a: {c: 1}", {"required": ["b", "c", "d"]}, ["1:1: missing-member: a has no b and no d; they are required. | add b and d."]),
    ("a: {b: 1}", {"dependentRequired": {"b": ["c"], "d": ["e"]}}, ["1:1: missing-member: a has no c; it is required. | add c."]),
    ("a: {}", EITHER, ["1:1: either-or: a has neither b nor c; exactly one of them is needed. | add b or c."]),
    ("a: {b: 1, c: 2}", EITHER, ["1:11: either-or: a has both b and c; exactly one of them is needed. | keep one of b and c."]),
    (
        "a: {b: 1, c: 2}",
        {"not": {"required": ["c", "b"]}},
        ["1:5: either-or: a has both c and b; only one of them is possible. | take one of them out."],
    ),
    ("a: {Nmae: 1}", CLOSED, ["1:5: unknown-member: Nmae is not known here; did you mean Name? | write Name."]),
    ("a: {NAME: 1}", CLOSED, ["1:5: unknown-member: NAME is not known here; did you mean Name? | write Name."]),
    ("a: {Name: 1, name: 1}", CLOSED, ["1:14: unknown-member: name is not known here; Name is, and stands here too. | keep Name alone."]),
    ("a: {Name: 1, x: 1}", CLOSED, ["1:14: unknown-member: x is not known here. | take it out, or write Name or Values."]),
    ("a: {x: 1}", {"additionalProperties": False}, ["1:5: unknown-member: x is not known here. | take it out."]),
    (
        "a: {x1: 1, y: 1}",
        {"patternProperties": {"^x": {}}, "additionalProperties": False},
        ["1:12: unknown-member: y is not known here. | take it out."],
    ),
    (
        "a: {toolong: 1}",
        {"propertyNames": {"maxLength": 3}},
        ["1:5: too-long: a.toolong has 7 characters: toolong; it can have at most 3. | shorten it."],
    ),
)


@pytest.mark.parametrize(("text", "rule", "expected"), MEMBERS)
def test_what_is_wrong_with_members_is_said_at_their_keys(text: str, rule: Json, expected: list[str]) -> None:
    assert check(text, schema(a=rule)) == expected


NESTED: Json = {
    "type": "object",
    "properties": {
        "Dimensions": {"$ref": "#/$defs/block"},
        "Lifecycle": {"properties": {"Protected": {}, "Type": {}}},
        "Other": {"properties": {"Type": {}}},
    },
    "additionalProperties": False,
    "$defs": {"block": {"properties": {"Attributes": {}, "Lifecycle": {}}}},
}


def test_a_member_in_the_wrong_place_is_shown_the_one_place_where_it_belongs() -> None:
    assert isinstance(NESTED, dict)
    assert check("Attributes: 1\nProtected: 2\nType: 3\n", PaperDialect(rules=NESTED)) == [
        "1:1: unknown-member: Attributes is not known here; it belongs in Dimensions. | move it into Dimensions.",
        "2:1: unknown-member: Protected is not known here; it belongs in Lifecycle. | move it into Lifecycle.",
        "3:1: unknown-member: Type is not known here. | take it out, or write Dimensions, Lifecycle or Other.",
    ]


# ── one problem for each mistake ─────────────────────────────────────────────────────────────────────────────────────


def codes(text: str, rule: Json) -> list[str]:
    return [line.split(": ")[1] for line in check(text, schema(a=rule))]


def test_a_member_that_is_only_misspelt_is_not_missing_too() -> None:
    assert codes(
        "a: {Nmae: 1, x: 1}", {"properties": {"Name": {}, "Type": {}}, "required": ["Name", "Type"], "additionalProperties": False}
    ) == [
        "missing-member",
        "unknown-member",
        "unknown-member",
    ]
    assert codes(
        "a: {Reff: 1}",
        {"properties": {"Ref": {}, "Id": {}}, "oneOf": [{"required": ["Ref"]}, {"required": ["Id"]}], "additionalProperties": False},
    ) == ["unknown-member"]


def test_a_value_of_the_wrong_type_is_not_also_of_the_wrong_form_or_choice() -> None:
    rule: Json = {"type": "string", "enum": ["b"], "oneOf": [{"minLength": 1}], "const": "b"}
    assert codes("a: 5", rule) == ["wrong-type"]
    assert codes("a: 5", {"type": "object", "oneOf": [{"type": "object"}, {"type": "array"}]}) == ["wrong-type"]


def test_of_two_rules_that_a_value_breaks_alike_the_one_with_its_own_code_speaks() -> None:
    rule: Json = {"allOf": [{"minItems": 1}, {"minItems": 2, "x-code": {"minItems": "two-dates"}}]}
    assert codes("a: []", rule) == ["two-dates"]


def test_a_text_is_too_long_and_not_of_the_wrong_form_as_well() -> None:
    assert codes("a: bbbb", {"maxLength": 3, "pattern": "^b{1,3}$"}) == ["too-long"]


def test_inside_if_and_then_the_inner_mistake_is_reported() -> None:
    rule: Json = {"if": {"properties": {"t": {"const": "x"}}}, "then": {"properties": {"v": {"maxItems": 1}}}}
    assert check("a: {t: x, v: [1, 2]}", schema(a=rule)) == [
        "1:14: too-many-values: a.v has 2 items; it can have at most 1. | take some out."
    ]


def test_of_alternatives_the_one_that_was_most_likely_meant_is_explained() -> None:
    rule: Json = {"oneOf": [{"type": "string"}, {"type": "object", "properties": {"Type": {"enum": ["X"]}}, "additionalProperties": False}]}
    assert check("a: {Type: Y}", schema(a=rule)) == ["1:11: unknown-value: a.Type is Y; it can be X. | write X, or another of those."]


def test_every_mistake_of_a_list_is_reported_at_its_item() -> None:
    assert check("a:\n  - b\n  - 5\n  - []\n", schema(a={"items": TEXT})) == [
        "3:5: wrong-type: item 2 of a is the number 5; text is wanted here. | put it in quotes, exactly as it should be.",
        "4:5: wrong-type: item 3 of a is an empty list; text is wanted here. | write text instead of an empty list.",
    ]


def test_many_unknown_members_are_counted_after_the_first_twenty() -> None:
    text = "a: b\n" + "".join(f"{'x' * number}: 1\n" for number in range(1, 1001))
    lines = check(text, schema(a=TEXT))
    assert (len(lines), lines[0]) == (21, "1:1: unknown-member: this segment has 980 more unknown members. | take it out, or write a.")


# ── the schema's own words ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_schema_can_name_code_reason_and_remedy_for_one_keyword() -> None:
    rule: Json = {
        "enum": ["HR_24", "DAY_7"],
        "x-code": {"enum": "unknown-duration"},
        "x-says": {"enum": "Pinpoint knows HR_24 and DAY_7"},
        "x-fix": {"enum": "write one of those."},
    }
    assert check("a: DAY_8", schema(a=rule)) == ["1:4: unknown-duration: a is DAY_8; Pinpoint knows HR_24 and DAY_7. | write one of those."]


def test_a_schema_can_name_them_for_all_its_keywords() -> None:
    rule: Json = {"not": {}, "x-code": "never", "x-says": "this is never right", "x-fix": "take it away."}
    assert check("a: 1", schema(a=rule)) == ["1:1: never: a cannot stand here; this is never right. | take it away."]


def test_words_for_another_keyword_are_not_used() -> None:
    rule: Json = {"type": "string", "x-code": {"enum": "unknown-duration"}, "x-fix": {"enum": "write one of those."}}
    assert check("a: 5", schema(a=rule)) == [
        "1:4: wrong-type: a is the number 5; text is wanted here. | put it in quotes, exactly as it should be."
    ]


def test_words_of_a_definition_that_is_referred_to_are_used() -> None:
    rules: Json = {
        "properties": {"a": {"$ref": "#/$defs/id"}},
        "$defs": {"id": {"type": "string", "x-fix": {"type": "put the id in quotes."}}},
    }
    assert isinstance(rules, dict)
    assert check("a: 5", PaperDialect(rules=rules)) == ["1:4: wrong-type: a is the number 5; text is wanted here. | put the id in quotes."]


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("DAY_31", "DAY_31"),
        ("", '""'),
        (" a ", '" a "'),
        ("a ", '"a "'),
        ('say "hi"\\', '"say \\"hi\\"\\\\"'),
        ("line\nbreak\ttab", '"line\\nbreak\\ttab"'),
        ("bell\x07 right\u202eleft", '"bell\\u0007 right\\u202eleft"'),
        ("x" * 61, "x" * 60 + "…"),
        ("::error::", '"::error::"'),
        ("Zürich 新規", "Zürich 新規"),
        ([], "an empty list"),
        ({"a": 1}, "a mapping"),
        (1.5, "1.5"),
        (None, "null"),
    ],
)
def test_values_are_shown_on_one_line_with_nothing_invisible(value: Json, expected: str) -> None:
    assert quote_value(value) == expected


def test_a_value_is_called_by_its_last_two_names() -> None:
    paths = ((), ("Name",), ("A", "B", "C"), ("A", "B", 0), ("A", 1, "B", 2, "C"), (0,), ("A", 0, 1))
    assert [named(path) for path in paths] == ["this segment", "Name", "B.C", "item 1 of A.B", "B.C", "this segment", "item 2 of A"]


def test_words_are_listed_as_in_a_sentence() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")] == ["a", "a and b", "a, b or c"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *(
            ("Dimension", "Dimensions"),
            ("dimensions", "Dimensions"),
            ("segment_groups", "SegmentGroups"),
            ("Tag", "Tags"),
            ("day-7", "DAY_7"),
        ),
        *((stranger, None) for stranger in ("DAY_8", "DAY_70", "x" * 10_000, "")),
    ],
)
def test_a_misspelling_is_recognised_and_another_number_is_none(word: str, expected: str | None) -> None:
    assert guess(word, ["Dimensions", "SegmentGroups", "Tags", "DAY_7"]) == expected
