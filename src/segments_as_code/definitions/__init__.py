"""Definition files: read, check, resolve and write them."""
