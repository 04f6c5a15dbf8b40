"""Amazon Connect Customer Profiles segment definitions."""
