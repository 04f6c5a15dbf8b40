"""Lists in pages."""

from __future__ import annotations

import pytest

from aws_emulator.core.types import items, text
from tests.emulator.pinpoint import APP, Pinpoint


def test_pages_hold_as_many_items_as_asked_for_and_the_last_has_no_token(pinpoint: Pinpoint) -> None:
    for number in range(5):
        pinpoint.create(f"S{number}")

    pages = list(pinpoint.pages(PageSize="2"))

    assert [[text(item, "Name") for item in items(page, "Item")] for page in pages] == [["S0", "S1"], ["S2", "S3"], ["S4"]]
    assert ["NextToken" in page for page in pages] == [True, True, False]


def test_a_page_that_is_just_full_is_the_last(pinpoint: Pinpoint) -> None:
    pinpoint.create()

    assert [sorted(page) for page in pinpoint.pages(PageSize="1")] == [["Item"]]


def test_without_a_page_size_a_page_has_a_hundred_items(pinpoint: Pinpoint) -> None:
    for _ in range(101):
        pinpoint.create()

    assert [len(items(page, "Item")) for page in pinpoint.pages()] == [100, 1]


def test_what_is_deleted_between_two_pages_hides_nothing_else(pinpoint: Pinpoint) -> None:
    made = [pinpoint.create(f"S{number}") for number in range(4)]
    pages = pinpoint.pages(PageSize="2")
    first = next(pages)

    pinpoint.delete(made[1]["Id"])
    rest = [text(item, "Name") for page in pages for item in items(page, "Item")]

    assert [text(item, "Name") for item in items(first, "Item")] == ["S0", "S1"]
    assert rest == ["S2", "S3"]


def test_versions_come_in_pages_too(pinpoint: Pinpoint) -> None:
    created = pinpoint.create("S1")
    pinpoint.update(created["Id"], Name="S2")

    pages = list(pinpoint.pages("get_segment_versions", SegmentId=text(created, "Id"), PageSize="1"))

    assert [[text(item, "Name") for item in items(page, "Item")] for page in pages] == [["S1"], ["S2"]]


@pytest.mark.parametrize("size", ["0", "-1", "many", "1.5"])
def test_a_page_size_that_is_no_count_is_refused(pinpoint: Pinpoint, size: str) -> None:
    assert pinpoint.refusal("get_segments", ApplicationId=APP, PageSize=size) == (
        400,
        "BadRequestException",
        f"PageSize is {size}, not a number from 1.",
    )


@pytest.mark.parametrize("token", ["nonsense", "e30=", "WzEsMl0=", "ü"])
def test_a_token_that_nobody_gave_is_refused(pinpoint: Pinpoint, token: str) -> None:
    refusal = pinpoint.refusal("get_segments", ApplicationId=APP, Token=token)

    assert refusal == (400, "BadRequestException", "The token is not one that this list gave.")


def test_a_token_of_another_list_is_refused(pinpoint: Pinpoint) -> None:
    created = [pinpoint.create(), pinpoint.create()][0]
    token = next(pinpoint.pages(PageSize="1"))["NextToken"]

    refusal = pinpoint.refusal("get_segment_versions", ApplicationId=APP, SegmentId=created["Id"], Token=token)

    assert refusal[:2] == (400, "BadRequestException")
