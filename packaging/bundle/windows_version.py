"""What Windows shows under Properties, Details of the two programs."""

from __future__ import annotations

from pathlib import Path

import contents

_TEXT = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("FileDescription", "{title}"), StringStruct("FileVersion", "{version}"),
      StringStruct("ProductName", "{title}"), StringStruct("ProductVersion", "{version}")])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])]),
  ],
)
"""


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """`0.1.0` as Windows wants it: (0, 1, 0, 0). Anything after the numbers is left out."""
    found: list[int] = []
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        found.append(int(digits))
        if digits != part:
            break
    one, two, three, four, *_ = [*found, 0, 0, 0, 0]
    return one, two, three, four


def write(folder: Path, version: str) -> str:
    """Write the file that PyInstaller reads; its path."""
    file = folder / "version.txt"
    text = _TEXT.format(numbers=four_numbers(version), title=contents.TITLE, version=version)
    file.write_text(text, encoding="utf-8")
    return str(file)
