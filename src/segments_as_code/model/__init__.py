"""Value types shared by every layer. Frozen, no I/O.

*Desired* is what the files say, *deployed* is what the service holds. A ``definition`` (name and criteria of one segment) is
opaque here: only a provider looks inside it.
"""
