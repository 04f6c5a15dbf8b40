"""The ``segments`` command: the same as the action, on a laptop."""
