"""Why the GitHub edge ends a run: every code with one sentence on what it means."""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    "comment-gone": "The comment that was to be edited has been deleted by somebody else.",
    "comment-superseded": "The comment was not written: while the run waited for GitHub, a newer commit arrived.",
    "comment-too-long": "GitHub refused a comment for its length: more than 65,536 characters.",
    "comment-unclear": "The reply to a new comment, or to a new issue, was lost: it may stand or not.",
    "event-incomplete": "The event that started this run, or its environment, lacks something that every such event has.",
    "event-missing": "There is no event to read: this does not run in GitHub Actions, or the runner did not pass the event on.",
    "event-unreadable": "The event file holds something else than a JSON object.",
    "github-forbidden": "The token may not do this: the workflow lacks a permission, or the run is a fork's or Dependabot's.",
    "github-moved": "GitHub answered with a redirect, which is never followed, so that the token goes nowhere else.",
    "github-not-found": "GitHub knows no such thing, or the token may not see it.",
    "github-paging": "A list's link to its next page cannot be followed: it leads to another host, or round in a circle.",
    "github-rate-limited": "GitHub's rate limit was reached, and waiting for its end would take too long.",
    "github-rejected": "GitHub understood the request and will not carry it out.",
    "github-repository": "The repository's name is not of the form owner/name.",
    "github-token": "The token is missing, or holds characters that no token has.",
    "github-unauthorized": "GitHub does not know the token, or no longer.",
    "github-unavailable": "GitHub answered with an error of its own (5xx), several times.",
    "github-unreachable": "No reply came from GitHub, several times.",
    "github-unreadable": "GitHub's reply is not what its API documents; often a proxy answered in its place.",
    "output-unwritable": "A file that the runner provides for outputs or the job summary cannot be written.",
    "several-pull-requests": "Several merged pull requests hold this commit, and none says that it was merged as this commit.",
}
