"""The embedded Amazon Connect Customer Profiles, with the outbound campaigns that use its segments."""
