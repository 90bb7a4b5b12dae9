"""The user guide in a window of its own: topics on the left, searched by their words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QDesktopServices,
    QFont,
    QIcon,
    QKeySequence,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextTable,
)
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.storage.resources import resource
from mapper_gui.views.folded_text import fold, fold_words
from mapper_gui.views.quiet_widgets import line_edit
from mapper_gui.views.theme import SPACE, colours, icon, id_font
from mapper_gui.wording.text import tr

FIRST = "first-mapping"
TOPIC = Qt.ItemDataRole.UserRole
LINE_HEIGHT = 130.0
"""Per cent: running text is easier to read with some air."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of the guide; `name` is its file's name without number and ending."""

    name: str
    title: str
    text: str


def read_topics() -> tuple[Topic, ...]:
    """The pages in the order of their numbers; each begins with its title."""
    topics: list[Topic] = []
    for path in sorted(resource("help").glob("*.md")):
        text = path.read_text("utf-8")
        title = text.partition("\n")[0].lstrip("# ").strip()
        topics.append(Topic(path.stem.partition("-")[2], title, text))
    return tuple(topics)


class GuideView(QWidget):
    """Belongs to no other window, so that it can be read while a dialog is open."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setWindowTitle(tr("Guide – Mapper for CommCare"))
        self.setWindowIcon(QIcon(icon("help")))
        self._topics = {topic.name: topic for topic in read_topics()}
        self._folded = {name: fold(topic.text) for name, topic in self._topics.items()}
        self.search = line_edit(tr("Search the guide"), tr("Search the guide"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._next_hit)
        self.topics = QListWidget()
        self.topics.setAccessibleName(tr("Topics"))
        self.topics.setSpacing(SPACE // 2)
        self.topics.currentItemChanged.connect(self._show_current)
        self._none = QLabel(tr("No topic has these words."), wordWrap=True)
        self._none.setProperty("quiet", True)
        self._none.hide()
        self.page = _Page()
        self.page.topic_wanted = self.show_topic
        left = QWidget()
        left.setMinimumWidth(180)
        side = QVBoxLayout(left)
        side.setContentsMargins(2 * SPACE, 2 * SPACE, 0, 2 * SPACE)
        side.setSpacing(2 * SPACE)
        side.addWidget(self.search)
        side.addWidget(self._none)
        side.addWidget(self.topics, 1)
        right = QWidget()
        body = QVBoxLayout(right)
        body.setContentsMargins(0, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        body.addWidget(self.page)
        splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([240, 660])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        for key, do in (
            ("Esc", self.close),
            ("Ctrl+F", self._focus_search),
            ("F3", self._next_hit),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(do)
        self._list(tuple(self._topics))
        room = self.screen().availableGeometry()
        self.resize(min(920, room.width() - 80), min(680, room.height() - 80))

    @property
    def topic(self) -> str:
        """The name of the page that is shown."""
        at = self.topics.currentRow()
        return "" if at < 0 else str(self.topics.item(at).data(TOPIC))

    def show_topic(self, name: str) -> None:
        """Show a page, and the window in front of the others. An unknown name shows the first."""
        if name not in self._topics:
            name = FIRST
        if not any(self.topics.item(i).data(TOPIC) == name for i in range(self.topics.count())):
            self.search.clear()
        for number in range(self.topics.count()):
            if self.topics.item(number).data(TOPIC) == name:
                self.topics.setCurrentRow(number)
        self.show()
        self.raise_()
        self.activateWindow()
        self.topics.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.search.clear()
        super().closeEvent(event)

    def _filter(self, text: str) -> None:
        words = fold_words(text)
        found = [
            name for name, topic in self._folded.items() if all(word in topic for word in words)
        ]
        before = self.topic
        self._list(found)
        self._none.setVisible(not found)
        names = [str(self.topics.item(i).data(TOPIC)) for i in range(self.topics.count())]
        if names:
            self.topics.setCurrentRow(names.index(before) if before in names else 0)
        self.page.highlight(text.split())

    def _list(self, names: Sequence[str]) -> None:
        blocked = self.topics.blockSignals(True)
        self.topics.clear()
        for name in names:
            item = QListWidgetItem(self._topics[name].title)
            item.setData(TOPIC, name)
            self.topics.addItem(item)
        self.topics.blockSignals(blocked)

    def _show_current(self) -> None:
        topic = self._topics.get(self.topic)
        if topic is not None:
            self.page.show_text(topic.text)
            self.page.highlight(self.search.text().split())

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _next_hit(self) -> None:
        self.page.next_hit(self.search.text().split())


class _Page(QTextBrowser):
    """Markdown as a page; links to other topics stay here, others open in the browser."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Page of the guide"))
        self.setOpenLinks(False)
        self.document().setDocumentMargin(5 * SPACE)
        self.anchorClicked.connect(self._follow)
        self.topic_wanted: Callable[[str], object] = str

    def show_text(self, markdown: str) -> None:
        self.document().setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._set_type()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def highlight(self, words: Sequence[str]) -> None:
        """Mark every place of the words, and go to the first."""
        marked = QTextCharFormat()
        marked.setBackground(QColor(colours().warning_soft))
        marked.setForeground(QColor(colours().text))
        selections: list[QTextEdit.ExtraSelection] = []
        for word in words:
            cursor = QTextCursor(self.document())
            while not (cursor := self.document().find(word, cursor)).isNull():
                selection = QTextEdit.ExtraSelection()
                selection.cursor = QTextCursor(cursor)
                selection.format = marked
                selections.append(selection)
        self.setExtraSelections(selections)
        if selections:
            first = min(selections, key=lambda each: each.cursor.position()).cursor
            at = QTextCursor(first)
            at.clearSelection()
            self.setTextCursor(at)
            self.ensureCursorVisible()

    def next_hit(self, words: Sequence[str]) -> None:
        """Go to the next place of the first word, from the top again after the last."""
        if words and not self.find(words[0]):
            self.moveCursor(QTextCursor.MoveOperation.Start)
            self.find(words[0])

    def _set_type(self) -> None:
        """Air between lines and before headings, ids in the fixed-width face of the program."""
        size = QApplication.font().pointSizeF()
        code = id_font()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        block = self.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            cursor.setPosition(block.position())
            cursor.mergeBlockFormat(_shape(block, level, inside=cursor.currentTable() is not None))
            for piece in _pieces(block):
                is_code = piece.charFormat().fontFixedPitch()
                if not level and not is_code:
                    continue
                looks = QTextCharFormat(piece.charFormat())
                if level:
                    looks.clearProperty(QTextFormat.Property.FontSizeAdjustment)
                    looks.setFontPointSize(size * (1.5 if level == 1 else 1.2))
                    looks.setFontWeight(QFont.Weight.DemiBold)
                if is_code:
                    looks.setFontFamilies(code.families())
                    looks.setFontPointSize(code.pointSizeF())
                cursor.setPosition(piece.position())
                cursor.setPosition(
                    piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor
                )
                cursor.setCharFormat(looks)
            block = block.next()
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                shape = frame.format().toTableFormat()
                shape.setBorderBrush(QColor(colours().line))
                shape.setBottomMargin(2.0 * SPACE)
                frame.setFormat(shape)
        cursor.endEditBlock()

    def _follow(self, url: QUrl) -> None:
        if url.isRelative():
            self.topic_wanted(url.path().removesuffix(".md"))
        else:
            QDesktopServices.openUrl(url)


def _shape(block: QTextBlock, level: int, *, inside: bool) -> QTextBlockFormat:
    """The air around a block; `inside`: in a table, which has its own."""
    shape = QTextBlockFormat()
    shape.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    is_line_of_code = block.blockFormat().nonBreakableLines()
    following = block.next()
    is_item = block.textList() is not None and following.textList() is not None
    shape.setTopMargin({0: 0.0, 1: 0.0, 2: 5.0 * SPACE}.get(level, 4.0 * SPACE))
    shape.setBottomMargin(0.0 if is_line_of_code or inside else SPACE if is_item else 2.0 * SPACE)
    if is_line_of_code:
        shape.setLeftMargin(4.0 * SPACE)
        if not (following.isValid() and following.blockFormat().nonBreakableLines()):
            shape.setBottomMargin(2.0 * SPACE)
    return shape


def _pieces(block: QTextBlock) -> list[QTextFragment]:
    """The runs of a block that look the same."""
    found: list[QTextFragment] = []
    place = block.begin()
    while not place.atEnd():
        found.append(place.fragment())
        place += 1
    return found
