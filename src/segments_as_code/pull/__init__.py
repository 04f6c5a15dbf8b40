"""Pull: write the definition files that would deploy what is deployed."""
