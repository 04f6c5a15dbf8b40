"""Reports of plans, outcomes and problems, as Markdown for GitHub and as text for a terminal. Pure functions."""
