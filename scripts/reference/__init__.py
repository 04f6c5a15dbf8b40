"""Write the reference pages from what they describe: ``python -m scripts.reference``."""
