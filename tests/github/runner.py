"""How GitHub's runner reads what a step prints and writes (actions/runner, src/Runner.Worker and src/Runner.Common)."""

from __future__ import annotations

import re

_LINE_END = re.compile(r"\r\n|\r|\n")
"""A .NET stream reader ends a line at each of these."""


def commands_in(log: str) -> list[str]:
    """Return the lines that the runner takes for commands (ActionCommand.TryParseV2 and TryParse), whatever their names."""
    return [line for line in _LINE_END.split(log) if line.strip().startswith("::") or "##[" in line]


def unescaped(text: str) -> str:
    """Return a command's data as the runner understands it."""
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def annotation(line: str) -> tuple[str, dict[str, str], str]:
    """Return type, properties and message of an annotation command."""
    _, head, message = line.split("::", 2)
    kind, _, listed = head.partition(" ")
    pairs = [pair.partition("=") for pair in listed.split(",")]
    return kind, {name: unescaped(value.replace("%3A", ":").replace("%2C", ",")) for name, _, value in pairs}, unescaped(message)


def outputs_in(text: str) -> dict[str, str]:
    """Return the outputs in a file command's text (FileCommandManager, EnvFileKeyValuePairs)."""
    found, lines = {}, iter(text.removesuffix("\n").split("\n"))
    for line in lines:
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            name, _, found_value = line.partition("=")
            found[name] = found_value
        elif heredoc >= 0:
            name, _, end = line.partition("<<")
            value: list[str] = []
            for inner in lines:
                if inner == end:
                    break
                value.append(inner)
            else:
                raise ValueError(f"no {end} found")
            found[name] = "\n".join(value)
        elif line:
            raise ValueError(f"invalid format {line!r}")
    return found
