"""People counted: who is in a segment before and after a change, on an export that stays where it is."""
