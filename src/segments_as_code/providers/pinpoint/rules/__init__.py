"""What a schema cannot say of a definition: mistakes for certain, and what is probably one, said as a doubt.

A rule speaks up only where it can prove what it says, or says that it doubts. What AWS does not document proves nothing.
Every warning can be silenced for one segment, and says with which ``Lifecycle.Ignore`` where it may well be meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segments_as_code.model.values import Json
from segments_as_code.problems import Finding
from segments_as_code.providers.pinpoint.rules.contradictions import CODES as CONTRADICTION_CODES
from segments_as_code.providers.pinpoint.rules.contradictions import find_contradictions
from segments_as_code.providers.pinpoint.rules.exclusions import CODES as EXCLUSION_CODES
from segments_as_code.providers.pinpoint.rules.exclusions import find_exclusions
from segments_as_code.providers.pinpoint.rules.logic import read_whole
from segments_as_code.providers.pinpoint.rules.names import CODES as NAME_CODES
from segments_as_code.providers.pinpoint.rules.names import find_contrary_names
from segments_as_code.providers.pinpoint.rules.sources import CODES as SOURCE_CODES
from segments_as_code.providers.pinpoint.rules.sources import find_odd_sources
from segments_as_code.providers.pinpoint.rules.traps import CODES as TRAP_CODES
from segments_as_code.providers.pinpoint.rules.traps import find_traps
from segments_as_code.providers.pinpoint.rules.values import CODES as VALUE_CODES
from segments_as_code.providers.pinpoint.rules.values import find_odd_values
from segments_as_code.providers.pinpoint.rules.whole import CODES as WHOLE_CODES
from segments_as_code.providers.pinpoint.rules.whole import find_in_whole

CODES: Mapping[str, str] = {
    **WHOLE_CODES,
    **CONTRADICTION_CODES,
    **EXCLUSION_CODES,
    **TRAP_CODES,
    **NAME_CODES,
    **SOURCE_CODES,
    **VALUE_CODES,
}

_RULES = (find_in_whole, find_contradictions, find_exclusions, find_traps, find_contrary_names, find_odd_sources, find_odd_values)


def find_rule_breaks(content: Mapping[str, Json]) -> Iterator[Finding]:
    """Yield what is wrong, or probably wrong, with content that the schema accepts; never raise on other content."""
    whole = read_whole(content)
    for find in _RULES:
        yield from find(whole)
