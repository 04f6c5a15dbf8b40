"""Why a run stops or refuses, where that is no finding in a file: every code with one sentence on what it means.

GitHub's own are in ``github.codes``; ``docs/reference/refusals.md`` shows all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RUN: Final[Mapping[str, str]] = {
    "findings": "The definitions have errors, or warnings where the run is strict; each is told at its line.",
    "invalid-input": "An input of the step has a value that it cannot have.",
    "no-application": "Neither the run nor any definition says which application the segments belong to.",
    "event-unsupported": "The event that started the run asks for nothing that is done, and the step's command does not settle it.",
    "internal-error": "A fault of Segments as Code; the log has what to report.",
}
"""How the run was set up, and what became of it as a whole."""

REVIEW: Final[Mapping[str, str]] = {
    "no-pull-request": "No merged pull request brought this commit, so nobody reviewed a plan.",
    "another-branch": "The pull request that brought this commit was merged into another branch than the one that is applied.",
    "no-approval": "The pull request has no plan comment of ours for this target, or one without a plan to approve.",
    "foreign-approval": "The plan comment was written by somebody else than this job's token stands for.",
    "several-approvals": "The pull request has several plan comments for this target, and which was reviewed is not certain.",
    "stale-head": "The plan comment is for another commit than the last one of the pull request that was merged.",
    "approval-tampered": "The hidden first line of the plan comment was edited by hand: its checksum does not fit, or is missing.",
    "definitions-changed": "The plan made now is not the reviewed one: the definitions are not those that were reviewed.",
    "deployment-changed": "The plan made now is not the reviewed one: the definitions are, so deployed segments changed in between.",
    "plan-from-snapshot": "The plan was made against a snapshot, which approves nothing: only a plan against the service itself does.",
    "plan-differs": "The plan made now is not the approved one, and its digest alone does not tell why.",
    "no-token": "Without a GitHub token neither the reviewed plan nor the head of the branch can be read.",
    "outdated-run": "The branch has moved on since this run's commit, and wants something else for what this plan touches.",
    "head-unreadable": "The branch has moved on since this run's commit, and what its newest commit says cannot be read.",
}
"""Apply: what was reviewed is not what would be done, or it cannot be told."""

SAFETY: Final[Mapping[str, str]] = {
    "too-many-deletes": "The plan deletes more of our segments than the limit, and nobody confirmed the exact number.",
    "deletes-everything": "The plan deletes every segment of ours, or the folder has no definitions left.",
    "allow-deletes-differs": "The number of deletions that was confirmed is not the number that the plan has.",
    "protected": "A protected segment would be deleted or replaced.",
    "delete-in-use": "A segment would be deleted that a live campaign, a journey or another segment uses.",
    "cannot-adopt": "Lifecycle.Adopt names a segment that cannot be taken over: it is not there, or it is somebody's already.",
    "two-segments-one-key": "Two deployed segments carry the same key and owner, so which one a definition means is not certain.",
}
"""Plan and apply: the plan is not safe as it stands."""

CHANGE: Final[Mapping[str, str]] = {
    "apply-incomplete": "Some changes failed or were not started; what is done stays done, and a second run goes on with the rest.",
    "changed-meanwhile": "Somebody changed the deployed segment after the plan was made.",
    "gone-meanwhile": "The deployed segment was deleted after the plan was made.",
    "created-without-tags": "An untagged segment of the same name and definition is newer than all of ours: perhaps our last run made it.",
    "no-duplicate": "The segment to delete as a duplicate is not one of several that carry the same key and owner.",
    "not-ours": "The segment to delete no longer carries the key and owner it had; it was left alone.",
}
"""Apply: one change could not be carried out; the others go on."""

SERVICE: Final[Mapping[str, str]] = {
    "no-region": "No AWS region is set.",
    "credentials-missing": "There are no AWS credentials that can be used.",
    "credentials-expired": "The AWS credentials have expired.",
    "credentials-rejected": "AWS does not accept the credentials.",
    "access-denied": "The credentials may not make this call.",
    "application-not-found": "The application is not there, for these credentials in this region.",
    "not-found": "The service says that what was asked for is not there.",
    "throttled": "The service refused for the rate of requests, for as long as we may try.",
    "service-failed": "The service answered with an error of its own (5xx).",
    "service-refused": "The service understood the request and will not carry it out.",
    "service-unreachable": "No connection to the service could be made; nothing was sent.",
    "connection-lost": "The connection to the service was lost before its reply came.",
    "reply-unreadable": "The service's reply lacks what it must hold; it is never read as an empty one.",
    "endless-listing": "A listing led back to a page that was read already.",
    "invalid-endpoint": "The endpoint URL is not one.",
    "invalid-request": "The request was not sent, because it does not fit the service's model: a fault of ours.",
    "forbidden-call": "A call was stopped that this run may not make: a fault of ours.",
}
"""The service refused, or could not be reached; nothing is then concluded about what it holds."""

LAPTOP: Final[Mapping[str, str]] = {
    "no-owner": "It is not known whose segments these are: no owner was given, and the folder has no git remote that tells it.",
    "not-confirmed": "Nobody is there to confirm the plan: the input is no terminal.",
    "plan-unreadable": "A saved plan cannot be read, or is of another version.",
    "plan-tampered": "A saved plan was changed after it was written.",
    "plan-stale": "What is deployed changed since the plan was saved.",
    "unknown-key": "No segment (for a rollback: no deployed segment of ours) has the key that the command was told.",
    "cannot-write": "A file cannot be written where it was asked for.",
    "snapshot-unreadable": "A snapshot cannot be read, is none, or is of another version.",
    "snapshot-differs": "A snapshot is of another application or region than the run is about.",
    "unknown-segment": "A segment was asked for that no definition has.",
    "extra-missing": "The command belongs to an extra that is not installed.",
}
"""The command line alone."""

ROLLBACK: Final[Mapping[str, str]] = {
    "imported-segment": "The segment came from an import job, and those cannot be changed.",
    "no-such-version": "The service holds no such version of the segment.",
    "source-gone": "The earlier definition builds on a segment that is not deployed any more.",
    "rollback-circle": "With the earlier definition, segments would build on each other in a circle.",
}
"""The segment cannot go back to that version; nothing was done."""

NOTICES: Final[Mapping[str, str]] = {
    "not-taken-up": "A live campaign or journey uses a segment that changes, and will not pick the change up by itself.",
    "taken-up-later": "A live journey uses a segment that changes, and will pick the change up when it next looks for people.",
    "uptake-unknown": "A live campaign or journey uses a segment that changes; whether it picks the change up is not documented.",
    "name-taken": "A segment with this name is deployed already and is not ours; a second one will be created.",
    "another-owner": "Segments with the same keys are deployed by another owner: this repository under its former name, perhaps.",
    "probable-rename": "One segment would be deleted and one with the same definition created: probably one with a new key.",
    "version-not-in-file": "A segment is deployed with a version of a source that its file does not name; its next change removes it.",
    "left-in-place": "No file names the segment any more, and it stays deployed, because this run may not delete.",
    "from-snapshot": "The plan was made against a snapshot; what changed since it was taken is not in the plan.",
    "validated-only": "The definitions are valid and were not compared with what is deployed: GitHub gives such a run no credentials.",
}
"""What a reader should know; they stop nothing."""

PROOF: Final[Mapping[str, str]] = {
    "not-read": "It depends on a part that could not be read: an unknown member, a foreign or missing segment, a pinned version.",
    "circles": "The segment has more circles on the map than are compared.",
    "circles-or-dates": "It depends on how several circles overlap, or on dates that also have to contain certain digits.",
    "too-many-parts": "Too many parts of one text are looked for to try all their combinations.",
    "mixed-case": "One text is compared both with and without regard to its case.",
    "too-many-held": "An example person would need more values in one attribute than Pinpoint keeps.",
    "out-of-steps": "The proof would take more steps than a plan spends on it.",
}
"""Why it is not proven who comes in or goes out."""

REFUSALS: Final[Mapping[str, str]] = {**RUN, **REVIEW, **SAFETY, **CHANGE, **SERVICE, **LAPTOP, **ROLLBACK, **NOTICES, **PROOF}
"""All of them."""
