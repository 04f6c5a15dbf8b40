"""``python -m segments_as_code`` is ``segments``."""

from segments_as_code.cli.command import main

if __name__ == "__main__":
    main()
