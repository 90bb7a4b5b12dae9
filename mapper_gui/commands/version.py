"""`mapper --version`: version, build, and the licences of what the program uses."""

import platform

from mapper_gui.storage.parts import (
    QT_SOURCES,
    licences_folder,
    parts_here,
    qt_folder,
    version_line,
)
from mapper_gui.wording.text import tr


def version_text() -> str:
    """Some lines; the first is `mapper` and the version."""
    parts = [(part.name, version, part.licence) for part, version in parts_here()]
    parts.insert(0, ("Python", platform.python_version(), "PSF-2.0"))
    width = max(len(f"{name} {version}") for name, version, _ in parts)
    lines = [
        f"mapper {version_line()}",
        "",
        tr("No licence is stated for the program itself. What it uses has these licences:"),
        *(f"  {f'{name} {version}':<{width}}  {licence}" for name, version, licence in parts),
        "",
        tr("Qt and PySide6 are used under the LGPL, version 3. They are files of their own in"),
        f"  {qt_folder()}",
        tr("To use other builds of them, put those in their place. Their sources:"),
        f"  {QT_SOURCES}",
    ]
    folder = licences_folder()
    if folder is not None:
        lines += [tr("The texts of the licences:"), f"  {folder}"]
    return "\n".join(lines)
