"""The program's and its files' icons in every size that a system asks for, drawn from two SVGs.

Run by path in the build environment, which has Qt, it draws: icons.py SVG FOLDER.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from environment import Environment

SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
OF_WINDOWS = (16, 24, 32, 48, 64, 256)
OF_MACOS = {16: b"icp4", 32: b"icp5", 128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}
OF_LINUX = (16, 24, 32, 48, 64, 128, 256)
DRAWINGS = {
    "application": "resources/icons/application.svg",
    "project": "packaging/icons/project.svg",
}


@dataclass(frozen=True, slots=True)
class Icons:
    """A folder with NAME.svg, NAME-SIZE.png, NAME.ico and NAME.icns for both."""

    folder: Path

    def picture(self, name: str, size: int) -> Path:
        return self.folder / f"{name}-{size}.png"

    def for_programs(self, system: str) -> Path | None:
        """The file that goes into the programs themselves; none on Linux."""
        ending = {"win32": "ico", "darwin": "icns"}.get(system)
        return self.folder / f"application.{ending}" if ending else None


def make_icons(environment: Environment, folder: Path) -> Icons:
    """Draw both icons into the folder."""
    from machine import Stop

    folder.mkdir(parents=True, exist_ok=True)
    for place in DRAWINGS.values():
        drawing = environment.root / place
        command = [
            str(environment.python),
            str(Path(__file__).resolve()),
            str(drawing),
            str(folder),
        ]
        environ = environment.environ(QT_QPA_PLATFORM="offscreen")
        if environment.machine.call(command, environ):
            raise Stop(f"the icon {drawing.name} could not be drawn (see above)")
    return Icons(folder)


def as_ico(pictures: dict[int, bytes]) -> bytes:
    """Windows' container: PNG pictures by size."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries, data = b"", b""
    for size, picture in sorted(pictures.items()):
        side = size % 256  # 256 is written as 0
        entries += struct.pack(
            "<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), place + len(data)
        )
        data += picture
    return head + entries + data


def as_icns(pictures: dict[int, bytes]) -> bytes:
    """macOS's container: PNG pictures by size."""
    body = b"".join(
        OF_MACOS[size] + struct.pack(">I", len(picture) + 8) + picture
        for size, picture in sorted(pictures.items())
        if size in OF_MACOS
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def draw(drawing: Path, folder: Path) -> None:
    """All sizes of one SVG, and the two containers."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication([])
    svg = drawing.read_bytes()
    renderer = QSvgRenderer(QByteArray(svg))
    if not renderer.isValid():
        raise SystemExit(f"{drawing} is no SVG that Qt can draw")
    pictures = {}
    for size in SIZES:
        image = QImage(QSize(size, size), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        pictures[size] = bytes(buffer.data().data())
        (folder / f"{drawing.stem}-{size}.png").write_bytes(pictures[size])
    (folder / drawing.name).write_bytes(svg)
    (folder / f"{drawing.stem}.ico").write_bytes(as_ico({s: pictures[s] for s in OF_WINDOWS}))
    (folder / f"{drawing.stem}.icns").write_bytes(as_icns(pictures))
    del application


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
