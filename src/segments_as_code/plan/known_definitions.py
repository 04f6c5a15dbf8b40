"""Which deployed definitions a plan need not read, on a service that lists segments without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from segments_as_code.model.document import Definition
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Reference
from segments_as_code.ownership import DEFINITION_TAG, owned_key
from segments_as_code.ports import Dialect, KnownDefinitions
from segments_as_code.recreation import fingerprint, ids_in_recreation


def known_definitions(desired: Sequence[DesiredSegment], *, owner: str, dialect: Dialect) -> KnownDefinitions:
    """Return what a reader asks: the definitions, by id, of listed segments whose tag has the fingerprint of the desired one.

    A definition cannot change once it is deployed, so its fingerprint is as good as the definition. If this is so for every segment of
    ``owner``, segments of others are not read either (their definitions are then empty): nothing that they build on changes.
    """

    def known(listed: Sequence[DeployedSegment]) -> Mapping[str, Definition]:
        unfinished = ids_in_recreation(listed)
        ours = {key: segment for segment in listed if (key := owned_key(segment.tags, owner)) and segment.id not in unfinished}
        ids = {segment.key: ours[segment.key].id if segment.key in ours else segment.id for segment in desired}

        def to_id(reference: Reference) -> Reference:
            found = ids.get(reference.key or "")
            return replace(reference, key=None, id=found) if found is not None else reference

        found: dict[str, Definition] = {}
        for segment in desired:
            deployed = ours.get(segment.key)
            if deployed is None or DEFINITION_TAG not in deployed.tags:
                continue
            wanted = dialect.replace_references(segment.definition, to_id)
            if deployed.tags[DEFINITION_TAG] == fingerprint(wanted):
                found[deployed.id] = wanted
        if unfinished or any(segment.lifecycle.adopt for segment in desired):
            return found
        others = [segment for segment in listed if owned_key(segment.tags, owner) is None]
        return found | {segment.id: {} for segment in others} if len(found) + len(others) == len(listed) else found

    return known
