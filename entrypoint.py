"""Run the action; the container's entry point, started as ``python -I`` so that nothing in the workspace is importable."""

from segments_as_code.action.step import main

if __name__ == "__main__":
    raise SystemExit(main())
