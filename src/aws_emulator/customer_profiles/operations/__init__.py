"""The operations of the embedded Customer Profiles, one module a kind of thing."""
