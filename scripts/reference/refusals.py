"""The page on the codes of ``failure-reason`` and of notices."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.reference.markdown import code, heading, joined, prose, table
from segments_as_code.error_codes import CHANGE, GITHUB, LAPTOP, NOTICES, PROOF, REVIEW, ROLLBACK, RUN, SAFETY, SERVICE

_INTRO = """\
Why a run stopped, refused or told more than asked, where that is no [problem](problems.md) in a file. The code stands in the output
`failure-reason` of the [action](action.md), in the title of the error on the run's page, and in the `code` of refusals and notices
in the [plan's JSON](plan.md). The message that comes with it names what was found, the numbers, and how to fix it."""

GROUPS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("The run", "How it was set up, and what became of it as a whole.", RUN),
    ("The review", "Apply carries out what was reviewed, or nothing. Each of these means that nothing was done.", REVIEW),
    (
        "Safety",
        "Nothing is applied until the reason is gone, or the number of deletions is confirmed. The plan and its comment say so beforehand.",
        SAFETY,
    ),
    (
        "A change that fails",
        "The other changes go on; the record names each with its reason, and `failure-reason` is `apply-incomplete`.",
        CHANGE,
    ),
    ("The service", 'Credentials, permissions, the network, Pinpoint itself. Never read as "no segments are deployed".', SERVICE),
    ("GitHub", "The event, the token, the comment, the outputs.", GITHUB),
    ("On a laptop", "From the [command](commands.md) alone.", LAPTOP),
    ("Rolling back", "From [`segments rollback`](commands.md#segments-rollback) alone. Nothing was done.", ROLLBACK),
    ("Notices", "These stop nothing: they stand in the plan and its comment, or in the job summary.", NOTICES),
    ("Not proven", "Why a plan cannot say who comes in or goes out of a segment; these stop nothing by themselves.", PROOF),
)


def refusals_page() -> str:
    """Return the page."""
    blocks = [heading("Refusals and notices", 1), _INTRO]
    for title, says, codes in GROUPS:
        rows = [[code(name), prose(meaning)] for name, meaning in codes.items()]
        blocks += [heading(title), says, table(["code", "what it means"], rows)]
    return joined(blocks)
