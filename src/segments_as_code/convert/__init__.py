"""Convert: the same audiences for another service, with a verdict on each rule."""
