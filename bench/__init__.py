"""Measure the product against the floor, against its peers and against its own goals: ``make bench``."""
