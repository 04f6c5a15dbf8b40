"""Run the emulator without the `segments` command: ``python -m pinpoint_emulator``."""

from pinpoint_emulator.command import emulator

if __name__ == "__main__":
    emulator(prog_name="python -m pinpoint_emulator")
