"""Run the action. The container starts this with ``python -I``, so that nothing in the workspace can be imported."""

from segments_as_code.action.step import main

if __name__ == "__main__":
    raise SystemExit(main())
