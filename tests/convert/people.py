"""Load endpoints as profiles by a mapping, with a loader of our own, and ask both services' meanings about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from segments_as_code.convert.mapping import REST, FieldMapping, ToCalculated, ToField, ToKey
from segments_as_code.convert.pull_back import single_names
from segments_as_code.meaning.evaluate import Person, is_in
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.predicate import And, Dated, Environment, Field, Given, NumberIn, Predicate, Ref, Some, atoms
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.meaning.stretches import instant_text
from segments_as_code.model.conversion import ConvertedSegment
from segments_as_code.model.segment import Reference
from tests.convert.converting import SOURCE, TARGET, Converted

PEOPLE = 30


def find_disagreement(converted: Converted, random: Random, *, people: int = PEOPLE) -> None:
    """Raise AssertionError for a person on whom an exact segment disagrees with its source."""
    mapping = converted.mapping.mapping
    source, target = meanings(converted)
    exact = [segment for segment in converted.found.conversion.segments if _is_exact(segment, converted)]
    for _ in range(people if exact else 0):
        person = random_person(source, random)
        profile = load(person, mapping)
        for segment in exact:
            before, after = is_in(person, Ref(segment.key), source), is_in(profile, Ref(segment.key), target)
            assert before == after, (segment.key, person, profile)


def find_wrong_merge(converted: Converted, random: Random, *, people: int = PEOPLE) -> None:
    """Raise AssertionError for a person with two endpoints who comes in or goes out though the report says that nobody does."""
    source, target = meanings(converted)
    exact = [segment for segment in converted.found.conversion.segments if _is_exact(segment, converted) and segment.proof is not None]
    for _ in range(people if exact else 0):
        first, second = _of_one_user(random_person(source, random), random_person(source, random))
        profile = merge(load(first, converted.mapping.mapping), load(second, converted.mapping.mapping), random)
        for segment in exact:
            before = any(is_in(endpoint, Ref(segment.key), source) for endpoint in (first, second))
            after = is_in(profile, Ref(segment.key), target)
            said = segment.proof.endpoints if segment.proof is not None else ""
            assert not (after and not before and said in {"", "same", "narrower", "same-or-narrower"}), (segment.key, first, second)
            assert not (before and not after and said in {"", "same", "wider", "same-or-wider"}), (segment.key, first, second)


def _of_one_user(first: Person, second: Person) -> tuple[Person, Person]:
    """Return two endpoints of one user: with the user's attributes and lists of the first."""
    own = {field: held for field, held in second.texts.items() if field.member != "UserAttributes"}
    shared = {field: held for field, held in first.texts.items() if field.member == "UserAttributes"}
    return first, Person({**own, **shared}, second.numbers, None, first.given)


def merge(first: Person, second: Person, random: Random) -> Person:
    """Return the profile of two loaded endpoints: lists joined, and of two values any one."""
    texts = {**first.texts, **second.texts}
    for field in first.texts.keys() & second.texts.keys():
        both = first.texts[field], second.texts[field]
        texts[field] = (*both[0], *both[1]) if field.shape == "list" else random.choice(both)
    return Person(texts)


def merge_newest(profiles: Sequence[Person]) -> Person:
    """Return the profile of several loaded endpoints, the newest last: lists joined, and of single values the newest."""
    texts: dict[Field, tuple[str, ...]] = {}
    for profile in profiles:
        for field, held in profile.texts.items():
            texts[field] = (*texts.get(field, ()), *held) if field.shape == "list" else held
    return Person(texts)


def _is_exact(segment: ConvertedSegment, converted: Converted) -> bool:
    """Return whether a segment, and all that it builds on, has no rule that announces a difference."""
    by_key = {each.key: each for each in converted.found.conversion.segments}
    waiting, seen = [segment.key], set[str]()
    while waiting:
        key = waiting.pop()
        if key in seen or key not in by_key:
            continue
        seen.add(key)
        if by_key[key].verdict not in {"exact", "exact-if"} or by_key[key].definition is None:
            return False
        waiting += (each.key or "" for each in TARGET.references(by_key[key].definition or {}))
    return True


