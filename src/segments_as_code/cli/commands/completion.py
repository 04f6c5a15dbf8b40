"""``segments completion``."""

from __future__ import annotations

from typing import Literal, TypeAlias

import click
from click.shell_completion import get_completion_class

from segments_as_code.cli.console import print_text

Shell: TypeAlias = Literal["bash", "zsh", "fish"]
_VARIABLE = "_SEGMENTS_COMPLETE"
"""The variable in which click gets the shell's request: https://click.palletsprojects.com/shell-completion/."""


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="[bash|zsh|fish]")
@click.pass_context
def command(context: click.Context, shell: Shell) -> int:
    """Print the script with which a shell completes commands, options and paths of segments.

    bash: eval "$(segments completion bash)" in ~/.bashrc. zsh: eval "$(segments completion zsh)" in ~/.zshrc, after compinit.
    fish: segments completion fish > ~/.config/fish/completions/segments.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101  # click has a class for each of the three
    complete = kind(context.find_root().command, {}, "segments", _VARIABLE)
    print_text(complete.source_template % complete.source_vars() + "\n")
    return 0
