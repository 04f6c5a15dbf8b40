"""Hypothesis strategies: valid documents over the whole schema, what means the same, and what does not."""

from tests.strategies.documents import criteria_blocks, documents, estates, json_values
from tests.strategies.equivalents import equivalent, returned
from tests.strategies.layouts import laid_out
from tests.strategies.mutants import all_mutants, damaged, mutated
from tests.strategies.profile_mutants import profile_mutants
from tests.strategies.profiles import profile_blocks, profile_documents, profile_estates, profile_reordered, profile_returned

__all__ = [
    "all_mutants",
    "criteria_blocks",
    "damaged",
    "documents",
    "equivalent",
    "estates",
    "json_values",
    "laid_out",
    "mutated",
    "profile_blocks",
    "profile_documents",
    "profile_estates",
    "profile_mutants",
    "profile_reordered",
    "profile_returned",
    "returned",
]
