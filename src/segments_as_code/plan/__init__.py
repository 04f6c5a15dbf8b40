"""Make the plan: compare, order, weigh what is dangerous, and seal it with a digest."""
