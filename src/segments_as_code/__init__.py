"""Segments as Code: audience segments as YAML in git, planned on the pull request, applied on merge."""

__version__ = "0.1.0"
