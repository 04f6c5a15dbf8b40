"""The docs as a static site (``make site``)."""
