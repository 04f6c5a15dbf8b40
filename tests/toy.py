"""A provider small enough to see through: the core is tested on it, so that it cannot lean on Pinpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from segments_as_code.model.criteria import Criteria, Joined, Loss, Unknown
from segments_as_code.model.document import Definition, Json, Path
from segments_as_code.model.phrases import Nouns
from segments_as_code.model.problem import DocumentProblem
from segments_as_code.model.segment import Reference, Target
from segments_as_code.ports import Normalized


@dataclass(frozen=True, slots=True)
class ToyDialect:
    """Definitions are ``{"Name": …, "Values": [sorted], "On": [{"Ref": …} or {"Id": …, "Version": …}, sorted]}``.

    With ``immutable``, nothing can be changed in place; with ``named``, the id of a segment is its key, or what its document says.
    """

    immutable: bool = False
    named: bool = False

    @property
    def name(self) -> str:
        return "toy"

    @property
    def scope_member(self) -> str:
        return "Box"

    @property
    def name_member(self) -> str:
        return "Name"

    @property
    def id_member(self) -> str | None:
        return "Id" if self.named else None

    @property
    def marks(self) -> Sequence[str]:
        return ("Values", "On", "Box")

    @property
    def schema(self) -> Mapping[str, Json]:
        return {"type": "object", "properties": {name: {} for name in ("Key", "Box", "Name", "Values", "On", "Tags", "Lifecycle")}}

    @property
    def test_schema(self) -> Mapping[str, Json]:
        return {"type": "object"}

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
        return self.canonical({name: content[name] for name in ("Name", "Values", "On") if name in content})

    def canonical(self, definition: Definition) -> Definition:
        values, sources = definition.get("Values"), definition.get("On")
        return {
            "Name": definition.get("Name", ""),
            "Values": sorted(values, key=str) if isinstance(values, list) else [],
            "On": sorted(sources, key=str) if isinstance(sources, list) else [],
        }

    def ignore_unset_versions(self, deployed: Definition, desired: Definition) -> Definition:
        del desired
        return deployed

    def references(self, definition: Definition) -> tuple[Reference, ...]:
        return tuple(reference for _, reference in self.reference_paths(definition))

    def reference_paths(self, content: Mapping[str, Json]) -> tuple[tuple[Path, Reference], ...]:
        sources = content.get("On")
        if not isinstance(sources, list):
            return ()
        return tuple((("On", at), _read(source)) for at, source in enumerate(sources))

    def audience(self, definition: Definition) -> bytes:
        said = [definition.get("Values") or [], definition.get("On") or []]
        return str(said).encode() if any(said) else b""

    def replace_references(self, definition: Definition, rebind: Callable[[Reference], Reference]) -> Definition:
        sources: list[Json] = [_write(rebind(reference)) for reference in self.references(definition)]
        return self.canonical({**definition, "On": sources})

    def simplify(self, definition: Definition) -> Definition:
        return definition

    @property
    def nouns(self) -> Nouns:
        return Nouns("box", "thing", "Toy", "box")

    def read_criteria(self, definition: Mapping[str, Json]) -> Criteria:
        """Keep each member as it stands."""
        rest = tuple(Unknown((name,), member, (name,)) for name, member in definition.items() if name != "Name")
        return Criteria(Joined("ALL", ()), rest)

    def write_criteria(self, criteria: Criteria) -> tuple[Definition, Sequence[Loss]]:
        losses = [Loss(group.path, "impossible", "a toy has no groups") for group in criteria.groups.parts]
        return {unknown.keys[0]: unknown.json for unknown in criteria.rest}, losses

    def delete_command(self, target: Target, segment_id: str) -> str:
        return f"toy delete {target.scope} {segment_id}"

    def can_update_in_place(self, deployed: Definition, desired: Definition) -> bool:
        del deployed, desired
        return not self.immutable

    def name_of(self, content: Mapping[str, Json]) -> str | None:
        name = content.get("Name")
        return name if isinstance(name, str) else None

    def id_of(self, key: str, content: Mapping[str, Json]) -> str | None:
        chosen = content.get("Id", key)
        return str(chosen) if self.named else None


def _read(source: Json) -> Reference:
    assert isinstance(source, Mapping)
    key, segment_id, version = source.get("Ref"), source.get("Id"), source.get("Version")
    assert key is None or isinstance(key, str)
    assert segment_id is None or isinstance(segment_id, str)
    assert version is None or isinstance(version, int)
    return Reference(key, segment_id, version)


def _write(reference: Reference) -> Json:
    said = {"Ref": reference.key, "Id": reference.id, "Version": reference.version}
    return {name: value for name, value in said.items() if value is not None}
