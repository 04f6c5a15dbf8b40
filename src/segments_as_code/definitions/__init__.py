"""Definition files: read them, check them, find what they refer to, and write them."""
