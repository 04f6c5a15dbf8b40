"""The action: one step of a GitHub Actions job, started by ``entrypoint.py``."""
