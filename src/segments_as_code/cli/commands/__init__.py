"""The commands, one file each, loaded by ``cli/command.py`` when they are used."""
