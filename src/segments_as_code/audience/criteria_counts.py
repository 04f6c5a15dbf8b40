"""Count each criterion of a segment, to see which line empties it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from segments_as_code.audience.population import Counts
from segments_as_code.audience.questions import Question, settle_all
from segments_as_code.meaning.folder_meaning import FolderMeaning, settle
from segments_as_code.meaning.single_criteria import Criterion
from segments_as_code.model.audience import Audience, CriterionCounts, hide_few_of_criteria
from segments_as_code.model.document import Path


@dataclass(frozen=True, slots=True)
class CriteriaQuestions:
    """For each segment its criteria, and two questions for each of them, in order: that criterion alone, and the segment without it."""

    criteria: Mapping[str, Sequence[Criterion]]
    questions: Sequence[Question]


def questions_of_criteria(folder: FolderMeaning, criteria: Mapping[str, Sequence[Criterion]]) -> CriteriaQuestions:
    """Return what to count of ``criteria``, by the key of their segment in ``folder``; readings have their defaults."""
    environment = settle_all(folder.opened)
    questions = [
        Question(f"{key} {index} {which}", None, (settle(folder.read(part)), environment))
        for key, each in criteria.items()
        for index, criterion in enumerate(each)
        for which, part in (("alone", criterion.alone), ("without", criterion.without))
    ]
    return CriteriaQuestions(criteria, questions)


def with_criteria(audience: Audience, asked: CriteriaQuestions, counts: Counts, place_of: Callable[[str, Path], str]) -> Audience:
    """Return ``audience`` with the numbers of each criterion, few people hidden; ``counts`` has the answers to what was ``asked``."""
    known = {count.key: None if count.unknown else count.after for count in counts.segments}
    segments = dict(audience.segments)
    for key, criteria in asked.criteria.items():
        found = [
            CriterionCounts(place_of(key, each.path), _text(each), known[f"{key} {index} alone"], known[f"{key} {index} without"])
            for index, each in enumerate(criteria)
        ]
        segments[key] = hide_few_of_criteria(segments[key], found, counts.population) if found else segments[key]
    return replace(audience, segments=segments)


def _text(criterion: Criterion) -> str:
    words = "".join(part.text for part in criterion.phrase)
    return f"not: {words}" if criterion.is_negated else words
