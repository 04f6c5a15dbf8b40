"""What is found without looking twice is what looking at every segment whole would find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from segments_as_code.model.document import Definition, Json, Location
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Replace, Unchanged, Update
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle, Reference
from segments_as_code.ownership import VERSIONS_TAG, with_our_tags
from segments_as_code.plan.changes import find_changes, find_tag_changes
from segments_as_code.plan.diff import find_field_changes
from segments_as_code.ports import Dialect
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from tests.builders import OWNER
from tests.examples import examples
from tests.toy import ToyDialect

KEYS = ("a", "b", "c", "d", "e")
PINPOINT = PinpointDialect()
FILLED_IN = "+filled-in"


def id_of(key: str) -> str:
    return f"id-{key}"


@st.composite
def definitions(draw: DrawFn, dialect: Dialect, before: Sequence[str]) -> Definition:
    """Return a definition that may build on segments before it: by key or id, ours and others, pinned or not."""
    name, values = draw(st.sampled_from(["one", "two"])), draw(st.lists(st.sampled_from("xyz"), max_size=2))
    named: list[dict[str, Json]] = [{"Id": "id-of-another"}]
    named += [{"Ref": key} for key in before]
    named += [{"Id": id_of(key)} for key in before]
    pinned: list[dict[str, Json]] = [{**one, "Version": version} for one in named for version in (1, 2)]
    sources: list[Json] = [*draw(st.lists(st.sampled_from([*named, *pinned]), max_size=2))]
    if isinstance(dialect, ToyDialect):
        return dialect.canonical({"Name": name, "Values": [*values], "On": sources})
    block: Json = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": [*values]}}}
    groups: list[Json] = [
        {"Dimensions": [block], "SourceSegments": sources},
        *draw(st.lists(st.just({"SourceSegments": sources}), max_size=1)),
    ]
    return dialect.canonical({"Name": name, "SegmentGroups": {"Include": "ALL", "Groups": groups}})


@st.composite
def worlds(draw: DrawFn, dialect: Dialect) -> tuple[list[DesiredSegment], list[DeployedSegment]]:
    """Return files, and what is deployed: the very same with ids for keys, or with a version or a value more, or anything else."""
    desired, deployed = [], []
    for index, key in enumerate(KEYS[: draw(st.integers(1, len(KEYS)))]):
        said = draw(definitions(dialect, KEYS[:index]))
        tags = draw(st.sampled_from([{}, {"team": "crm"}]))
        adopt = draw(st.sampled_from([None, None, None, id_of(key)]))
        desired.append(DesiredSegment(key, str(said["Name"]), said, tags, Lifecycle(adopt=adopt), Location("a.yaml")))
        there = dialect.replace_references(said, lambda r: r if r.key is None else Reference(id=id_of(r.key), version=r.version))
        there = draw(st.just(there) | st.just(dialect.replace_references(there, echoed)) | definitions(dialect, ()))
        remembered: list[tuple[Reference, ...]] = [(), dialect.references(said), dialect.references(there)]
        named = draw(st.sampled_from(remembered))
        marks = with_our_tags(draw(st.just(tags) | st.just({"team": "web"})), key=key, owner=OWNER, sources=named)
        if named and draw(st.sampled_from([False, True])):
            marks[VERSIONS_TAG] += FILLED_IN
        marks = draw(st.just(marks) | st.just({**marks, "theirs": "x"}) | (st.just({}) if adopt else st.just(marks)))
        if draw(st.sampled_from([True, True, True, False])):
            deployed.append(DeployedSegment(id_of(key), f"arn:{key}", str(there["Name"]), 1, there, marks))
    return draw(st.permutations(desired)), deployed


def echoed(reference: Reference) -> Reference:
    """Return a reference as a service tells it that names the version each time."""
    return reference if reference.version is not None else replace(reference, version=7)


def plainly(
    desired: DesiredSegment, there: Mapping[str, DeployedSegment], ids: Mapping[str, str], keys: Mapping[str, str], dialect: Dialect
) -> Change:
    """Return the change of one segment, each definition brought into the space of ids, and back into that of keys."""

    def to_id(reference: Reference) -> Reference:
        found = ids.get(reference.key or "")
        return reference if found is None else replace(reference, key=None, id=found)

    def to_key(reference: Reference) -> Reference:
        key = keys.get(reference.id or "") if reference.version is None else None
        return reference if key is None else replace(reference, key=key, id=None)

    named = replace(desired, definition=dialect.replace_references(desired.definition, to_key))
    sources = dialect.references(desired.definition)
    tags = with_our_tags(desired.tags, key=desired.key, owner=OWNER, sources=sources)
    deployed = there.get(desired.key)
    if deployed is None:
        return Create(named, tags)
    want = dialect.replace_references(desired.definition, to_id)
    adopts = not deployed.tags.keys() & tags.keys() - desired.tags.keys()
    left_open = dialect.ignore_unset_versions(deployed.definition, want)
    remembers = deployed.tags.get(VERSIONS_TAG)
    if sources and remembers == f"{tags[VERSIONS_TAG]}{FILLED_IN}":
        have, changed = left_open, find_tag_changes(deployed.tags, {**tags, VERSIONS_TAG: remembers})
    else:
        have, changed = deployed.definition, find_tag_changes(deployed.tags, tags)
    names_none = sources and all(source.version is None for source in sources)
    others = with_our_tags(desired.tags, key=desired.key, owner=OWNER)
    if remembers is None and names_none and not adopts and left_open == want and not find_tag_changes(deployed.tags, others):
        return Unchanged(named, replace(deployed, definition=dialect.replace_references(left_open, to_key)))
    deployed = replace(deployed, definition=dialect.replace_references(have, to_key))
    fields = () if want == have else find_field_changes(deployed.definition, named.definition) or find_field_changes(have, want)
    if want != have and not dialect.can_update_in_place(have, want):
        return Replace(named, deployed, fields, tags)
    if adopts:
        return Adopt(named, deployed, fields, changed)
    return Update(named, deployed, fields, changed) if fields or changed else Unchanged(named, deployed)


def check(dialect: Dialect, desired: Sequence[DesiredSegment], deployed: Sequence[DeployedSegment]) -> None:
    difference = find_changes(desired, deployed, owner=OWNER, dialect=dialect)
    refused = {segment.key for segment in desired} - {change.desired.key for change in difference.changes if not isinstance(change, Delete)}
    there = {segment.id.removeprefix("id-"): segment for segment in deployed}
    wanted = {segment.key: segment for segment in desired}
    keys = {segment.id: key for key, segment in there.items()}
    for change in difference.changes:
        assert not isinstance(change, Delete)
        key = change.desired.key
        assert change == plainly(wanted[key], there, difference.ids, keys, dialect)
    assert all(key not in there for key in refused)


@given(worlds(PINPOINT))
@examples(150)
def test_segments_of_pinpoint(world: tuple[list[DesiredSegment], list[DeployedSegment]]) -> None:
    check(PINPOINT, *world)


@given(worlds(ToyDialect(immutable=True)))
@examples(50)
def test_segments_that_cannot_be_changed_in_place(world: tuple[list[DesiredSegment], list[DeployedSegment]]) -> None:
    check(ToyDialect(immutable=True), *world)
