"""The plan as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from segments_as_code.model.plan import Create, Notice, Plan, Recreate, Refusal
from segments_as_code.model.problem import Refused
from segments_as_code.model.segment import Lifecycle, Neighbour, PinnedTo, Reference, SegmentKind, Usage
from segments_as_code.plan.freshness import require_fresh
from segments_as_code.plan.plan_json import read_plan, sum_of, write_plan
from segments_as_code.plan.safety import DeletePolicy
from tests.builders import deployed, desired, ours, planned, toy
from tests.toy import ToyDialect

if TYPE_CHECKING:
    from segments_as_code.model.document import Json

SCHEMA = json.loads((files("segments_as_code") / "schemas" / "plan.schema.json").read_text(encoding="utf-8"))


def every_kind() -> Plan:
    return planned(
        [
            desired("create", tags={"team": "crm"}),
            desired("update", toy("update", "ä", on=[{"Ref": "same"}]), tags={"team": "web"}),
            desired("adopt", lifecycle=Lifecycle(protected=True, adopt="id-9", ignore=("everyone",))),
            desired("same"),
        ],
        [
            ours("update", toy("update", "x"), team="crm", stage="prod"),
            deployed("id-9", toy("adopt", "old")),
            ours("same"),
            ours("gone"),
            deployed("id-8", toy("stranger", on=[{"Id": "id-update", "Version": 2}])),
        ],
        usages=[Usage("id-gone", "campaign", "c", "Sale", "SCHEDULED", live=True, pinned_version=3, keeps=PinnedTo.VERSION)],
    )


def crowded() -> Plan:
    """Return a plan with an object in each of its places."""
    return replace(
        every_kind(),
        neighbours=(Neighbour("id-8", "Next", SegmentKind.DYNAMIC, (Reference(id="id-gone", version=1),)),),
        notices=(Notice("code", "message", "remedy", ("same",)),),
        refusals=(Refusal("code", "message", "remedy"),),
    )


def replacing() -> Plan:
    return planned([desired("a", toy("a", "x"))], [ours("a")], dialect=ToyDialect(immutable=True))


def test_a_plan_is_written_and_read_back_whole() -> None:
    for plan in (every_kind(), replacing(), planned([], [])):
        again = read_plan(write_plan(plan))
        assert again == plan
        assert [repr(usage) for usage in again.usages] == [repr(usage) for usage in plan.usages]  # enums are no mere text


def recreating() -> Plan:
    """Return a plan that recreates one segment and creates another, both under names that we choose."""
    dialect = ToyDialect(immutable=True, named=True)
    old = replace(ours("a", toy("a", "x")), id="a", version=None, made="2026-11-27T00:00:00.000000Z")
    return planned([desired("a", toy("a", "y"), id="a"), desired("b", id="b")], [old], dialect=dialect)


def test_a_plan_that_recreates_a_segment_is_read_back_as_it_was() -> None:
    plan = recreating()
    assert [type(change) for change in plan.changes] == [Recreate, Create]
    assert read_plan(write_plan(plan)) == plan


def test_a_segment_that_somebody_recreated_makes_a_saved_plan_stale() -> None:
    plan = recreating()
    (change, _) = plan.changes
    assert isinstance(change, Recreate)
    require_fresh(plan, [change.deployed])
    with pytest.raises(Refused, match="was recreated"):
        require_fresh(plan, [replace(change.deployed, made="2026-11-28T00:00:00.000000Z")])


def test_every_plan_validates_against_the_published_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for plan in (every_kind(), replacing(), recreating(), planned([], []), planned([], [ours("a")], policy=DeletePolicy(delete=False))):
        Draft202012Validator(SCHEMA).validate(json.loads(write_plan(plan)))


def test_the_schema_describes_every_member_it_names() -> None:
    def undescribed(schema: object, path: str) -> list[str]:
        if not isinstance(schema, dict):
            return []
        found = [
            f"{path}.{name}"
            for name, inner in schema.get("properties", {}).items()
            if "description" not in inner and "description" not in SCHEMA["$defs"].get(inner.get("$ref", "").rpartition("/")[2], {})
        ]
        nested = [*schema.get("properties", {}).items(), *schema.get("$defs", {}).items(), ("[]", schema.get("items"))]
        return found + [entry for name, inner in nested for entry in undescribed(inner, f"{path}.{name}")]

    assert undescribed(SCHEMA, "plan") == []


def test_a_plan_file_that_was_changed_by_hand_is_refused() -> None:
    text = write_plan(every_kind()).replace('"ä"', '"b"')
    with pytest.raises(Refused) as caught:
        read_plan(text)
    assert caught.value.code == "plan-tampered"


def sealed(document: dict[str, Json]) -> str:
    """Return a plan file whose sum fits."""
    return json.dumps({**document, "sum": sum_of(document)})


@pytest.mark.parametrize("member", ["refusals", "usages", "notices", "neighbours", "account", "meaning of a change", "sum"])
def test_a_plan_file_is_refused_if_anything_in_it_was_changed(member: str) -> None:
    document = json.loads(write_plan(crowded()))
    if member == "meaning of a change":
        document["changes"][0]["meaning"] = None
    elif member == "account":
        document["account"] = "210987654321"
    elif member == "sum":
        del document["sum"]
    else:
        assert document[member]
        document[member] = []
    with pytest.raises(Refused) as caught:
        read_plan(json.dumps(document))
    assert caught.value.code == ("plan-unreadable" if member == "sum" else "plan-tampered")


def test_a_plan_file_that_another_tool_has_laid_out_anew_is_the_same_plan() -> None:
    document = json.loads(write_plan(crowded()))
    assert read_plan(json.dumps(dict(reversed(document.items())), indent=7, ensure_ascii=True)) == crowded()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"format": 1}', '{"format": "segments-as-code/plan", "version": 2}', "[" * 100_000]
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_plan(text)
    assert caught.value.code == "plan-unreadable"


def every_object(node: Json, path: str = "") -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield each object of a plan that is not a segment's own content, with where it stands."""
    if isinstance(node, dict):
        yield path, node
        for name, inner in node.items():
            if name not in {"definition", "ids", "put", "before", "after"} and not (name == "tags" and "desired" not in node):
                yield from every_object(inner, f"{path}.{name}")
    elif isinstance(node, list):
        for inner in node:
            yield from every_object(inner, f"{path}[]")


