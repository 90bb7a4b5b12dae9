"""Where the program's own files are: icons, style, samples, the JSON Schema, help pages.

The folder is called ``resources`` and lies in one of three places: in a bundle made by
PyInstaller, inside the installed package, or beside the package in a checkout.
"""

from __future__ import annotations

import sys
from pathlib import Path


def resource(*names: str) -> Path:
    """The path of one of the program's own files or folders, e.g. ``resource("icons", "a.svg")``.

    Raises FileNotFoundError when it is not there: the program is not installed whole.
    """
    path = resource_folder().joinpath(*names)
    if not path.exists():
        raise FileNotFoundError(f"the program's own file {'/'.join(names)} is missing ({path})")
    return path


def resource_folder() -> Path:
    """The folder with all of them."""
    # PyInstaller says where its bundle was laid out; its spec puts the folder at the top.
    bundle: str | None = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle, "resources")
    # Not importlib.resources: importing it takes as long as half the first page.
    package = Path(__file__).absolute().parents[1]
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"
