"""What a step tells the runner that runs it: annotations, masks, groups, outputs and the job summary.

Source: docs.github.com, "Workflow commands for GitHub Actions"; actions/toolkit, packages/core; actions/runner,
src/Runner.Worker/{ActionCommandManager,FileCommandManager,ExecutionContext}.cs.
"""

from segments_as_code.github.commands.lines import add_mask, annotate, annotate_error, group
from segments_as_code.github.commands.log import safe_log
from segments_as_code.github.commands.outputs import write_outputs
from segments_as_code.github.commands.summary import append_summary

__all__ = ["add_mask", "annotate", "annotate_error", "append_summary", "group", "safe_log", "write_outputs"]
