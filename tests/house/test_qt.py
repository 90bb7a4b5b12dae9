"""The release of Qt for Python is one the program can live with."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel


def test_calls_that_return_none_take_no_reference_off_none(qtbot: Any) -> None:
    # PySide6 6.12.0 took one off per call on Python 3.11, and the process ended after some
    # 60,000. From Python 3.12 on None cannot die and its count does not move at all.
    label = QLabel()
    qtbot.addWidget(label)
    thing = QObject()
    before = sys.getrefcount(None)
    for number in range(3000):
        label.setText(str(number))
        thing.setObjectName("a")
    assert abs(sys.getrefcount(None) - before) < 1000
