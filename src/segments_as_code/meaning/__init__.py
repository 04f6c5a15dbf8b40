"""What a definition means: English, lint, predicates, and proof."""
