"""The operations of the embedded Customer Profiles, one module for each kind of object."""
