"""The services that have segments, one folder each; ``registry`` lists them."""
