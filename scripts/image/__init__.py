"""What the image's build does to the installed packages: what never runs goes, and botocore's data are cut down."""
