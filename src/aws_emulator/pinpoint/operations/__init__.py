"""The operations of the embedded Pinpoint, one module a kind of thing."""
