"""Plans and outcomes made by hand, with a dialect that is small enough to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from segments_as_code.model.criteria import (
    Attribute,
    Block,
    Condition,
    Criteria,
    Dates,
    DateTest,
    Group,
    InSegment,
    Joined,
    Loss,
    Texts,
    TextTest,
)
from segments_as_code.model.document import Definition, Json, Location, Path
from segments_as_code.model.instants import midnight
from segments_as_code.model.phrases import Nouns
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Notice, Plan, Refusal, Replace, TagChange, Unchanged, Update
from segments_as_code.model.problem import DocumentProblem
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle, Reference, Target, Usage
from segments_as_code.ownership import OUR_TAGS, with_our_tags
from segments_as_code.plan.dependencies import ReferenceGraph
from segments_as_code.plan.diff import find_field_changes
from segments_as_code.plan.usage_notices import usage_notices
from segments_as_code.ports import Normalized
from segments_as_code.report.page import PageContext

OWNER = "octo/audiences"
HEAD = "4f2c9d1e0b7a8c6d5e4f3a2b1c0d9e8f7a6b5c4d"
SETTING = PageContext(
    target="app-123456/eu-west-1",
    head=HEAD,
    files=f"https://github.com/octo/audiences/blob/{HEAD}/",
    run="https://github.com/octo/audiences/actions/runs/42",
    summary="https://github.com/octo/audiences/actions/runs/42#summary-7",
)


@dataclass(frozen=True, slots=True)
class SmallDialect:
    """Segments of one or several groups, written short where one block of criteria is all there is."""

    name: str = "small"
    scope_member: str = "ApplicationId"
    name_member: str = "Name"
    id_member: None = None
    marks: Sequence[str] = ("Name",)

    @property
    def schema(self) -> Mapping[str, Json]:
        return {}

    @property
    def test_schema(self) -> Mapping[str, Json]:
        return {}

    @property
    def codes(self) -> Mapping[str, str]:
        return {}

    def normalize(self, content: Mapping[str, Json]) -> Normalized:
        return Normalized(content)

    def find_problems(self, criteria: Criteria) -> Iterable[DocumentProblem]:
        del criteria
        return ()

    def find_folder_problems(self, definitions: Mapping[str, Definition]) -> Iterable[tuple[str, DocumentProblem]]:
        del definitions
        return ()

    def definition(self, content: Mapping[str, Json]) -> Definition:
        return content

    def canonical(self, definition: Definition) -> Definition:
        return definition

    def ignore_unset_versions(self, deployed: Definition, desired: Definition) -> Definition:
        del desired
        return deployed

    def references(self, definition: Definition) -> tuple[Reference, ...]:
        return tuple(_references(definition))

    def reference_paths(self, content: Mapping[str, Json]) -> tuple[tuple[Path, Reference], ...]:
        del content
        return ()

    def replace_references(self, definition: Definition, rebind: Callable[[Reference], Reference]) -> Definition:
        del rebind
        return definition

    def audience(self, definition: Definition) -> bytes:
        return str({name: value for name, value in definition.items() if name != "Name"}).encode()

    def simplify(self, definition: Definition) -> Definition:
        match definition:
            case {"Name": name, "SegmentGroups": {"Groups": [{"Dimensions": [dimensions], "SourceSegments": []}]}}:
                return {"Name": name, "Dimensions": dimensions}
            case _:
                return definition

    @property
    def nouns(self) -> Nouns:
        return Nouns("application", "endpoint", "Pinpoint", "application-id")

    def read_criteria(self, definition: Mapping[str, Json]) -> Criteria:
        """Return what it builds on, and what each attribute is, as one group."""
        conditions = tuple(_condition(name, body) for name, body in _attributes(definition))
        blocks = Joined("ALL", (Block(conditions),) if conditions else ())
        sources = Joined("ALL", tuple(map(InSegment, self.references(definition))))
        return Criteria(Joined("ALL", (Group(blocks, sources),) if blocks.parts or sources.parts else ()))

    def write_criteria(self, criteria: Criteria) -> tuple[Definition, Sequence[Loss]]:
        raise NotImplementedError

    def delete_command(self, target: Target, segment_id: str) -> str:
        return f"small delete {target.scope} {segment_id}"

    def can_update_in_place(self, deployed: Definition, desired: Definition) -> bool:
        del deployed, desired
        return True

    def name_of(self, content: Mapping[str, Json]) -> str | None:
        name = content.get("Name")
        return name if isinstance(name, str) else None

    def id_of(self, key: str, content: Mapping[str, Json]) -> str | None:
        del key, content
        return None


DIALECT = SmallDialect()


def _attributes(value: Json) -> Iterator[tuple[str, Mapping[str, Json]]]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            if isinstance(member, Mapping) and "AttributeType" in member:
                yield name, member
            else:
                yield from _attributes(member)
    elif isinstance(value, list):
        for member in value:
            yield from _attributes(member)


def _condition(name: str, body: Mapping[str, Json]) -> Condition:
    values, type_ = body["Values"], body["AttributeType"]
    assert isinstance(values, list)
    texts = tuple(midnight(str(value)) or str(value) for value in values)
    return Condition(Attribute(name, "endpoint"), Dates(DateTest.AFTER, texts) if type_ == "AFTER" else Texts(TextTest.ONE_OF, texts))


def _references(value: Json) -> Iterator[Reference]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            if name == "Ref" and isinstance(member, str):
                yield Reference(key=member)
            elif name == "Id" and isinstance(member, str):
                yield Reference(id=member)
            else:
                yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)


def attribute(*values: str, kind: str = "INCLUSIVE") -> Json:
    return {"AttributeType": kind, "Values": list(values)}


def definition(name: str, *, sources: Sequence[str] = (), **attributes: Json) -> Definition:
    group: dict[str, Json] = {
        "Type": "ALL",
        "SourceType": "ALL",
        "Dimensions": [{"Attributes": attributes}],
        "SourceSegments": [{"Ref": source} for source in sources],
    }
    return {"Name": name, "SegmentGroups": {"Include": "ALL", "Groups": [group]}}


def desired(key: str, name: str, content: Definition | None = None, tags: Mapping[str, str] | None = None, line: int = 1) -> DesiredSegment:
    found = content if content is not None else definition(name, customerType=attribute("new"))
    return DesiredSegment(key, name, found, tags or {}, lifecycle=Lifecycle(), location=Location(f"segments/{key}.yaml", line))


def deployed(segment: DesiredSegment, *, version: int = 3, owned: bool = True, segment_id: str = "") -> DeployedSegment:
    found = segment_id or sha256(segment.key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    tags = with_our_tags(segment.tags, key=segment.key, owner=OWNER) if owned else segment.tags
    return DeployedSegment(
        found, f"arn:aws:mobiletargeting:eu-west-1:1:apps/app-123456/segments/{found}", segment.name, version, segment.definition, tags
    )


def create(segment: DesiredSegment) -> Create:
    return Create(segment, with_our_tags(segment.tags, key=segment.key, owner=OWNER))


def update(before: DesiredSegment, after: DesiredSegment, *, version: int = 3) -> Update:
    old = deployed(before, version=version)
    return Update(after, old, find_field_changes(old.definition, after.definition), _tag_change(old, after))


def adopt(before: DesiredSegment, after: DesiredSegment, segment_id: str) -> Adopt:
    old = deployed(before, owned=False, segment_id=segment_id, version=1)
    return Adopt(after, old, find_field_changes(old.definition, after.definition), _tag_change(old, after))


def replaced(before: DesiredSegment, after: DesiredSegment) -> Replace:
    old = deployed(before)
    return Replace(after, old, find_field_changes(old.definition, after.definition), with_our_tags(after.tags, key=after.key, owner=OWNER))


def delete(segment: DesiredSegment) -> Delete:
    return Delete(segment.key, deployed(segment))


def unchanged(number: int) -> list[Change]:
    segments = [desired(f"steady/segment-{index:02}", f"Steady {index}") for index in range(number)]
    return [Unchanged(segment, deployed(segment)) for segment in segments]


def plan(
    *changes: Change,
    usages: Sequence[Usage] = (),
    notices: Sequence[Notice] = (),
    refusals: Sequence[Refusal] = (),
    there: Sequence[DeployedSegment] = (),
) -> Plan:
    """Return a plan of ``changes``; what its users mean for it is found as in every plan."""
    around = ReferenceGraph(changes, there, DIALECT)
    told = (*usage_notices(changes, usages, around), *notices)
    target = Target("small", "app-123456", "eu-west-1", OWNER)
    used, near = (*usages, *around.usages()), around.neighbours()
    return Plan(target, changes, {}, used, told, tuple(refusals), "a3f9c1" + "0" * 58, neighbours=near)


def _tag_change(old: DeployedSegment, new: DesiredSegment) -> TagChange:
    wanted = with_our_tags(new.tags, key=new.key, owner=OWNER)
    put = {name: value for name, value in wanted.items() if old.tags.get(name) != value}
    gone = tuple(sorted(name for name in old.tags if name not in wanted and (name not in OUR_TAGS or name in wanted)))
    return TagChange(put, gone, {name: old.tags[name] for name in (*put, *gone) if name in old.tags})


def renamed(segment: DesiredSegment, name: str) -> DesiredSegment:
    return replace(segment, name=name, definition={**segment.definition, "Name": name})