def test_members_that_a_later_release_added_are_passed_over_wherever_they_stand() -> None:
    document = json.loads(write_plan(crowded()))
    for path, found in list(every_object(document)):
        if not path.endswith(".tags") or "removed" in found:  # the tags of a segment that is created are its own
            found["added_later"] = {"x": [1]}
    assert json.dumps(document).count("added_later") > len(document["changes"]) * 4
    assert read_plan(sealed(document)) == crowded()


def test_what_a_later_release_would_do_besides_is_not_dropped_in_silence() -> None:
    document = json.loads(write_plan(every_kind()))
    for damage in ({"digest": "0" * 64}, {"changes": [*document["changes"], {"kind": "added_later"}]}):
        with pytest.raises(Refused):
            read_plan(sealed(document | damage))


def test_a_plan_of_an_earlier_release_is_read_with_defaults() -> None:
    plan = replace(every_kind(), neighbours=(), usages=(Usage("id-gone", "campaign", "c", "Sale", "SCHEDULED", live=True),))
    document = json.loads(write_plan(plan))
    del document["neighbours"], document["as_of"]
    for name in ("role", "started", "takes_up_changes", "keeps", "next_run", "schedule", "refresh", "key", "segment_key"):
        del document["usages"][0][name]
    assert read_plan(sealed(document)) == plan


@pytest.mark.parametrize("name", ["digest", "target", "changes", "ids", "usages", "notices", "refusals"])
def test_a_plan_without_what_every_release_wrote_is_refused(name: str) -> None:
    document = json.loads(write_plan(every_kind()))
    del document[name]
    with pytest.raises(Refused) as caught:
        read_plan(sealed(document))
    assert caught.value.code == "plan-unreadable"


@given(st.data())
def test_a_damaged_plan_file_is_refused_and_never_raises_anything_else(data: st.DataObject) -> None:
    document: dict[str, Json] = json.loads(write_plan(every_kind()))
    node: object = document
    while isinstance(node, dict | list) and node:
        at = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        inner = node[at]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            node[at] = data.draw(st.none() | st.integers() | st.text(max_size=3) | st.just([1]) | st.just({"x": 1}))
            break
        node = inner
    try:
        plan = read_plan(sealed(document) if data.draw(st.booleans()) else json.dumps(document))
    except Refused as refused:
        code = refused.code
    else:
        code = "unharmed" if plan.digest == every_kind().digest else "another plan"
    assert code in {"plan-tampered", "plan-unreadable", "unharmed"}
