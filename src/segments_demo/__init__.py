"""The command `segments demo`: the product and the embedded service together, in one short story."""
