"""The operations of the embedded Pinpoint, one module for each kind of object."""
