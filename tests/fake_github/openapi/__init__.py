"""What GitHub says of its own REST API, cut to the calls this project makes; see ``cut.py``."""
