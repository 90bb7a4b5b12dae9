"""The one module that knows where `resources/` is: in the bundle, the package, or the checkout."""

import sys
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def resources_folder() -> Path:
    """The folder of icons, sample, schema and help. Raises FileNotFoundError when it is missing."""
    bundle = getattr(sys, "_MEIPASS", None)
    places = [
        *(
            [Path(bundle) / "mapper_gui" / "resources", Path(bundle) / "resources"]
            if bundle
            else []
        ),
        PACKAGE / "resources",
        PACKAGE.parent / "resources",
    ]
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError("resources")


def resource(*names: str) -> Path:
    """The path of one resource: `resource("icons", "key.svg")`."""
    return resources_folder().joinpath(*names)