def meanings(converted: Converted) -> tuple[Environment, Environment]:
    """Return what each segment means, by key, before and after, under the default readings."""
    criteria = {segment.key: SOURCE.read_criteria(segment.definition) for segment in converted.checked.segments}
    assumptions = Assumptions(Readings(), single_names(criteria.values(), converted.mapping.mapping))
    adopted = {segment.lifecycle.adopt: segment.key for segment in converted.checked.segments if segment.lifecycle.adopt is not None}
    source = {key: lower(each, assumptions, _by_key(adopted, criteria)) for key, each in criteria.items()}
    definitions = {segment.key: segment.definition for segment in converted.found.conversion.segments}
    definitions |= {helper.key: helper.definition for helper in converted.found.conversion.helpers}
    target = {
        key: lower(TARGET.read_criteria(definition), Assumptions(Readings()), _by_key({}, definitions))
        for key, definition in definitions.items()
        if definition is not None
    }
    return source, target


def _by_key(adopted: Mapping[str, str], known: Mapping[str, object]) -> Callable[[Reference], Predicate]:
    def read(reference: Reference) -> Predicate:
        key = reference.key or adopted.get(reference.id or "")
        return Ref(key) if key in known and key is not None else Given("list", reference.id or "")

    return read


def random_person(source: Environment, random: Random) -> Person:
    """Return an endpoint with values that the definitions ask about, and others beside them."""
    texts: dict[Field, tuple[str, ...]] = {}
    numbers: dict[Field, float] = {}
    given: set[Given] = set()
    for atom in atoms(And(tuple(source.values())), source):
        match atom:
            case Some(field, test) if random.random() < 0.7:
                held = [*_samples(test), "something else", ""]
                count = 1 if field.shape == "one" else random.randint(1, 3)
                texts[field] = tuple(dict.fromkeys(random.choice(held) for _ in range(count)))
            case NumberIn(field, spans) if random.random() < 0.7:
                ends = [end for span in spans for end in (span.low, span.high) if end is not None]
                numbers[field] = random.choice([0, *(end + step for end in ends for step in (-1, 0, 1))])
            case Given("list") if random.random() < 0.5:
                given.add(atom)
            case _:
                pass
    return Person(texts, numbers, None, frozenset(given))


def _samples(test: object) -> Iterator[str]:
    """Yield texts at the border of a test."""
    if isinstance(test, Dated):
        for span in test.spans:
            for end in (span.low, span.high):
                if end is not None:
                    yield from (instant_text(int(end) + step) for step in (-(10**9), 0, 10**9))
    for name in ("texts", "parts"):
        for text in sorted(getattr(test, name, ())):
            yield from (text, f"x{text}y", text.upper())


def load(person: Person, mapping: FieldMapping) -> Person:
    """Return the profile of an endpoint as the mapping loads it; of a list that is loaded as one value, the first."""
    texts: dict[Field, tuple[str, ...]] = {}
    for field, held in person.texts.items():
        for target in _places(field, mapping):
            texts[target] = held if target.shape == "list" else held[:1]
    for field, number in person.numbers.items():
        rule = mapping.metrics.get(field.name, mapping.metrics.get(REST)) if field.member == "Metrics" else None
        if rule is not None:
            texts[Field("Attributes", rule.keys(field.name)[0], "one")] = (repr(number),)
    for mark in (mapping.imported[given.name] for given in person.given if given.name in mapping.imported):
        texts[Field("Attributes", mark.key, "one")] = (mark.value,)
    countries = person.texts.get(Field("Country", "", "one"), ())
    if mapping.country is not None and countries:
        spelt = mapping.country.values.get(countries[0], countries[0])
        texts[Field(mapping.country.address, "Country", "one")] = (spelt,)
    return Person(texts)


def _places(field: Field, mapping: FieldMapping) -> Sequence[Field]:
    rules = {"Attributes": mapping.attributes, "UserAttributes": mapping.user_attributes}.get(field.member, {})
    match rules.get(field.name, rules.get(REST)):
        case ToKey(_, None) as rule:
            return [Field("Attributes", rule.keys(field.name)[0], "one")]
        case ToField(member):
            return [Field(member, "", "one")]
        case ToCalculated(name):
            return [Field("CalculatedAttributes", name, "list")]
        case _:
            return []
