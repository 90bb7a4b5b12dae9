"""The command line's door, as the bundle's second program: on Windows it has a console."""

import sys

from mapper_gui.cli import main

sys.exit(main())
