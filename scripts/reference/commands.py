"""The page about the ``segments`` command, from the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from scripts.reference.markdown import code, fenced, heading, joined, link, prose, slug, table
from segments_as_code.cli.command import segments

_INTRO = """\
The same as the [action](action.md), for a terminal. `segments COMMAND --help` shows what this page does. AWS credentials and region
are found as in every AWS tool; `validate`, `schema` and, without `--deployed`, `graph` need neither."""


def commands_page() -> str:
    """Return the page."""
    context = click.Context(segments, info_name="segments", **segments.context_settings)
    commands = {name: _command(context, name) for name in segments.list_commands(context)}
    rows = [[link(code(f"segments {name}"), f"#{_anchor(name)}"), prose(found.get_short_help_str(200))] for name, found in commands.items()]
    blocks = [heading("Commands", 1), _INTRO, *_help(segments), table(["command", "does"], rows)]
    for name, found in commands.items():
        blocks += _section(name, found, click.Context(found, info_name=name, parent=context))
    return joined(blocks)


def _command(context: click.Context, name: str) -> click.Command:
    """Return a command, as if every extra is installed."""
    found = segments.get_command(context, name)
    if found is None or str(found.help).startswith("Not installed"):
        raise LookupError(f"segments {name} is not installed: install every extra, as make does")
    return found


def _anchor(name: str) -> str:
    return slug(f"`segments {name}`")


def _section(name: str, command: click.Command, context: click.Context) -> Iterator[str]:
    yield heading(code(f"segments {name}"))
    yield fenced(" ".join(["segments", name, *command.collect_usage_pieces(context)]), "sh")
    yield from _help(command)
    arguments = [_argument(found, context) for found in command.params if isinstance(found, click.Argument)]
    if arguments:
        yield table(["argument", "default"], arguments)
    options = [found.get_help_record(context) for found in command.params if isinstance(found, click.Option)]
    if options:
        yield table(["option", "does"], [[code(record[0]), prose(record[1])] for record in options if record])
    if name == "emulator":
        yield f"More about it, and about the settings of `--set`: {link('the embedded Pinpoint', 'emulator.md')}."


def _help(command: click.Command) -> list[str]:
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    return [prose(" ".join(paragraph.split())) for paragraph in paragraphs]


def _argument(argument: click.Argument, context: click.Context) -> list[str]:
    default = argument.default if isinstance(argument.default, str) else ""
    return [code(argument.make_metavar(context).strip("[]")), code(default) if default else ""]
