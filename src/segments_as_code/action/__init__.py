"""The action: one step of a GitHub Actions job, which ``entrypoint.py`` starts."""
