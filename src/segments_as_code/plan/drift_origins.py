"""Find out for each difference from git whether the segment was changed outside or waits for an apply.

The evidence is the service's version history. If an earlier version matched git, somebody changed the segment since. If no
version ever did, what git says was never deployed. A service that cannot change segments keeps no versions: there the tag with the
fingerprint says whether a segment is what the last apply deployed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from segments_as_code.model.plan import Adopt, Change, Create, Delete, DriftCause, DriftOrigin, Recreate, Unchanged, Update, key_of
from segments_as_code.model.problem import ServiceError
from segments_as_code.model.segment import DeployedSegment, Reference
from segments_as_code.ownership import DEFINITION_TAG
from segments_as_code.plan.diff import is_equal
from segments_as_code.ports import Dialect

_MOST_VERSIONS = 10
"""How many versions of one segment are checked."""
_MOST_READS = 200
"""How many versions are read for one report; the service answers only a few a second."""

GetVersion = Callable[[str, int], DeployedSegment | None]


def find_origins(changes: Sequence[Change], get_version: GetVersion, dialect: Dialect) -> Mapping[str, DriftOrigin]:
    """Return, by key, why each segment differs from git; ``UNKNOWN`` if it cannot be determined."""
    ids = {key_of(change): change.deployed.id for change in changes if not isinstance(change, Create)}
    search = _Search(get_version, dialect, ids)
    return {key_of(change): search.origin(change) for change in changes if not isinstance(change, Unchanged)}


class _Search:
    """Check earlier versions, one segment after another, until the service refuses or the limit is reached."""

    def __init__(self, get_version: GetVersion, dialect: Dialect, ids: Mapping[str, str]) -> None:
        self._get_version = get_version
        self._dialect = dialect
        self._ids = ids
        self._reads_left = _MOST_READS

    def origin(self, change: Change) -> DriftOrigin:
        match change:
            case Delete() | Adopt():  # its file is gone, or adopts it: both wait for an apply
                return DriftOrigin(DriftCause.WAITING)
            case Recreate() if (applied := change.deployed.tags.get(DEFINITION_TAG)) is not None:
                is_applied = change.is_half_done or applied == change.fingerprint
                return DriftOrigin(DriftCause.WAITING if is_applied else DriftCause.OUTSIDE)
            case Update() if change.fields and change.deployed.version is not None:
                return self._look_back(change, change.deployed.version)
            case _:  # the service keeps nothing of a deleted segment, and versions have no tags
                return DriftOrigin(DriftCause.UNKNOWN)

    def _look_back(self, change: Update, deployed_version: int) -> DriftOrigin:
        in_git = self._dialect.replace_references(change.desired.definition, self._by_id)
        for version in range(deployed_version - 1, 0, -1):
            earlier = self._read(change.deployed.id, version) if deployed_version - version <= _MOST_VERSIONS else None
            if earlier is None:
                return DriftOrigin(DriftCause.UNKNOWN)
            if is_equal(self._dialect.ignore_unset_versions(earlier.definition, in_git), in_git):
                return DriftOrigin(DriftCause.OUTSIDE, version)
        return DriftOrigin(DriftCause.WAITING)

    def _read(self, segment_id: str, version: int) -> DeployedSegment | None:
        if self._reads_left <= 0:
            return None
        self._reads_left -= 1
        try:
            return self._get_version(segment_id, version)
        except ServiceError:
            self._reads_left = 0
            return None

    def _by_id(self, reference: Reference) -> Reference:
        found = self._ids.get(reference.key) if reference.key is not None else None
        return replace(reference, key=None, id=found) if found is not None else reference
