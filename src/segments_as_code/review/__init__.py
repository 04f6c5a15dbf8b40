"""What a review approves, and our comments that carry it."""
