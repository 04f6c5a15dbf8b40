"""GitHub: the event that starts a run, the REST API, and the runner's workflow commands."""
