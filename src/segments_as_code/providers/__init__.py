"""The services that hold segments, a folder each; ``registry`` names them."""
