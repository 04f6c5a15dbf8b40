"""Prove a conversion: the target, pulled back through the mapping, has the same people as the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from segments_as_code.convert.converter import SourceSegment
from segments_as_code.convert.mapping import FieldMapping
from segments_as_code.convert.pull_back import PullBack, single_names
from segments_as_code.convert.two_endpoints import is_of_endpoints, of_endpoint, of_profile, two_endpoints_text
from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.person_text import person_text
from segments_as_code.meaning.predicate import And, Environment, Given, Not, Or, Predicate, Ref, keys_in_order
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.meaning.relate import relate
from segments_as_code.meaning.relation import Relation
from segments_as_code.meaning.solver import Steps
from segments_as_code.model.conversion import Conversion, ConversionProof, ConvertedSegment
from segments_as_code.model.segment import Reference
from segments_as_code.model.settings import Settings
from segments_as_code.ports import Dialect

_STEPS: Final = 200_000
"""Steps of the solver for one comparison, about a tenth of a second: a conversion makes three for each segment."""

ASSUMED_READINGS: Final = frozenset(
    {"number-text", "exclusive-missing", "exclusive-several", "metric-missing", "not-between-missing", "never-active", "channel-push"}
)
"""Readings that an assumption of the verdict, or an announced difference, is about."""


class WrongVerdict(RuntimeError):
    """A verdict that proof contradicts, which is a bug in the converter."""


@dataclass(frozen=True, slots=True)
class _Side:
    """What every segment means by key: to an endpoint as the source has it, and pulled back from the target."""

    source: Environment
    target: Environment


def prove_conversion(
    conversion: Conversion,
    sources: Mapping[str, SourceSegment],
    mapping: FieldMapping,
    settings: Settings,
    dialects: tuple[Dialect, Dialect],
) -> Conversion:
    """Return ``conversion`` with a proof of each segment whose rules all have a form.

    Raises:
        WrongVerdict: the people of a converted segment are others than its verdict says.
    """
    prover = _Prover(conversion, sources, mapping, settings, dialects)
    return replace(conversion, segments=tuple(prover.prove(segment) for segment in conversion.segments))


class _Prover:
    def __init__(
        self,
        conversion: Conversion,
        sources: Mapping[str, SourceSegment],
        mapping: FieldMapping,
        settings: Settings,
        dialects: tuple[Dialect, Dialect],
    ) -> None:
        self._sources = sources
        self._adopted = {each.segment.lifecycle.adopt: key for key, each in sources.items() if each.segment.lifecycle.adopt is not None}
        self._mapping = mapping
        self._conversion = conversion
        self._source, self._target = dialects
        self._criteria = {key: self._source.read_criteria(each.segment.definition) for key, each in sources.items()}
        single = settings.single | single_names(self._criteria.values(), mapping)
        settled = {name: value for name, value in settings.readings.items() if name not in ASSUMED_READINGS}
        self._assumptions = Assumptions(Readings(settled, is_open=True), single, settings.whole)
        self._of_profiles = Assumptions(Readings({**settled, "number-text": "numbers"}, is_open=True), single, settings.whole)
        self._announced = self._side(is_announced=True)
        self._honest = self._side(is_announced=False)

    def _side(self, *, is_announced: bool) -> _Side:
        pull_back = PullBack(self._mapping, self._assumptions, is_announced)
        pull_back.learn(self._criteria.values())
        read_source = self._reader(is_announced=is_announced)
        source = {key: pull_back.source(lower(each, self._assumptions, read_source)) for key, each in self._criteria.items()}
        written = {segment.key: segment.definition for segment in self._conversion.segments if self._has_form(segment)}
        written |= {helper.key: helper.definition for helper in self._conversion.helpers}
        target = {
            key: pull_back.pull(lower(self._target.read_criteria(definition), self._of_profiles, _by_key))
            for key, definition in written.items()
            if definition is not None
        }
        undecided: dict[str, Predicate] = {key: Given("unread", f"{key}, which is not decided") for key in source if key not in target}
        return _Side(source, {**target, **undecided})

    def _reader(self, *, is_announced: bool) -> Callable[[Reference], Predicate]:
        def read(reference: Reference) -> Predicate:
            key = reference.key or self._adopted.get(reference.id or "")
            is_here = key is not None and key in self._sources
            name = key if key is not None and is_here else reference.id or reference.key or ""
            if reference.version is not None and not is_announced:
                return Given("unread", f"version {reference.version} of {name}")
            return Ref(name) if is_here else Given("list", name)

        return read

    @staticmethod
    def _has_form(segment: ConvertedSegment) -> bool:
        return segment.definition is not None and all(rule.verdict != "impossible" for rule in segment.rules)

    def prove(self, segment: ConvertedSegment) -> ConvertedSegment:
        """Return ``segment`` with its proof, if all of its rules have a form."""
        if not self._has_form(segment):
            return segment
        given = self._as_announced(segment.key)
        if given.enters or given.leaves:
            raise WrongVerdict(f"{segment.key} is {segment.verdict}, and its people are others: {'; '.join(_people(given))}")
        is_honest = self._is_as_announced(segment.key)
        found = given if is_honest else self._relate(self._honest, segment.key)
        proof = ConversionProof(found.relation, _people(found), otherwise=_otherwise(found) if is_honest else ())
        return replace(segment, proof=self._with_endpoints(segment, proof))

    def _as_announced(self, key: str) -> Relation:
        """Compare one segment, with those that it builds on as the source has them: each of them is proven on its own."""
        helpers = {helper.key: self._announced.target[helper.key] for helper in self._conversion.helpers}
        before = Meaning(self._announced.source[key], self._announced.source)
        return relate(before, Meaning(self._announced.target[key], {**helpers, **self._announced.source}), steps=Steps(_STEPS))

    def _is_as_announced(self, key: str) -> bool:
        """Return whether nothing is announced of a segment and of all that it builds on."""
        return all(
            one == other and all(one_of[each] == other_of[each] for each in keys_in_order(one, one_of))
            for one_of, other_of in ((self._announced.source, self._honest.source), (self._announced.target, self._honest.target))
            for one, other in ((one_of[key], other_of[key]),)
        )

    def _relate(self, side: _Side, key: str) -> Relation:
        return relate(Meaning(side.source[key], side.source), Meaning(side.target[key], side.target), steps=Steps(_STEPS))

    def _with_endpoints(self, segment: ConvertedSegment, proof: ConversionProof) -> ConversionProof:
        """Return ``proof`` with the answer for people who have two endpoints."""
        side = self._announced
        reached = [side.source[segment.key], *(side.source[key] for key in keys_in_order(side.source[segment.key], side.source))]
        if not is_of_endpoints(reached):
            return proof
        numbered = {
            f"{key} {number}": _renamed(of_endpoint(each, number), number) for key, each in side.source.items() for number in (1, 2)
        }
        before = Or((numbered[f"{segment.key} 1"], numbered[f"{segment.key} 2"]))
        merged = {key: of_profile(each) for key, each in side.target.items()}
        found = relate(Meaning(before, numbered), Meaning(merged[segment.key], merged), steps=Steps(_STEPS))
        return replace(proof, endpoints=found.relation, endpoint_people=_people(found, two_endpoints_text))


def _by_key(reference: Reference) -> Predicate:
    return Ref(reference.key) if reference.key is not None else Given("unread", reference.id or "a source")


def _renamed(predicate: Predicate, number: int) -> Predicate:
    """Return ``predicate`` with each segment that it refers to as that of one endpoint."""
    match predicate:
        case Ref(key):
            return Ref(f"{key} {number}")
        case And(parts):
            return And(tuple(_renamed(part, number) for part in parts))
        case Or(parts):
            return Or(tuple(_renamed(part, number) for part in parts))
        case Not(part):
            return Not(_renamed(part, number))
        case other:
            return other


def _people(relation: Relation, text: Callable[[Person], str] = person_text) -> tuple[str, ...]:
    found = []
    if relation.entering is not None:
        found.append(f"newly in: {text(relation.entering.example)}")
    if relation.leaving is not None:
        found.append(f"no longer in: {text(relation.leaving.example)}")
    found += [f"not {'known' if each.code == 'not-read' else 'proven'}: {each.what}" for each in relation.undecided]
    return tuple(found)


def _otherwise(relation: Relation) -> tuple[str, ...]:
    return tuple(each.reading for each in relation.otherwise if each.reading not in ASSUMED_READINGS)
