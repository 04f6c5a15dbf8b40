"""The users of an imported segment, in every form in which a list of them is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from segments_as_code.counting import read_members
from segments_as_code.model.problem import SegmentsError


@pytest.mark.parametrize(
    ("text", "users"),
    [
        ("User.UserId\nu1 u2\nu3\n", ["u1", "u2", "u3"]),
        ("u1\nu2\n\n", ["u1", "u2"]),
        ("\ufeffu1\n", ["u1"]),
        ('ChannelType,Address,User.UserId\nEMAIL,"a, b",u1\nSMS,,u2\n', ["u1", "u2"]),
        ('{"User": {"UserId": "u1"}}\n{"User": {"UserId": "u 2"}}\n', ["u 2", "u1"]),
        (" ".join(f"u{index:06}" for index in range(30_000)), [f"u{index:06}" for index in range(30_000)]),
        ("", []),
    ],
)
def test_ids_are_read_from_every_form(text: str, users: list[str], tmp_path: Path) -> None:
    file = tmp_path / "list"
    file.write_text(text, encoding="utf-8")
    assert read_members(f"winter={file}") == ("winter", users)


@pytest.mark.parametrize("text", ["ChannelType,Address\nEMAIL,x\n", '{"Id": "1"}\n', "{" * 20_000, '{"User":' * 20_000])
def test_what_is_no_list_of_users_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "list"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SegmentsError) as raised:
        read_members(f"winter={file}")
    assert raised.value.code == "members-unreadable"
