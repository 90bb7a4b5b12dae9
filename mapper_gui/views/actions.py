"""Every action of the window with its words and its key: few, fixed, and all in the menus."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from mapper_gui.views.typed_text import finish_typing
from mapper_gui.wording.text import tr

_NAMES: tuple[tuple[str, str, str], ...] = (
    # name, words, key
    ("new_project", "&New project", "Ctrl+N"),
    ("open_project", "&Open project…", "Ctrl+O"),
    ("save", "&Save", "Ctrl+S"),
    ("save_as", "Save &as…", "Ctrl+Shift+S"),
    ("paste_form", "&Paste form", "Ctrl+Shift+V"),
    ("open_form", "Open &form…", "Ctrl+Shift+O"),
    ("form_facts", "Form &details…", "Ctrl+I"),
    ("targets", "&Target fields…", "Ctrl+T"),
    ("export", "&Export…", "Ctrl+E"),
    ("quit", "&Quit", "Ctrl+Q"),
    ("find", "&Find", "Ctrl+F"),
    ("edit_rule", "Edit the &rule", "F2"),
    ("accept_proposals", "&Accept all proposals", "Ctrl+Shift+A"),
    ("new_value", "New &named value…", "Ctrl+Shift+N"),
    ("new_table", "New shared choice &table…", "Ctrl+Shift+T"),
    ("copy_project", "&Copy from another project…", "Ctrl+Shift+C"),
    ("label_first", "&Label first", "Ctrl+1"),
    ("id_first", "&Id first", "Ctrl+2"),
    ("next_pane", "Ne&xt pane", "F6"),
    ("previous_pane", "Pre&vious pane", "Shift+F6"),
    ("show_problems", "Pro&blems", "Ctrl+B"),
    ("next_problem", "Next &problem", "F8"),
    ("show_result", "Show the res&ult", "Ctrl+R"),
    ("mask", "&Mask what people typed", "Ctrl+Shift+M"),
    ("look_up", "&Look up a submission", "Ctrl+L"),
    ("audit", "&Many submissions…", "Ctrl+M"),
    ("app_version", "App &version…", ""),
    ("open_submission", "Open a &submission from a file…", ""),
    ("paste_submission", "Paste a s&ubmission", ""),
    ("close_submission", "&Close the submission", ""),
    ("accepts", "Which submissions it is &for…", ""),
    ("connection", "&Connection…", "Ctrl+Shift+L"),
    ("practice_server", "Start the &practice server", ""),
    ("guide", "User &guide", "F1"),
    ("about", "&About Mapper for CommCare", ""),
)


class Actions:
    """The actions by name: `actions["save"]`."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._made: dict[str, QAction] = {}
        for name, words, key in _NAMES:
            action = QAction(tr(words), window)
            action.setObjectName(name)
            if key:
                action.setShortcut(QKeySequence(key))
                plain = tr(words).replace("&", "").rstrip("…")
                action.setToolTip(f"{plain} ({action.shortcut().toString()})")
            self._made[name] = action
            window.addAction(action)
        for name in ("label_first", "id_first", "mask"):
            self._made[name].setCheckable(True)
        self._made["label_first"].setChecked(True)

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def connect(self, name: str, do: Callable[[], object]) -> None:
        """Do this when the action is triggered, with what is being typed taken over first."""

        def act() -> None:
            finish_typing()
            do()

        self._made[name].triggered.connect(lambda _checked=False: act())

    def fill_menus(self, undo: QAction, redo: QAction, recent: QMenu) -> None:
        """Put every action into the menu bar."""
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        redo.setShortcut(QKeySequence("Ctrl+Shift+Z"))
        bar = self._window.menuBar()
        file = bar.addMenu(tr("&File"))
        self._add(file, ("new_project", "open_project"))
        file.addMenu(recent)
        self._add(file, ("save", "save_as", "", "paste_form", "open_form", "form_facts", ""))
        self._add(file, ("targets", "", "export", "", "quit"))
        edit = bar.addMenu(tr("&Edit"))
        edit.addActions([undo, redo])
        edit.aboutToShow.connect(finish_typing)  # so that Undo takes back what is being typed
        self._add(edit, ("", "find", "edit_rule", "accept_proposals"))
        self._add(edit, ("", "new_value", "new_table", "", "copy_project"))
        view = bar.addMenu(tr("&View"))
        self._add(view, ("label_first", "id_first", "", "next_pane", "previous_pane", ""))
        self._add(view, ("show_problems", "next_problem", "show_result", "", "mask"))
        prove = bar.addMenu(tr("&Submission"))
        self._add(prove, ("look_up", "open_submission", "paste_submission", "close_submission"))
        self._add(
            prove, ("", "app_version", "audit", "", "accepts", "connection", "practice_server")
        )
        self._add(bar.addMenu(tr("&Help")), ("guide", "about"))

    def _add(self, menu: QMenu, names: Iterable[str]) -> None:
        for name in names:
            if name:
                menu.addAction(self._made[name])
            else:
                menu.addSeparator()
