"""Amazon Pinpoint segments."""
