"""Where a rendered text will stand, and what surrounds it."""

from __future__ import annotations

from dataclasses import dataclass

from segments_as_code.model.problem import SegmentsError


@dataclass(frozen=True, slots=True)
class Setting:
    """What a rendered text says of its run, and where its links go.

    ``target`` is the name that keeps the comments of several jobs apart, ``head`` the commit that was looked at. ``files``
    is the address that a file's path is put behind, such as ``https://github.com/o/r/blob/<sha>/``; ``run`` and ``summary``
    are addresses of the run and of its job summary. ``closing`` replaces the last sentence of a page; an empty one leaves it
    out. ``has_comment`` is false if no comment of the pull request shows this page, ``comment_error`` why one could not be
    written. ``confirmed`` is the sentence of a record that says who confirmed its deletions.
    """

    target: str
    head: str
    files: str | None = None
    run: str | None = None
    summary: str | None = None
    closing: str | None = None
    has_comment: bool = True
    comment_error: SegmentsError | None = None
    confirmed: str = ""
