"""The GitHub edge: the event a run starts from, the REST API, and the runner's workflow commands."""
