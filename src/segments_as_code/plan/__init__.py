"""Make the plan: compare, order, check its safety, and add the digest."""
