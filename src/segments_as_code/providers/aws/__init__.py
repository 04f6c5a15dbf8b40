"""What providers on AWS share: a boto3 client that is limited to its calls, errors in plain words, retries and rates."""
