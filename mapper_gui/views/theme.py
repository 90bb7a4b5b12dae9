"""Looks: one spacing unit, three sizes of type, one accent, a palette for light and for dark.

Colour is never alone: an icon or a word goes with it. Icons are SVG files in `resources/icons`
drawn with `currentColor`, rendered in the colour of the text beside them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QIcon,
    QImage,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

from mapper_gui.storage.resources import resource

SPACE = 4
"""The spacing unit in device-independent pixels: gaps are SPACE, 2 x SPACE or 4 x SPACE."""

ICON_SIZES = (16, 20, 24, 32, 48)
"""In pixels: 16 and 20 at up to three times the resolution. Each costs time at the start."""
WINDOW_ICON_SIZES = (*ICON_SIZES, 64, 128)


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours by what they mean."""

    window: str
    base: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    accent_soft: str
    error: str
    error_soft: str
    warning: str
    warning_soft: str
    good: str
    identifier: str
    hidden_value: str


LIGHT = Colours(
    window="#f3f5f7",
    base="#ffffff",
    raised="#fafbfc",
    line="#d5dbe1",
    text="#1b2430",
    quiet="#5b6876",
    accent="#0b63b0",
    on_accent="#ffffff",
    accent_soft="#dcebf8",
    error="#b3261e",
    error_soft="#fbe9e7",
    warning="#8a5300",
    warning_soft="#fdf1dc",
    good="#1b6e3c",
    identifier="#7a4a00",
    hidden_value="#6a3fa0",
)

DARK = Colours(
    window="#1b1f24",
    base="#22272e",
    raised="#2a3038",
    line="#3c444e",
    text="#e6eaef",
    quiet="#9fabb8",
    accent="#6db5f5",
    on_accent="#0c1a27",
    accent_soft="#22405c",
    error="#ff8f85",
    error_soft="#4a2624",
    warning="#f0b860",
    warning_soft="#45351b",
    good="#77c995",
    identifier="#e8bd78",
    hidden_value="#c3a3ee",
)


def is_dark() -> bool:
    """Whether the program shows its dark palette."""
    return QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def colours() -> Colours:
    """The colours in use."""
    return DARK if is_dark() else LIGHT


def apply_theme(application: QApplication) -> None:
    """Use Fusion with the palette that the system asks for, now and when it changes its mind."""
    application.setStyle(QStyleFactory.create("Fusion"))
    hints = application.styleHints()

    def follow(scheme: Qt.ColorScheme) -> None:
        wanted = DARK if scheme is Qt.ColorScheme.Dark else LIGHT
        application.setPalette(palette_of(wanted))
        application.setStyleSheet(style_sheet(wanted))
        for boxes in ("QCheckBox", "QRadioButton"):
            # Qt's types ask for bytes here, and Qt itself takes only text.
            application.setPalette(_with_visible_boxes(wanted), boxes)  # type: ignore[arg-type]

    follow(hints.colorScheme())
    hints.colorSchemeChanged.connect(follow)


