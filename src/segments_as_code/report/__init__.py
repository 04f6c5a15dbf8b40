"""Report what was found and what came of it, as Markdown for GitHub and as text for a terminal; pure: looks at its arguments alone."""
