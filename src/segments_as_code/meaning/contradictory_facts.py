"""Find facts that contradict each other: under them everything would be proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from segments_as_code.meaning.declarations import declare
from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.predicate import TRUE, And
from segments_as_code.meaning.question import find_person
from segments_as_code.model.criteria import Criteria
from segments_as_code.model.document import Definition
from segments_as_code.model.problem import Problem
from segments_as_code.model.settings import Settings


def find_contradiction(settings: Settings, read_criteria: Callable[[Definition], Criteria]) -> Iterator[Problem]:
    """Yield a problem for the first fact that contradicts those before it."""
    predicates = [*declare(settings, read_criteria).facts.values()]
    for count, fact in enumerate(settings.facts, start=1):
        if find_person([Meaning(And(tuple(predicates[:count])), {})], [], facts=TRUE) is None:
            others = "" if count == 1 else ", together with those before it"
            message = f"no person can meet this fact{others}: every segment would be empty."
            yield Problem(fact.location, "contradictory-facts", message, "correct the criteria of one of them, or take one out.")
            return
