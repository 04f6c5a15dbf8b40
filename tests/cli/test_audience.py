"""``segments audience``: numbers for one plan, in a file that this plan shows and no other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aws_emulator.core.faults import Fault
from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from segments_as_code.audience.impact import make_audience
from segments_as_code.audience.population import Count
from segments_as_code.audience.population import Counts as Counted
from segments_as_code.audience_file import load_audience, write_audience
from segments_as_code.model.audience import NUMBERS, Audience, AudienceSource, Counts, hide_few
from segments_as_code.model.problem import SegmentsError
from segments_as_code.model.segment import Target
from tests.cli.laptop import OWNER, Laptop

DOMAIN, REGION = "shop", "eu-west-1"
SCHEMA = Draft202012Validator(json.loads((files("segments_as_code") / "schemas" / "audience.schema.json").read_text("utf-8")))
GOLD = """\
DisplayName: Gold
SegmentGroups:
  Include: ALL
  Groups:
    - {Type: ALL, SourceType: ALL, Dimensions: [{ProfileAttributes: {Attributes: {tier: {DimensionType: INCLUSIVE, Values: [gold]}}}}]}
"""
WIDER, FEW = GOLD.replace("[gold]", "[gold, platinum]"), GOLD.replace("gold", "silver").replace("Gold", "Silver")
TIERS = [*["gold"] * 120, *["platinum"] * 31, *["silver"] * 3]


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    """A domain with 154 people, and a change that lets 31 of them into a segment."""
    people: list[Json] = [{"Attributes": {"tier": tier}} for tier in TIERS]
    seed: Any = {"domains": [{"DomainName": DOMAIN, "profiles": people}]}
    services = ["pinpoint", "customer-profiles"]
    with Emulator(services=services, applications=["app-1"], domains=[DOMAIN], region=REGION, seed=seed) as emulator:
        made = Laptop(tmp_path, emulator)
        made.check_out({"gold.yaml": GOLD})
        assert made.run("apply", *given_to(made), "--yes").code == 0
        made.check_out({"gold.yaml": WIDER, "few.yaml": FEW})
        emulator.forget_requests()
        yield made


def given_to(laptop: Laptop) -> list[str]:
    return [*laptop.service, "--domain-name", DOMAIN, "--region", REGION, "--owner", OWNER]


def numbers(laptop: Laptop) -> dict[str, Any]:
    """Return the numbers in audience.json, which its schema accepts."""
    document = json.loads((laptop.folder / "audience.json").read_text("utf-8"))
    SCHEMA.validate(document)
    return {key: {name: said[name] for name in ("before", "after", "hidden")} for key, said in document["segments"].items()}


def test_a_plan_shows_the_numbers_that_were_made_for_it(laptop: Laptop) -> None:
    ended = laptop.run("audience", *given_to(laptop), "--estimate", "--out", "audience.json")
    assert (ended.code, "120 → 151" in ended.out, "fewer than 10" in ended.out) == (0, True, True)
    assert numbers(laptop) == {
        "gold": {"before": 120, "after": 151, "hidden": []},
        "few": {"before": None, "after": None, "hidden": ["after"]},
    }
    plain = laptop.run("plan", *given_to(laptop), "--format", "json").json
    planned = laptop.run("plan", *given_to(laptop), "--audience", "audience.json")
    assert planned.code == 0
    assert "audience: 120 → 151 profiles, estimated (+31)." in planned.out
    assert "fewer than 10 estimated" in planned.out
    assert "Audience: profiles, estimated by Customer Profiles at 2" in planned.out
    page = laptop.run("plan", *given_to(laptop), "--audience", "audience.json", "--format", "markdown").out
    assert "| 120 → 151 |" in page
    assert laptop.run("plan", *given_to(laptop), "--audience", "audience.json", "--format", "json").json == plain


def test_numbers_for_another_plan_or_none_are_a_line_and_the_plan_is_the_same(laptop: Laptop) -> None:
    laptop.run("audience", *given_to(laptop), "--estimate", "--key", "few", "--out", "audience.json")
    laptop.check_out({"gold.yaml": WIDER})
    (laptop.folder / "broken.json").write_text('{"format": "segments-as-code/audience", "version": 1}')
    plain = laptop.run("plan", *given_to(laptop))
    said = {
        "audience.json": "Audience not shown: audience.json was made for the plan ",
        "broken.json": "Audience not shown: broken.json cannot be read: it has no source or no segments.",
        "absent.json": "Audience not shown: absent.json cannot be read: No such file or directory.",
    }
    for name, line in said.items():
        ended = laptop.run("plan", *given_to(laptop), "--audience", name)
        assert (ended.code, line in ended.out, "151" in ended.out) == (0, True, False)
        assert [each for each in ended.out.splitlines() if "Audience" not in each and each] == [
            each for each in plain.out.splitlines() if each
        ]


def test_for_a_saved_plan_two_calls_are_enough(laptop: Laptop) -> None:
    laptop.run("plan", *given_to(laptop), "--out", "plan.json")
    laptop.emulator.forget_requests()
    given = ["--changed", "plan.json", "--key", "few"]
    ended = laptop.run("audience", *laptop.service, "--estimate", *given, "--out", "audience.json", "--json")
    assert ended.code == 0
    assert set(laptop.operations()) == {"CreateSegmentEstimate", "GetSegmentEstimate"}
    assert ended.out == (laptop.folder / "audience.json").read_text("utf-8")
    assert "| fewer than 10 |" in laptop.run("plan", *given_to(laptop), "--audience", "audience.json", "--format", "markdown").out


def test_one_segment_can_be_named(laptop: Laptop) -> None:
    laptop.run("audience", *given_to(laptop), "--estimate", "--key", "few", "--out", "audience.json")
    assert set(numbers(laptop)) == {"few"}
    ended = laptop.run("audience", *given_to(laptop), "--estimate", "--key", "golf")
    assert (ended.code, "did you mean gold?" in ended.err) == (1, True)


def test_a_failed_estimate_is_a_sentence_and_a_refusal_leaves_no_old_numbers(laptop: Laptop) -> None:
    laptop.emulator.faults.add(Fault(operation="GetSegmentEstimate", raw=b'{"Status": "FAILED", "Message": "Too busy."}', count=None))
    ended = laptop.run("audience", *given_to(laptop), "--estimate", "--key", "few", "--out", "audience.json")
    assert (ended.code, "How many there will be is not known: the service's estimate failed: Too busy." in ended.out) == (0, True)
    planned = laptop.run("plan", *given_to(laptop), "--audience", "audience.json")
    assert "audience: not known: the service's estimate failed: Too busy." in planned.out
    laptop.emulator.faults.add(Fault(operation="CreateSegmentEstimate", status=403, error="AccessDeniedException", count=None))
    refused = laptop.run("audience", *given_to(laptop), "--estimate", "--out", "audience.json")
    assert (refused.code, "allow profile:CreateSegmentEstimate on domain shop" in refused.err) == (1, True)
    assert not (laptop.folder / "audience.json").exists()


def test_pinpoint_has_no_estimates_and_a_source_of_numbers_is_named(laptop: Laptop) -> None:
    laptop.check_out({"vip.yaml": "Name: VIPs\n"})
    ended = laptop.run("audience", *laptop.service, "--application-id", "app-1", "--owner", OWNER, "--estimate")
    assert (ended.code, "Pinpoint does not estimate" in ended.err) == (1, True)
    assert laptop.run("audience").code == 2


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PLAN = "ab" * 32
SOURCE = AudienceSource("estimate", "customer-profiles", "shop", "eu-west-1")
PEOPLE = st.integers(0, 10**9)


def counted(people: tuple[int, ...], named: set[str]) -> Counts:
    """Return what can be true of these people, without the numbers that are not ``named``."""
    both, gained, lost, unknown, doubt = people
    numbers: Any = dict(zip(NUMBERS, (both + lost, both + gained, both, gained, lost, both, unknown, doubt), strict=True))
    return hide_few(Counts(**{name: number for name, number in numbers.items() if name in named}))


COUNTS = st.builds(counted, st.tuples(PEOPLE, PEOPLE, PEOPLE, PEOPLE, PEOPLE), st.sets(st.sampled_from(NUMBERS)))
SEGMENTS = st.dictionaries(st.text(min_size=1), COUNTS, max_size=3)


@given(SEGMENTS, st.none() | st.just(10**12))
@settings(max_examples=15)
def test_what_is_written_is_read_and_fits_the_schema(tmp_path_factory: Any, segments: dict[str, Counts], population: int | None) -> None:
    file = tmp_path_factory.getbasetemp() / "audience.json"
    audience = Audience("2026-11-28T09:00:00Z", SOURCE, PLAN, segments, population)
    file.write_text(write_audience(audience), encoding="utf-8")
    SCHEMA.validate(json.loads(file.read_text("utf-8")))
    assert load_audience(file, plan=PLAN) == audience


@pytest.mark.parametrize(
    "change",
    [
        {"format": "x"},
        {"version": True},
        {"version": 2},
        {"segments": []},
        {"segments": {"a": 5}},
        {"segments": {"a": {"before": True}}},
        {"segments": {"a": {"before": 1.5}}},
        {"segments": {"a": {"before": -1}}},
        {"segments": {"a": {"before": "12"}}},
        {"segments": {"a": {"hidden": 5}}},
        {"segments": {"a": {"reasons": []}}},
        {"population": "many"},
        {"source": {"kind": "estimate"}},
        {"as_of": "yesterday"},
        {"as_of": "2026-02-31T09:00:00Z"},
        {"as_of": "2026-02-28T99:99:99Z"},
        {"plan": "abc"},
    ],
)
def test_a_damaged_file_is_an_error_that_repeats_none_of_it(tmp_path: Path, change: dict[str, Any]) -> None:
    document = json.loads(write_audience(Audience("2026-11-28T09:00:00Z", SOURCE, PLAN, {"a": Counts(before=5000)})))
    file = tmp_path / "audience.json"
    file.write_text(json.dumps(document | change))
    with pytest.raises(SegmentsError) as caught:
        load_audience(file, plan=PLAN)
    assert caught.value.code == "audience-unreadable"
    assert "yesterday" not in caught.value.message


@pytest.mark.parametrize("content", [b"", b"\xff", b"[", b"[" * 100_000, b'{"format": NaN}', b"null"])
def test_what_is_no_such_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "audience.json"
    file.write_bytes(content)
    with pytest.raises(SegmentsError, match="cannot be read"):
        load_audience(file, plan=PLAN)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"segments": {"a": {"before": 5001}}}, "of a it counts more people in before than in population"),
        ({"segments": {"a": {"after": 5001}}}, "of a it counts more people in after than in population"),
        ({"segments": {"a": {"unknown": 5001}}}, "of a it counts more people in unknown than in population"),
        ({"segments": {"a": {"before": 50, "both": 51}}}, "of a it counts more people in both than in before"),
        ({"segments": {"a": {"before": 50, "both": 30, "lost": 21}}}, "of a it counts more people in both and lost than in before"),
        ({"segments": {"a": {"after": 50, "gained": 51}}}, "of a it counts more people in gained than in after"),
        ({"segments": {"a": {"after": 50, "reachable": 51}}}, "of a it counts more people in reachable than in after"),
        ({"segments": {"a": {"after": 50, "reachable": 71, "rounded": True}}}, "of a it counts more people in reachable than in after"),
        (
            {"segments": {"a": {"before": 1000, "both": 1000, "gained": 50, "lost": 0, "after": 5000}}},
            "of a it counts more people in after than in both and gained together",
        ),
        (
            {"segments": {"a": {"before": 60, "both": 30, "lost": 21}}},
            "of a it counts more people in before than in both and lost together",
        ),
        (
            {"segments": {"a": {"before": 100, "both": 30, "lost": 21, "unknown": 48}}},
            "of a it counts more people in before than in both and lost together",
        ),
        (
            {"segments": {"a": {"after": 80, "both": 30, "hidden": ["gained"], "rounded": True}}},
            "of a it counts more people in after than in both and gained together",
        ),
        ({"as_of": "2999-01-01T00:00:00Z"}, "its numbers are as of 2999-01-01T00:00:00Z, which is in the future"),
    ],
)
def test_numbers_that_cannot_be_true_are_refused(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    document = json.loads(write_audience(Audience("2026-11-28T09:00:00Z", SOURCE, PLAN, {"a": Counts(before=5000)}, 5000)))
    file = tmp_path / "audience.json"
    file.write_text(json.dumps(document))
    assert load_audience(file, plan=PLAN).segments["a"].before == 5000
    file.write_text(json.dumps(document | change))
    with pytest.raises(SegmentsError) as caught:
        load_audience(file, plan=PLAN)
    assert (caught.value.code, caught.value.message) == ("audience-implausible", f"{file} cannot be right: {said}.")


@pytest.mark.parametrize("member", ["provider", "scope", "region"])
def test_numbers_of_another_target_are_not_shown_even_if_they_name_the_plan(tmp_path: Path, member: str) -> None:
    target = Target("customer-profiles", "shop", "eu-west-1", "octo/segments")
    file = tmp_path / "audience.json"
    file.write_text(write_audience(Audience("2026-11-28T09:00:00Z", SOURCE, PLAN, {})))
    assert load_audience(file, plan=PLAN, target=target).source == SOURCE
    with pytest.raises(SegmentsError, match=r"has numbers of shop \(customer-profiles, eu-west-1\), and this plan is for ") as caught:
        load_audience(file, plan=PLAN, target=replace(target, **{member: "another"}))
    assert caught.value.code == "audience-differs"


SIDES = [True, False, None]
"""Whether somebody is in the segment; None if that cannot be known."""


@given(st.dictionaries(st.tuples(*[st.sampled_from(SIDES)] * 2, st.booleans()), st.integers(0, 3_000)))
@settings(max_examples=60)
def test_what_was_counted_is_read_whatever_cannot_be_known(people: dict[tuple[bool | None, bool | None, bool], int]) -> None:
    def number_of(wanted: Callable[[bool | None, bool | None], bool], *, is_reachable: bool = False) -> int:
        return sum(many for (before, after, can), many in people.items() if wanted(before, after) and (can or not is_reachable))

    count = Count(
        "a",
        before=number_of(lambda before, _: before is True),
        after=number_of(lambda _, after: after is True),
        both=number_of(lambda before, after: before is after is True),
        gained=number_of(lambda before, after: (before, after) == (False, True)),
        lost=number_of(lambda before, after: (before, after) == (True, False)),
        reachable=number_of(lambda _, after: after is True, is_reachable=True),
        unknown=number_of(lambda before, after: None in (before, after)),
    )
    counted = make_audience(Counted(sum(people.values()), [count]), SOURCE, datetime(2026, 11, 28, tzinfo=UTC), plan=PLAN)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "audience.json"
        file.write_text(write_audience(counted))
        assert load_audience(file, plan=PLAN) == counted


def test_a_file_that_was_written_by_something_else_shows_no_few_people_either(tmp_path: Path) -> None:
    document = json.loads(write_audience(Audience("2026-11-28T09:00:00Z", SOURCE, PLAN, {"a": Counts(before=5, after=5008)})))
    file = tmp_path / "audience.json"
    file.write_text(json.dumps(document))
    assert load_audience(file, plan=PLAN).segments["a"] == Counts(after=5010, hidden=("before",), is_rounded=True)
