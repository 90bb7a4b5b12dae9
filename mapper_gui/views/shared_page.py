"""What the pages of shared things have in common: a name to type, who uses it, and removing it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mapper_gui.app.place import Place
from mapper_gui.views.policy_editor import CAPTION_WIDTH
from mapper_gui.views.quiet_widgets import caption, line_edit, quiet_label, row, small_button
from mapper_gui.views.theme import SPACE, title_font
from mapper_gui.views.use_links import UseLinks
from mapper_gui.wording.text import tr


class SharedPage(QWidget):
    """Pages made from it put what is their own into `own`, and do what `name` and `remove` ask."""

    place_wanted = Signal(object)  # Place

    def __init__(
        self, title: str, about: str, *, name_words: str, unused: str, remove_words: str
    ) -> None:
        """`unused`: what stands where nobody uses it; `name_words`: for screen readers."""
        super().__init__()
        heading = QLabel(title)
        heading.setFont(title_font())
        self.name = line_edit(name_words)
        self.uses = UseLinks(unused)
        self.uses.place_wanted.connect(self.place_wanted)
        self.remove = small_button(remove_words)
        self.own = QVBoxLayout()
        self.own.setSpacing(2 * SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(heading)
        layout.addWidget(quiet_label(about))
        layout.addSpacing(SPACE)
        named = caption(tr("name"))
        named.setMinimumWidth(CAPTION_WIDTH)
        line = row(named)
        line.addWidget(self.name, 1)
        layout.addLayout(line)
        layout.addSpacing(SPACE)
        layout.addLayout(self.own)
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("used by")))
        layout.addWidget(self.uses)
        layout.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)

    def focus_first(self) -> None:
        """The name has the keyboard."""
        self.name.setFocus(Qt.FocusReason.TabFocusReason)

    def show_users(self, places: Sequence[Place]) -> None:
        """Who uses it; what is used cannot be removed."""
        self.uses.show_places(places)
        self.remove.setEnabled(not places)
        self.remove.setToolTip(
            tr("It is used: let the places above use something else first.") if places else ""
        )
