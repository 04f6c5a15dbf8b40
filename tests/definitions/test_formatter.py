"""What rewriting does with what people type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from segments_as_code.definitions.formatter import schema_order
from segments_as_code.definitions.tree_editor import Edit
from segments_as_code.definitions.yaml_editor import lay_out
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.definitions.yaml_tree import CannotEditError
from segments_as_code.model.document import Json, SourceFile
from tests.definitions.formatting import DIALECT, codes, fmt, rewritten

A = "a: {AttributeType: INCLUSIVE, Values: [x]}"
ATTRIBUTES = f"Attributes: {{{A}}}"


def in_block(lines: str) -> str:
    """Return a document with these lines under Dimensions."""
    return "Name: A\nDimensions:\n" + "".join(f"  {line}\n" for line in lines.splitlines())


# ── spelling ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SPELLINGS = {
    "a metric written like an attribute": (
        'Metrics:\n  n: # how many\n    # at least\n    DimensionType: GREATER_THAN\n    Values:\n      # five\n      - "5" # 5',
        "Metrics:\n  n: # how many\n    # at least\n    ComparisonOperator: GREATER_THAN\n    # five\n    # 5\n    Value: 5",
    ),
    "a metric in brackets": (
        "Metrics: {n: {Values: ['5.5'], DimensionType: INCLUSIVE}}",
        "Metrics: {n: {ComparisonOperator: EQUAL, Value: 5.5}}",
    ),
    "a number below zero in quotes": (
        'Metrics: {n: {ComparisonOperator: EQUAL, Value: "-5"}}',
        "Metrics: {n: {ComparisonOperator: EQUAL, Value: -5}}",
    ),
    "GREATER_THAN on a date": (
        "Attributes:\n  d:\n    AttributeType: GREATER_THAN # since\n    Values: ['2023-11-01']",
        "Attributes:\n  d:\n    AttributeType: AFTER # since\n    Values: ['2023-11-01T00:00:00Z']",
    ),
    "dates keep their quotes, or none": (
        'Attributes:\n  d:\n    AttributeType: BETWEEN\n    Values:\n      - 2023-11-01 # from\n      - "2023-12-01"',
        'Attributes:\n  d:\n    AttributeType: BETWEEN\n    Values:\n      - 2023-11-01T00:00:00Z # from\n      - "2023-12-01T00:00:00Z"',
    ),
    "one value": ("Attributes: {a: {AttributeType: INCLUSIVE, Values: x}}", "Attributes: {a: {AttributeType: INCLUSIVE, Values: [x]}}"),
    "one value that brackets would take apart": (
        "Attributes:\n  a:\n    AttributeType: INCLUSIVE\n    Values: x, y # both",
        'Attributes:\n  a:\n    AttributeType: INCLUSIVE\n    Values: ["x, y"] # both',
    ),
    "DimensionType for AttributeType": (
        'Attributes:\n  a:\n    Values: [ON, NO]\n    "DimensionType": INCLUSIVE',
        'Attributes:\n  a:\n    "AttributeType": INCLUSIVE\n    Values: [ON, NO]',
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SPELLINGS)
def test_a_pasted_spelling_becomes_the_canonical_one(what: str) -> None:
    before, after = map(in_block, SPELLINGS[what])
    assert fmt(before) == after


def test_tags_become_tags_and_keep_their_comments() -> None:
    assert fmt("Name: A\n# ours\ntags: # all\n  a: b # one\n") == "Name: A\n# ours\nTags: # all\n  a: b # one\n"


def test_a_group_gets_its_list_and_its_connectives() -> None:
    before = f"Name: A\nSegmentGroups:\n  Groups:\n  - # first\n    Dimensions:\n      # new\n      {ATTRIBUTES} # ones\n"
    after = (
        "Name: A\nSegmentGroups:\n  Include: ALL\n  Groups:\n    # first\n    - SourceType: ALL\n      Type: ALL\n"
        f"      Dimensions:\n        # new\n        - {ATTRIBUTES} # ones\n"
    )
    assert fmt(before) == after


def test_empty_dimensions_beside_groups_go_and_their_comment_stays() -> None:
    groups = (
        f"SegmentGroups:\n  Include: ALL\n  Groups:\n    - SourceType: ALL\n      Type: ALL\n      Dimensions:\n        - {ATTRIBUTES}\n"
    )
    assert fmt(f"Name: A\n# none\nDimensions: {{}} # yet\n{groups}") == f"Name: A\n# none\n# yet\n{groups}"


def test_what_has_no_single_reading_stays_as_it_is() -> None:
    text = in_block("Metrics: {n: {DimensionType: INCLUSIVE, Values: [many]}}")
    assert fmt(text) == text


# ── order ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_members_stand_in_the_order_of_the_reference_and_names_in_that_of_the_author() -> None:
    before = (
        "Tags: {b: x, a: y}\nDimensions:\n  Attributes:\n    z: {Values: [b, a], AttributeType: INCLUSIVE}\n    "
        + A
        + "\nName: A\nKey: a\n"
    )
    after = (
        "Key: a\nName: A\nDimensions:\n  Attributes:\n    z: {AttributeType: INCLUSIVE, Values: [b, a]}\n    "
        + A
        + "\nTags: {b: x, a: y}\n"
    )
    assert fmt(before) == after


def test_a_member_that_nobody_knows_comes_last() -> None:
    assert fmt("Colour: red\nName: A\nKey: a\n") == "Key: a\nName: A\nColour: red\n"


def test_comments_go_with_their_members_and_a_blank_line_stays_between() -> None:
    before = "# yaml-language-server: $schema=x\n\n# whose\nTags: {a: b} # ours\n\n# what people see\nName: A\n# the end\n"
    after = "# yaml-language-server: $schema=x\n\n# what people see\nName: A\n\n# whose\nTags: {a: b} # ours\n# the end\n"
    assert fmt(before) == after


def test_the_head_of_a_document_stays_at_its_head() -> None:
    assert fmt("# about\n# all\nTags: {a: b}\nName: A\n") == "# about\n# all\nName: A\nTags: {a: b}\n"


def test_a_blank_line_does_not_move_to_the_top_with_its_member() -> None:
    assert fmt("Tags:\n  a: b\n\nName: A\n") == "Name: A\n\nTags:\n  a: b\n"


# ── layout ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_levels_are_indented_by_two_and_brackets_over_lines_become_lines() -> None:
    before = (
        "Name: A\nDimensions: {\n    Attributes: # of people\n    {\n        a: { AttributeType: INCLUSIVE,\n"
        "             Values: [x,   y # why\n             # last\n ] } # closed\n    }\n}\n"
    )
    after = (
        "Name: A\nDimensions:\n  Attributes: # of people\n    a: # closed\n      AttributeType: INCLUSIVE\n"
        "      Values:\n        - x\n        - y # why\n        # last\n"
    )
    assert fmt(before) == after


def test_json_that_was_pasted_keeps_its_quotes() -> None:
    before = '{\n  "Name": "A",\n  "Tags": {"a": "b"}\n}\n'
    assert fmt(before) == '"Name": "A"\n"Tags": {"a": "b"}\n'


def test_a_comment_that_is_indented_like_a_list_stays_in_it() -> None:
    text = (
        in_block("Attributes:\n  a:\n    AttributeType: INCLUSIVE\n    Values:\n      - x\n      # - y\n  # b: {}\n# Metrics: {}")
        + "# all\n"
    )
    assert fmt(text) == text


def test_a_comment_further_in_than_the_member_below_it_stays_with_the_member_above() -> None:
    before = "Tags:\n    a: b\n    # c: d\n# the name\nName: A\n"
    assert fmt(before) == "# the name\nName: A\nTags:\n  a: b\n  # c: d\n"


def test_text_over_several_lines_is_moved_and_says_the_same() -> None:
    before = (
        'Tags:\n      a: >-  # long\n          one\n          two\n\n      b: "three\n        four"\n      c: five\n       six\nName: A\n'
    )
    after = 'Name: A\nTags:\n  a: >-  # long\n      one\n      two\n\n  b: "three\n    four"\n  c: five\n    six\n'
    assert fmt(before) == after


def test_text_that_keeps_its_blank_lines_keeps_them() -> None:
    before = "Tags:\n    a: |+\n      one\n\n\nName: A\n"
    assert fmt(before) == "Name: A\nTags:\n  a: |+\n    one\n\n\n"


def test_what_is_canonical_is_left_alone_to_the_byte() -> None:
    text = (
        "# yaml-language-server: $schema=x\n---\n# head\n\nName:   'It''s'   # aligned\nDimensions:\n\n  # who\n  Attributes:\n"
        f"    {A}\nTags: {{}}\n\n--- # the second\nKey: b\nName: B\n...\n# the end\n"
    ).replace("Name:   ", "Name: ")
    assert fmt(text) == text


def test_tabs_between_things_become_blanks_and_tabs_in_text_stay() -> None:
    before = "Name:\tEveryone\t\nTags: {a:\t'b\tc'}\t\n# x:\ty\n"
    assert fmt(before) == "Name: Everyone\nTags: {a: 'b\tc'}\n# x:\ty\n"


def test_directives_and_tags_of_yaml_stay() -> None:
    text = "%YAML 1.2\n--- !!map\nName: !!str A\nTags: !!map\n  a: !!str b\n"
    assert fmt(text) == text


def test_documents_of_comments_alone_stay_where_they_are() -> None:
    text = "---\n# nothing yet\n---\nName: A\n---\n"
    assert fmt(text) == text


def test_members_without_a_value_stay_without_one() -> None:
    assert fmt("Tags: # none yet\nName: A\n") == "Name: A\nTags: # none yet\n"
    assert fmt("{Tags: , Name: A}\n") == "{Name: A, Tags: }\n"


# ── aliases ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_aliases_stay_where_what_they_repeat_is_normalized_alike() -> None:
    before = in_block(
        "Attributes:\n  b: &x # both\n    # they\n    DimensionType: INCLUSIVE\n    Values: &v one\n"
        "  a: *x\n  c: {Values: *v, AttributeType: EXCLUSIVE}"
    )
    after = in_block(
        "Attributes:\n  b: &x # both\n    # they\n    AttributeType: INCLUSIVE\n    Values: [&v one]\n"
        "  a: *x\n  c: {AttributeType: EXCLUSIVE, Values: [one]}"
    )
    assert fmt(before) == after


def test_where_the_order_would_put_an_alias_before_its_anchor_the_order_stays() -> None:
    text = "Tags: {a: &name Anna}\nName: *name\n"
    assert fmt(text) == text


def test_an_alias_for_which_the_anchor_says_something_else_is_written_out() -> None:
    before = in_block(
        "Demographic: {Make: {DimensionType: INCLUSIVE, Values: &d [2023-11-01]}}\nAttributes: {b: {AttributeType: ON, Values: *d}}"
    )
    after = fmt(before)
    assert "Values: &d [2023-11-01]" in after
    assert 'AttributeType: ON, Values: ["2023-11-01T00:00:00Z"]' in after


# ── bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_windows_line_ends_and_a_byte_order_mark_stay() -> None:
    before = b"\xef\xbb\xbfTags: {a: b}\r\n\r\n# \xc3\xbc\r\nName: A"
    assert rewritten(before) == b"\xef\xbb\xbf# \xc3\xbc\r\nName: A\r\n\r\nTags: {a: b}\r\n"


def test_mixed_line_ends_become_those_of_windows() -> None:
    assert rewritten(b"Name: A\r\nTags: {a: b}\n") == b"Name: A\r\nTags: {a: b}\r\n"


# ── what is left alone ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Name: A\nName: B\n", "duplicate-key"),
        ("Name: [\n", "bad-yaml"),
        ("# nothing\n", "empty-file"),
        ("? |-\n  Name\n: A\n", "not-rewritten"),
        ("? >-\n  Name\n: A\n", "not-rewritten"),
        ("? # a comment that the tree would lose\n  Name\n: A\n", "not-rewritten"),
    ],
)
def test_a_file_that_cannot_be_read_or_rewritten_is_left_alone_and_told(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize("read", [None, [], [{"Name": "A"}], [{"Name": "A", "Tags": {"a": "c"}}], [{"Name": "A", "Tags": {"a": 1}}]])
def test_a_text_that_is_read_as_anything_else_is_not_given_out(read: Sequence[Mapping[str, Json]] | None) -> None:
    text = "Name: A\ntags: {a: b}\n"
    documents, _ = read_files([SourceFile("a.yaml", "a", text.encode())])
    normalized = [DIALECT.normalize(document.content) for document in documents]
    edits = [Edit(document.content, found.content, found.origins) for document, found in zip(documents, normalized, strict=True)]
    order = schema_order(DIALECT.schema)
    with pytest.raises(CannotEditError):
        lay_out(text, edits, order, lambda _: read)
    assert lay_out(text, edits, order, lambda _: [edits[0].wanted]) == "Name: A\nTags: {a: b}\n"