@contextmanager
def laid_out_first() -> Iterator[None]:
    """Make many widgets, then style them. With a style sheet in force Qt styles every part anew
    each time it is laid into another one, which takes three times as long."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    sheet = application.styleSheet()
    application.setStyleSheet("")
    try:
        yield
    finally:
        application.setStyleSheet(sheet)


def palette_of(c: Colours) -> QPalette:
    """The Qt palette of these colours."""
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, c.window),
        (role.WindowText, c.text),
        (role.Base, c.base),
        (role.AlternateBase, c.raised),
        (role.Text, c.text),
        (role.Button, c.raised),
        (role.ButtonText, c.text),
        (role.BrightText, c.error),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Link, c.accent),
        (role.LinkVisited, c.accent),
        (role.ToolTipBase, c.raised),
        (role.ToolTipText, c.text),
        (role.PlaceholderText, c.quiet),
        (role.Mid, c.line),
        (role.Midlight, c.line),
        (role.Dark, c.line),
        (role.Accent, c.accent),
    ):
        palette.setColor(where, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, where, QColor(c.quiet))
    return palette


def _with_visible_boxes(c: Colours) -> QPalette:
    """Fusion draws the frame of a check box in a darker shade of the window, unseen on dark."""
    palette = palette_of(c)
    palette.setColor(QPalette.ColorRole.Window, QColor(c.quiet).lighter(140))
    return palette


def style_sheet(c: Colours) -> str:
    """What the palette cannot say: quiet frames, and the few named parts of the window."""
    # A combo box with its own frame draws no arrow, and a style sheet's picture has its own colour.
    arrow = resource("icons", f"list-arrow-{'dark' if c is DARK else 'light'}.svg").as_posix()
    return f"""
    QToolTip {{ color: {c.text}; background: {c.raised}; border: 1px solid {c.line}; padding: 4px; }}
    QSplitter::handle {{ background: {c.window}; }}
    QTreeView, QTableView, QListView, QPlainTextEdit, QTextBrowser {{
        border: 1px solid {c.line}; border-radius: 4px; background: {c.base};
        selection-background-color: {c.accent_soft}; selection-color: {c.text}; outline: none; }}
    QTreeView:focus, QTableView:focus, QListView:focus {{ border: 1px solid {c.accent}; }}
    QHeaderView::section {{ background: {c.window}; color: {c.quiet}; border: none;
        border-bottom: 1px solid {c.line}; padding: 3px 6px; }}
    QLineEdit, QComboBox, QSpinBox {{ border: 1px solid {c.line}; border-radius: 4px;
        padding: 3px 6px; background: {c.base}; min-height: 18px; }}
    QLineEdit:focus, QComboBox:focus {{ border: 1px solid {c.accent}; }}
    QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: none; padding: 0; }}
    QTableView QLineEdit, QTableView QComboBox {{ padding: 0 4px; }}
    QTableView QComboBox QLineEdit {{ padding: 0; }}
    QComboBox::drop-down {{ border: none; width: 18px; }}
    QComboBox::down-arrow {{ image: url("{arrow}"); width: 12px; height: 12px; }}
    QPushButton {{ border: 1px solid {c.line}; border-radius: 4px; padding: 4px 12px;
        background: {c.raised}; min-height: 18px; }}
    QPushButton:hover {{ border-color: {c.accent}; }}
    QPushButton:focus {{ border-color: {c.accent}; }}
    QPushButton:pressed, QPushButton:checked {{ background: {c.accent_soft}; }}
    QPushButton:disabled {{ color: {c.quiet}; background: {c.window}; }}
    QPushButton[primary="true"] {{ background: {c.accent}; color: {c.on_accent};
        border-color: {c.accent}; }}
    QPushButton[primary="true"]:disabled {{ background: {c.line}; color: {c.quiet};
        border-color: {c.line}; }}
    QPushButton[way="true"] {{ min-height: 176px; min-width: 214px; border-radius: 8px;
        background: {c.base}; padding: 0; }}
    QPushButton[flat="true"] {{ border-color: transparent; background: transparent; }}
    QPushButton[link="true"] {{ border: none; background: transparent; color: {c.accent};
        padding: 2px 0; text-align: left; }}
    QPushButton[link="true"]:hover, QPushButton[link="true"]:focus {{ text-decoration: underline; }}
    QToolButton[bar="true"] {{ border: 1px solid transparent; border-radius: 4px;
        padding: 5px 10px; color: {c.text}; }}
    QToolButton[bar="true"]:hover {{ background: {c.accent_soft}; }}
    QToolButton[bar="true"]:focus {{ border-color: {c.accent}; }}
    QToolButton[bar="true"]:disabled {{ color: {c.quiet}; }}
    QToolButton[segment="true"] {{ border: 1px solid {c.line}; padding: 3px 8px;
        background: {c.raised}; color: {c.quiet}; }}
    QToolButton[segment="true"]:checked {{ background: {c.accent_soft}; color: {c.text}; }}
    QToolButton[segment="true"]:focus {{ border-color: {c.accent}; }}
    QLabel[quiet="true"] {{ color: {c.quiet}; }}
    QLabel[title="true"] {{ color: {c.text}; font-weight: 600; }}
    QLabel[caption="true"] {{ color: {c.quiet}; font-weight: 600; }}
    QLabel[tone="error"] {{ color: {c.error}; }}
    QLabel[tone="warning"] {{ color: {c.warning}; }}
    QLabel[tone="good"] {{ color: {c.good}; }}
    QFrame[notice="error"] {{ background: {c.error_soft}; border: 1px solid {c.error};
        border-radius: 4px; }}
    QFrame[notice="warning"] {{ background: {c.warning_soft}; border: 1px solid {c.warning};
        border-radius: 4px; }}
    QFrame[notice="info"] {{ background: {c.accent_soft}; border: 1px solid {c.accent};
        border-radius: 4px; }}
    QFrame[card="true"] {{ background: {c.base}; border: 1px solid {c.line}; border-radius: 6px; }}
    QFrame[bar="true"] {{ background: {c.raised}; border: none; }}
    QFrame[rule="true"] {{ background: {c.line}; border: none; }}
    QMenu {{ background: {c.raised}; border: 1px solid {c.line}; padding: 4px; }}
    QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
    QMenu::item:disabled {{ color: {c.quiet}; }}
    QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
    QMenuBar {{ background: {c.raised}; }}
    QMenuBar::item {{ padding: 4px 10px; background: transparent; }}
    QMenuBar::item:selected {{ background: {c.accent_soft}; color: {c.text}; border-radius: 4px; }}
    QProgressBar {{ border: 1px solid {c.line}; border-radius: 4px; background: {c.base};
        max-height: 8px; text-align: center; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
    QTabBar::tab {{ padding: 5px 12px; color: {c.quiet}; border: none;
        border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {c.text}; border-bottom: 2px solid {c.accent}; }}
    QTabBar::tab:focus {{ color: {c.accent}; }}
    QTabWidget::pane {{ border: none; }}
    QScrollArea {{ border: none; background: transparent; }}
    QScrollArea > QWidget > QWidget[page="true"] {{ background: transparent; }}
    """


def small_font() -> QFont:
    """For captions and secondary words."""
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * 0.9)
    return font


def title_font() -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * 1.4)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def id_font() -> QFont:
    """The fixed-width face of ids, so that nobody mistakes an id for a label."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(QApplication.font().pointSizeF() * 0.95)
    return font


def icon(name: str, colour: str | None = None) -> QIcon:
    """The icon of `resources/icons/NAME.svg` in this colour, or in that of the text."""
    return _icon(name, colour or colours().text)


def window_icon() -> QIcon:
    """The program's own icon, in the sizes that task bars and switchers show. It has colours of its
    own: nobody knows what it will stand on."""
    return _made_icon("application", colours().text, WINDOW_ICON_SIZES)


@lru_cache(maxsize=512)
def _icon(name: str, colour: str) -> QIcon:
    return _made_icon(name, colour, ICON_SIZES)


def _made_icon(name: str, colour: str, sizes: tuple[int, ...]) -> QIcon:
    made = QIcon()
    for size in sizes:
        made.addPixmap(_pixmap(name, colour, size))
    return made


def pixmap(name: str, size: int, ratio: float, colour: str | None = None) -> QPixmap:
    """An icon as a picture of `size` device-independent pixels, sharp at this pixel ratio."""
    made = QPixmap(_pixmap(name, colour or colours().text, round(size * ratio)))
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, size: int) -> QPixmap:
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _drawing(name, colour).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return QPixmap.fromImage(image)


@lru_cache(maxsize=64)
def _drawing(name: str, colour: str) -> QSvgRenderer:
    svg = resource("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(svg.encode()))
