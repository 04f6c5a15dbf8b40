"""What our package says of Pinpoint to botocore, made from botocore's own data."""
