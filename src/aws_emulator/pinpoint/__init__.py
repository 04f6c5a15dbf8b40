"""The embedded Amazon Pinpoint."""
