"""What this machine remembers of the program: recent projects, how the window was left."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from mapper_gui.storage.folders import settings_folder

MOST_RECENT = 10


class Settings(QObject):
    """A readable file in the settings folder. It never holds a key, an answer or a case."""

    recent_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder = settings_folder()
        self._file = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def recent(self) -> tuple[Path, ...]:
        """Projects that were open lately, newest first."""
        kept: Any = self._file.value("recent", [])
        if isinstance(kept, str):  # an ini file gives a list of one as text
            kept = [kept]
        return tuple(
            Path(each) for each in kept if isinstance(each, str) and each and "\0" not in each
        )

    def add_recent(self, path: Path) -> None:
        whole = path.absolute()
        rest = [each for each in self.recent if each != whole]
        self._keep_recent([whole, *rest])

    def remove_recent_if_gone(self, path: Path) -> None:
        if not path.exists():
            self._keep_recent([each for each in self.recent if each != path.absolute()])

    def value(self, name: str, default: Any = None) -> Any:
        """A setting by name, such as `window/geometry`; the default where there is none."""
        return self._file.value(name, default)

    def flag(self, name: str, default: bool) -> bool:
        found = self._file.value(name, default)
        return found if isinstance(found, bool) else str(found).lower() == "true"

    def keep(self, name: str, value: str | int | bool | QByteArray | list[str]) -> None:
        self._file.setValue(name, value)

    def _keep_recent(self, paths: list[Path]) -> None:
        self._file.setValue("recent", [str(each) for each in paths[:MOST_RECENT]])
        self.recent_changed.emit()
