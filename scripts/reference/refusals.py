"""The page about the codes of ``failure-reason`` and of notices."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.reference.markdown import code, heading, joined, prose, table
from segments_as_code.refusal_codes import CHANGE, EXPORT, GITHUB, LAPTOP, LIMITS, NOTICES, PROOF, REVIEW, ROLLBACK, RUN, SAFETY, SERVICE

_INTRO = """\
Why a run stopped, was refused or gave a notice, if the reason is not a [problem](problems.md) in a file. The code is in the output
`failure-reason` of the [action](action.md), in the title of the error on the run's page, and in the `code` of refusals and notices
in the [plan's JSON](plan.md). The message that comes with it says what was found and how to fix it."""

GROUPS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("The run", "How the run was set up, and how it ended.", RUN),
    ("The review", "Apply does what was reviewed, or nothing. Each of these means that nothing was done.", REVIEW),
    (
        "Safety",
        "Nothing is applied until the reason is resolved or the number of deletions is confirmed. The plan and its comment say so.",
        SAFETY,
    ),
    (
        "A change that fails",
        "The other changes are applied; the record names each failed change with its reason, and `failure-reason` is `apply-incomplete`.",
        CHANGE,
    ),
    ("The service", 'Credentials, permissions, the network, Pinpoint itself. Never read as "no segments are deployed".', SERVICE),
    ("GitHub", "The event, the token, the comment, the outputs.", GITHUB),
    ("On a laptop", "Only from the [command](commands.md).", LAPTOP),
    (
        "Numbers of people",
        "If a live campaign or journey uses the segment, these refuse the plan until somebody allows them; otherwise they are notices.",
        LIMITS,
    ),
    ("Counting people", "Of an export of endpoints.", EXPORT),
    ("Rolling back", "From [`segments rollback`](commands.md#segments-rollback) only. Nothing was done.", ROLLBACK),
    ("Notices", "These do not stop the run: they appear in the plan and its comment, or in the job summary.", NOTICES),
    ("Not proven", "Why a plan cannot say who comes in or goes out of a segment; by themselves they do not stop the run.", PROOF),
)


def refusals_page() -> str:
    """Return the page."""
    blocks = [heading("Refusals and notices", 1), _INTRO]
    for title, says, codes in GROUPS:
        rows = [[code(name), prose(meaning)] for name, meaning in codes.items()]
        blocks += [heading(title), says, table(["code", "meaning"], rows)]
    return joined(blocks)
