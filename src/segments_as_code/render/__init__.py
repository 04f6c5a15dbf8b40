"""Render what was found and what came of it, as Markdown for GitHub and as text for a terminal.

Nothing here looks at anything but its arguments. Every page fits its limit and is whole at every size; every value in it is
shown and does nothing else.
"""
