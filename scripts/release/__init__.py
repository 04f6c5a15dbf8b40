"""What the release workflow does beyond building and pushing: ``python -m scripts.release``; docs/decisions/0010-releases.md says why."""
