"""The hidden first line of our comments: read as written, short, and an edit by hand shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from segments_as_code.model.comment import Comment, Header
from segments_as_code.model.plan import Fingerprints
from segments_as_code.review.comment_header import carry_time, read_header, read_target, seal_comment, shown_since, write_header

HEAD = "4f2c" * 10


def with_changes(*changes: tuple[str, str]) -> Header:
    return Header("t", HEAD, "d" * 64, fingerprints=Fingerprints("0123456789ab", changes))


def test_the_hidden_line_is_read_as_it_was_written_whatever_a_key_holds() -> None:
    header = with_changes(("a --> <b>\n", "0" * 12), ("retail/\u202e✓", "1" * 12))
    line = write_header(header)
    assert read_header(seal_comment(f"{line}\nmore")) == header
    assert (line.count("-->"), line.count("<"), "\n" in line) == (1, 1, False)


def test_the_hidden_line_says_which_policies_the_plan_was_held_to() -> None:
    header = replace(with_changes(), policies="e" * 64, base="c3" * 20)
    assert read_header(seal_comment(f"{write_header(header)}\nmore")) == header
    assert '"base"' not in write_header(replace(header, policies=""))


@pytest.mark.parametrize("changes", [[(f"k{n}", "0" * 12) for n in range(201)], [(f"{n}{'k' * 250}", "0" * 12) for n in range(25)]])
def test_too_many_changes_are_not_listed_in_the_hidden_line(changes: list[tuple[str, str]]) -> None:
    line = write_header(with_changes(*changes))
    assert read_header(line) == Header("t", HEAD, "d" * 64, fingerprints=Fingerprints("0123456789ab", None))
    assert len(line) < 400


@pytest.mark.parametrize("old", ['"d' + "d" * 63, '"t"', HEAD, "0123456789ab", '["a","000000000000"]', '"sum":"'])
def test_an_edit_anywhere_in_the_hidden_line_shows(old: str) -> None:
    line = write_header(with_changes(("a", "0" * 12)))
    assert old in line
    found = read_header(line.replace(old, old[:2] + "9" + old[3:] if old != '"sum":"' else '"sum":"9', 1))
    assert found is None or not found.is_intact


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:0],
        lambda text: text.replace("two", "one"),
        lambda text: f"{text}more",
        lambda text: text.replace("to delete", "todelete"),
    ],
)
def test_an_edit_of_the_text_below_shows(change: Callable[[str], str]) -> None:
    line, _, text = seal_comment(f"{write_header(with_changes(('a', '0' * 12)))}\n### two to delete\n- 1\n- 2\n").partition("\n")
    (kept, edited) = read_header(f"{line}\n{text}"), read_header(f"{line}\n{change(text)}")
    assert (kept is not None and kept.is_intact, edited is not None and edited.is_intact) == (True, False)


def test_the_checksum_of_a_line_alone_does_not_cover_a_text() -> None:
    found = read_header(f"{write_header(with_changes())}\ntext")
    assert (found is not None and found.is_intact) is False


def test_the_line_with_the_time_and_white_space_are_no_edit() -> None:
    body = seal_comment(f"{write_header(Header('t', HEAD, 'd' * 64))}\n\n### two  to delete\n")
    timed = carry_time(body.replace("two  to", "two to\r\n"), Comment(1, "u", "bot", body, "2026-01-01T00:00:05Z"), "d" * 64)
    assert "since 2026-01-01T00:00:05Z" in timed
    found = read_header(timed)
    assert (found is not None and found.is_intact) is True


def test_a_text_that_only_looks_like_the_line_with_the_time_is_covered() -> None:
    line, _, text = seal_comment(f"{write_header(Header('t', HEAD, 'd' * 64))}\ntext").partition("\n")
    found = read_header(f"{line}\n<!-- plan {'d' * 64} since yesterday -->\n{text}")
    assert (found is not None and found.is_intact) is False


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_comment_of_another_version_is_known_for_ours_whatever_else_it_says(version: int) -> None:
    line = f'<!-- segments-as-code {{"v":{version},"kind":"plan","target":"t","head":"{HEAD}","digest":"d","new":[1]}} -->'
    assert read_header(line) == Header("t", HEAD, "d", version=version)


@pytest.mark.parametrize("text", ['"v":2', '"v":"1"', '"v":true', '"w":1'])
def test_a_comment_of_no_version_or_of_ours_with_other_members_is_not_ours(text: str) -> None:
    line = f'<!-- segments-as-code {{"v":1,"kind":"plan","target":"t","head":"{HEAD}","digest":"d","new":[1]}} -->'
    assert read_header(line.replace('"v":1', text)) is None


@pytest.mark.parametrize("header", [with_changes(("a", "0" * 12)), Header("t", HEAD, "d" * 64), Header("t", HEAD, "d" * 64, kind="record")])
@pytest.mark.parametrize("lost", [("desired", "changes", "sum"), ("sum",), ("desired", "changes")])
def test_a_line_with_a_digest_and_without_its_checksum_is_not_intact(header: Header, lost: tuple[str, ...]) -> None:
    line = write_header(header)
    values = json.loads(line.removeprefix("<!-- segments-as-code ").removesuffix(" -->"))
    kept = {name: value for name, value in values.items() if name not in lost}
    found = read_header(line.replace(json.dumps(values, separators=(",", ":")), json.dumps(kept, separators=(",", ":"))))
    assert found is not None
    assert found.is_intact == (kept == values)


def test_a_line_without_a_digest_has_no_checksum_and_is_intact() -> None:
    line = write_header(Header("t", HEAD, "", kind="findings"))
    found = read_header(line)
    assert ("sum" in line, found and found.is_intact) == (False, True)


def test_a_line_that_does_not_begin_and_end_as_ours_is_not_ours() -> None:
    line = write_header(with_changes())
    assert read_header(f"{line[:-4]}####") is None
    assert read_header(f"#{line[1:]}") is None
    assert read_target(f"#{line[1:]}") is None
    assert read_target(line) == "t"


def test_a_line_with_fingerprints_and_no_digest_has_a_checksum_too() -> None:
    header = Header("t", HEAD, "", fingerprints=Fingerprints("0123456789ab", ()))
    assert '"sum":' in write_header(header)
    assert read_header(write_header(header)) == header


@pytest.mark.parametrize("pair", [["a", 1], [1, "a"], ["a"], ["a", "b", "c"], "ab", None])
def test_changes_that_we_cannot_have_written_are_no_fingerprints(pair: object) -> None:
    line = write_header(with_changes(("key", "0" * 12))).replace('["key","000000000000"]', json.dumps(pair, separators=(",", ":")))
    found = read_header(line)
    assert found is not None
    assert found.fingerprints is None


def test_a_comment_that_is_not_changed_gets_no_time() -> None:
    body = seal_comment(f"{write_header(Header('t', HEAD, 'd' * 64))}\ntext")
    comment = Comment(1, "u", "bot", body, "2026-01-01T00:00:05Z")
    assert carry_time(body, comment, "d" * 64) == body
    assert carry_time(f"{body} changed", comment, "d" * 64) != f"{body} changed"


def test_two_hundred_changes_are_listed_and_a_checksum_has_twelve_digits() -> None:
    listed = tuple((f"k{n}", "0" * 12) for n in range(200))
    line = write_header(with_changes(*listed))
    found = read_header(line)
    assert found is not None
    assert found.fingerprints == Fingerprints("0123456789ab", listed)
    assert re.search(r'"sum":"[0-9a-f]{12}"} -->$', line)


@pytest.mark.parametrize("content", ["[1]", "7", "null", '"v"'])
def test_a_line_that_holds_no_mapping_is_not_ours(content: str) -> None:
    assert read_header(f"<!-- segments-as-code {content} -->\ntext") is None


def test_the_order_of_members_is_no_edit() -> None:
    line = write_header(Header("t", HEAD, "d" * 64))
    values = json.loads(line.removeprefix("<!-- segments-as-code ").removesuffix(" -->"))
    found = read_header(f"<!-- segments-as-code {json.dumps(dict(reversed(values.items())))} -->")
    assert found is not None
    assert found.is_intact


@pytest.mark.parametrize(("length", "is_listed"), [(6_000, True), (6_001, False)])
def test_changes_are_listed_up_to_six_thousand_characters(*, length: int, is_listed: bool) -> None:
    listed = [(f"{n:02}", "0" * 12) for n in range(20)]
    more = length - len(json.dumps(listed, separators=(",", ":")))
    found = read_header(write_header(with_changes(*listed[1:], (f"{'k' * more}00", "0" * 12))))
    assert found is not None
    assert found.fingerprints is not None
    assert (found.fingerprints.changes is not None) == is_listed


@pytest.mark.parametrize("changes", ["7", '"ab"', '{"a":1}', "true"])
def test_changes_that_are_no_list_are_no_fingerprints(changes: str) -> None:
    found = read_header(write_header(with_changes(("key", "0" * 12))).replace('[["key","000000000000"]]', changes))
    assert found is not None
    assert found.fingerprints is None


def test_a_comment_without_a_plan_shows_none() -> None:
    findings = seal_comment(f"{write_header(Header('t', HEAD, '', 'findings'))}\ntext")
    assert shown_since(Comment(1, "u", "bot", findings, "2026-01-01T00:00:05Z"), "") == ""


def test_a_comment_that_is_not_ours_shows_no_plan() -> None:
    assert shown_since(Comment(1, "u", "bot", "text", "2026-01-01T00:00:05Z"), "d" * 64) == ""


def test_a_record_that_left_nothing_to_do_has_no_time() -> None:
    body = seal_comment(f"{write_header(Header('t', HEAD, 'd' * 64))}\ntext")
    record = seal_comment(f"{write_header(Header('t', HEAD, '', 'record'))}\ntext")
    assert carry_time(record, Comment(1, "u", "bot", body, "2026-01-01T00:00:05Z"), "d" * 64) == record


@pytest.mark.parametrize("member", ["digest", "target", "sum"])
def test_a_line_that_has_a_member_twice_is_not_ours(member: str) -> None:
    body = seal_comment(f"{write_header(with_changes())}\ntext")
    assert read_header(body) is not None
    assert read_header(body.replace('{"v":', f'{{"{member}":"0","v":', 1)) is None
