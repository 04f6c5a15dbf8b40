"""Make the words of a test in a line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segments_as_code.model.document import Json, Location
from segments_as_code.model.plan import Plan
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle, Target, Usage
from segments_as_code.ownership import with_our_tags
from segments_as_code.plan.changes import find_changes
from segments_as_code.plan.planner import affected_ids, make_plan
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Dialect
from tests.toy import ToyDialect

OWNER = "octo/segments"
TARGET = Target("toy", "box-1", "eu-west-1", OWNER)
TOY = ToyDialect()


def toy(name: str, *values: str, on: Sequence[Mapping[str, Json]] = ()) -> dict[str, Json]:
    """Return a definition of the toy provider."""
    return dict(TOY.canonical({"Name": name, "Values": list(values), "On": list(on)}))


def desired(key: str, definition: Mapping[str, Json] | None = None, **more: object) -> DesiredSegment:
    """Return a desired segment named like its key."""
    said = toy(key) if definition is None else definition
    tags, lifecycle, chosen = more.pop("tags", {}), more.pop("lifecycle", Lifecycle()), more.pop("id", None)
    assert isinstance(tags, dict)
    assert isinstance(lifecycle, Lifecycle)
    assert chosen is None or isinstance(chosen, str)
    assert not more
    return DesiredSegment(key, str(said["Name"]), said, tags, lifecycle, Location(f"segments/{key}.yaml"), chosen)


def deployed(
    segment_id: str, definition: Mapping[str, Json], *, tags: Mapping[str, str] | None = None, version: int = 1
) -> DeployedSegment:
    """Return a deployed segment that nobody owns."""
    return DeployedSegment(segment_id, f"arn:{segment_id}", str(definition["Name"]), version, definition, tags or {})


def ours(key: str, definition: Mapping[str, Json] | None = None, *, protected: bool = False, **tags: str) -> DeployedSegment:
    """Return a segment that we deployed under ``key`` with ``tags``; its id is made of the key."""
    said = toy(key) if definition is None else definition
    return deployed(f"id-{key}", said, tags=with_our_tags(tags, key=key, owner=OWNER, protected=protected))


def planned(
    files: Sequence[DesiredSegment],
    there: Sequence[DeployedSegment],
    *,
    usages: Sequence[Usage] = (),
    policy: DeletePolicy | None = None,
    dialect: Dialect = TOY,
) -> Plan:
    """Return the plan that makes ``there`` what ``files`` say."""
    difference = find_changes(files, there, owner=OWNER, dialect=dialect)
    ids = set(affected_ids(difference, there, dialect))
    at_stake = [usage for usage in usages if usage.segment_id in ids]
    return make_plan(difference, files, there, at_stake, target=TARGET, policy=policy or DeletePolicy(), dialect=dialect)
