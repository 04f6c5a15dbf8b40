"""Generate the reference pages from the code that they describe: ``python -m scripts.reference``."""
