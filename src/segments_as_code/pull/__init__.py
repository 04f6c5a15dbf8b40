"""Pull: write definition files for what is deployed."""
