"""The guide says what is there: every topic, link, key and command, found by its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from dialogs import app, dialogs, without_name
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QMainWindow

from mapper_gui.commands.arguments import parse
from mapper_gui.mapping.form import Kind
from mapper_gui.views import window_dialogs
from mapper_gui.views.actions import Actions
from mapper_gui.views.guide_view import FIRST, GuideView, Topic, read_topics
from mapper_gui.views.window_dialogs import WindowDialogs

__all__ = ("app", "dialogs")

# The platform without a screen has no windows to put in front of others, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TOPICS = {topic.name: topic for topic in read_topics()}
COMMANDS = ("questions", "new", "check", "preview", "export", "schema", "practice-server")


@pytest.fixture
def guide(qtbot: Any) -> Iterator[GuideView]:
    view = GuideView()
    view.show_topic(FIRST)
    yield view
    view.close()
    view.deleteLater()


def listed(guide: GuideView) -> list[str]:
    return [guide.topics.item(number).text() for number in range(guide.topics.count())]


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        parse([command, "--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.name)
def test_a_topic_has_a_title_and_its_links_lead_somewhere(topic: Topic) -> None:
    assert topic.text.startswith("# ")
    for link in re.findall(r"\]\(([^)]+)\)", topic.text):
        assert link.startswith("https://") or link.removesuffix(".md") in TOPICS, link


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.name)
def test_a_topic_keeps_to_the_words_of_the_house(topic: Topic) -> None:
    assert "!" not in topic.text.replace("!==", "")


def test_the_first_topic_is_a_first_mapping(guide: GuideView) -> None:
    assert guide.topic == FIRST
    assert guide.topics.currentRow() == 0
    assert "ten lines" in guide.page.toPlainText()


def test_every_part_of_the_window_has_its_topic() -> None:
    assert set(window_dialogs._TOPICS.values()) <= set(TOPICS)


@pytest.mark.parametrize(
    ("show", "topic"),
    [
        ("show_connection", "connections"),
        ("show_targets", "targets"),
        ("show_form_facts", "importing"),
        ("show_export", "export"),
    ],
)
def test_a_dialog_has_its_topic_which_can_be_read_beside_it(
    dialogs: WindowDialogs, qtbot: Any, show: str, topic: str
) -> None:
    getattr(dialogs, show)()
    dialog = dialogs.open_dialog
    assert dialog is not None
    dialogs.show_topic(topic)
    guide = dialogs._guide
    assert guide is not None
    assert guide.topic == topic
    assert guide.parent() is None
    guide.close()
    dialog.reject()


def test_help_begins_at_the_pane_that_has_the_keyboard(dialogs: WindowDialogs, qtbot: Any) -> None:
    box = QMainWindow()
    line = QLineEdit(box)
    box.setCentralWidget(line)
    dialogs._window.proof = box  # type: ignore[attr-defined]
    box.show()
    box.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    dialogs.show_guide()
    assert dialogs._guide is not None
    assert dialogs._guide.topic == "proving"
    dialogs._guide.close()
    box.close()
    box.deleteLater()


def test_a_search_leaves_the_topics_that_have_all_the_words(guide: GuideView) -> None:
    guide.search.setText("UUID hidden")
    assert "Identifiers and keys" in listed(guide)
    assert "Keyboard" not in listed(guide)
    assert guide.page.extraSelections()
    guide.search.clear()
    assert len(listed(guide)) == len(TOPICS)
    assert not guide.page.extraSelections()


def test_a_search_without_a_hit_says_so(guide: GuideView) -> None:
    guide.search.setText("zyzzyva")
    assert listed(guide) == []
    assert guide._none.isVisible()


def test_a_topic_that_the_search_hides_is_shown_all_the_same(guide: GuideView) -> None:
    guide.search.setText("keyring")
    guide.show_topic("keyboard")
    assert guide.topic == "keyboard"
    assert guide.search.text() == ""


def test_an_unknown_topic_shows_the_first(guide: GuideView) -> None:
    guide.show_topic("repeats")
    guide.show_topic("nothing")
    assert guide.topic == FIRST


def test_links_lead_to_topics_and_others_to_the_browser(
    guide: GuideView, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    guide.page.anchorClicked.emit(QUrl("choices.md"))
    assert guide.topic == "choices"
    guide.page.anchorClicked.emit(QUrl("https://www.example.org/"))
    assert opened == ["https://www.example.org/"]
    assert guide.topic == "choices"


def test_everything_has_a_name_for_screen_readers(guide: GuideView) -> None:
    assert without_name(guide) == []


def test_every_key_of_the_window_is_in_the_guide(qtbot: Any) -> None:
    window = QMainWindow()
    actions = Actions(window)
    keys = re.findall(r"^\| ([^|]+) \|", TOPICS["keyboard"].text, re.MULTILINE)
    known = {key for cell in keys for key in cell.split(", ")}
    for action in actions._made.values():
        shortcut = action.shortcut().toString()
        assert not shortcut or shortcut in known, f"{action.objectName()} {shortcut}"
    window.deleteLater()


def test_every_kind_of_question_is_in_the_guide() -> None:
    for kind in Kind:
        assert f"`{kind.value}`" in TOPICS["command-line"].text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_in_the_guide(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = TOPICS["command-line"].text
    assert f"`mapper {command}" in page
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", help_of(command, capsys))) - {"--help"}
    for option in options:
        assert re.search(rf"`{option}\b", page), option


def test_the_guide_knows_no_option_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    known = "--version --help " + " ".join(help_of(command, capsys) for command in COMMANDS)
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", TOPICS["command-line"].text):
        assert option in known
