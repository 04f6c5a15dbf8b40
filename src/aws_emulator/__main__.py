"""Run the emulator without the `segments` command: ``python -m aws_emulator``."""

from aws_emulator.command import emulator

if __name__ == "__main__":
    emulator(prog_name="python -m aws_emulator")
