"""Run by the bundle before the program: what it starts itself finds the system as it is.

On Linux the bundle's programs look for libraries in the bundle first. A browser that is opened from
the program must not: it is given back the variables as the person has them.
"""

import os
import sys

if sys.platform.startswith("linux"):
    for _name in ("LD_LIBRARY_PATH",):
        _before = os.environ.pop(f"{_name}_ORIG", None)
        if _before is None:
            os.environ.pop(_name, None)
        else:
            os.environ[_name] = _before
