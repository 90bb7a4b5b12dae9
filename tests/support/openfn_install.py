"""`tests/conformance/install.py`, by name: that folder is no package."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_FILE = Path(__file__).resolve().parents[1] / "conformance" / "install.py"
_SPEC = importlib.util.spec_from_file_location("conformance_install", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_module)

DEFAULT: Path = _module.DEFAULT
DEFAULT_DET: Path = _module.DEFAULT_DET
LOCKED: Path = _module.LOCKED
install = _module.install
node_in = _module.node_in
python_in = _module.python_in
