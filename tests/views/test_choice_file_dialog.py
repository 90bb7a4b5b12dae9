"""A choice table filled from a CSV or a workbook: its columns are proposed, looked at, accepted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sessions import App, app

from mapper_gui.mapping.values import Scalar
from mapper_gui.views.choice_file_dialog import ChoiceFileDialog, read_choice_file

__all__ = ("app",)

ROWS = (("Label", "code", "value"), ("Tap", "tap", "Outside"), ("Well", "well", "Well water"))
KNOWN = ("tap", "well", "river")

Given = list[tuple[str, Scalar]]


def write(path: Path) -> None:
    if path.suffix == ".csv":
        path.write_text("\n".join(map(",".join, ROWS)), "utf-8")
        return
    book = Workbook()
    book.worksheets[0].append(["nothing here"])
    sheet = book.create_sheet("Codes")
    for row in ROWS:
        sheet.append(row)
    book.save(path)


@pytest.fixture
def window(qtbot: Any) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def opened(app: App, window: QWidget, qtbot: Any, path: Path, given: Given) -> ChoiceFileDialog:
    read_choice_file(window, app.session, path, KNOWN, None, given.extend)
    qtbot.waitUntil(lambda: bool(window.findChildren(ChoiceFileDialog)), timeout=10_000)
    return window.findChildren(ChoiceFileDialog)[0]


@pytest.mark.parametrize("name", ["codes.csv", "codes.xlsx"])
def test_the_rows_of_a_file_are_accepted(
    app: App, window: QWidget, qtbot: Any, tmp_path: Path, name: str
) -> None:
    write(tmp_path / name)
    given: Given = []
    dialog = opened(app, window, qtbot, tmp_path / name, given)
    assert dialog.choice.currentText() == "code"
    assert "2 rows." in dialog.said.text()
    assert "1 choice of the form is not in the file." in dialog.said.text()
    dialog.value.setCurrentIndex(2)
    dialog.value.activated.emit(2)
    assert given == []
    QTest.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    assert given == [("tap", "Outside"), ("well", "Well water")]


def test_one_column_for_both_gives_nothing(
    app: App, window: QWidget, qtbot: Any, tmp_path: Path
) -> None:
    write(tmp_path / "codes.csv")
    dialog = opened(app, window, qtbot, tmp_path / "codes.csv", [])
    dialog.value.setCurrentIndex(dialog.choice.currentIndex())
    dialog.value.activated.emit(0)
    assert not dialog.take.isEnabled()
    assert dialog.said.text() == "Choose two different columns."
    dialog.reject()
