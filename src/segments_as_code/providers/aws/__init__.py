"""Code that providers on AWS share: a boto3 client limited to its calls, error messages, retries and rate limits."""
