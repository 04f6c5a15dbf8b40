"""One step: find out what to do, do it, and return the exit code."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping

from segments_as_code.action.drifting import drift
from segments_as_code.action.planning import plan, validate_only
from segments_as_code.action.reporting import report_error
from segments_as_code.action.run import Run, open_run
from segments_as_code.github.activity import Activity
from segments_as_code.github.workflow_commands import safe_log, write_outputs
from segments_as_code.model.problem import SegmentsError

FAILED, OUR_FAULT, INTERRUPTED = 1, 3, 130


def main() -> int:
    """Run the step in this process's environment and return its exit code."""
    return run_action(os.environ, write=_print, sleep=time.sleep)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run_action(environ: Mapping[str, str], *, write: Callable[[str], None], sleep: Callable[[float], None]) -> int:
    """Run the step that ``environ`` describes; ``write`` is called with each line of the log, including commands.

    Returns 0 for success, 1 for an error that the user can fix, 3 for a bug, 130 if interrupted.
    """
    try:
        with open_run(environ, write=write, sleep=sleep) as run:
            return _do_activity(run)
    except SegmentsError as error:
        report_error(error, write)
        write_outputs(environ, {"failure-reason": error.code})
        return FAILED
    except KeyboardInterrupt:
        write("Interrupted.")
        return INTERRUPTED
    except Exception:  # noqa: BLE001  # the one place at which a fault of ours ends: reported as such, and never as success
        write(safe_log(traceback.format_exc()))
        write("::error title=internal-error::This is a fault of Segments as Code: please report it with the lines above.")
        write_outputs(environ, {"failure-reason": "internal-error"})
        return OUR_FAULT


def _do_activity(run: Run) -> int:
    activity, reason = run.activity()
    run.say(reason)
    match activity:
        case Activity.PLAN:
            return plan(run)
        case Activity.APPLY:
            from segments_as_code.action.applying import apply  # noqa: PLC0415  # promise 5: a run that plans does not load what writes

            return apply(run)
        case Activity.VALIDATE:
            return validate_only(run)
        case Activity.DRIFT:
            return drift(run)
        case Activity.NOTHING:
            return 0
        case _:
            raise SegmentsError("event-unsupported", reason, run.event.remedy)
