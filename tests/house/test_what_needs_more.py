"""The screen and the secret service that ``test --everything`` makes are real ones."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton


@pytest.mark.everything("a screen with a mouse")
def test_a_real_mouse_clicks_a_real_button(qtbot: Any, xdotool: Any) -> None:
    assert QGuiApplication.platformName() == "xcb"
    button = QPushButton("a button")
    qtbot.addWidget(button)
    button.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    button.move(100, 100)
    with qtbot.waitExposed(button):
        button.show()
    middle = button.mapToGlobal(button.rect().center())
    with qtbot.waitSignal(button.clicked, timeout=10_000):
        xdotool("mousemove", "--sync", middle.x(), middle.y(), "click", 1)


@pytest.mark.everything("a secret service")
def test_a_real_secret_service_keeps_a_secret(system_keyring: Any) -> None:
    system_keyring.set_password("mapper-for-commcare-test", "user", "key")
    assert system_keyring.get_password("mapper-for-commcare-test", "user") == "key"
    system_keyring.delete_password("mapper-for-commcare-test", "user")
    assert system_keyring.get_password("mapper-for-commcare-test", "user") is None
