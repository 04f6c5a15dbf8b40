"""The ``segments`` command: on a laptop what the action is on GitHub."""
