"""What a review approves, and the comments that record it."""
