"""Tell when botocore describes Pinpoint's segments otherwise than when we last looked: ``python -m scripts.model_watch``."""
