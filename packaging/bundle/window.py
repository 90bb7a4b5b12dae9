"""The window's door, as the bundle's first program: on Windows it has no console."""

import sys

from mapper_gui.__main__ import main

sys.exit(main())
