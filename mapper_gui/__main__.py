"""The window's door: `mapper-gui [FILE.ccmap] [--sample] [--smoke-test]`."""

import sys
from pathlib import Path

from mapper_gui.engines import BOX_WORD


def main() -> int:
    """Start the window and run until it is closed. Returns the exit code."""
    if sys.argv[1:2] == [BOX_WORD]:
        from mapper_gui.engines.javascript_box import main as run_box

        return run_box()
    if "--smoke-test" in sys.argv[1:]:
        from mapper_gui.views.smoke_test import run as run_smoke_test

        return run_smoke_test()
    from mapper_gui.views.program import run

    arguments = [each for each in sys.argv[1:] if not each.startswith("-")]
    # Absolute, since it is kept and shown, and what is exported goes beside it.
    path = Path(arguments[0]).absolute() if arguments else None
    return run(path, sample="--sample" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
