"""Apply a plan: one change after the other, each checked against what was planned, and nothing done twice."""
