"""A GitHub to test against: a real HTTP server on loopback, held to GitHub's own OpenAPI description in both directions."""
