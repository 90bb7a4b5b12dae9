"""Whom to ask for submissions: server, project space, user and API key, and a test that it works."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from mapper_gui.app.background import Task
from mapper_gui.app.connections import Connections, suggested_name
from mapper_gui.app.look_up import LookUp
from mapper_gui.app.session import Session
from mapper_gui.commcare.network import Network
from mapper_gui.commcare.servers import SERVERS, Connection, project_space_in, server_url
from mapper_gui.mapping.errors import MapperError, ServerError, ServerKind
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.network_fields import NetworkFields
from mapper_gui.views.quiet_widgets import QuietCombo, line_edit, quiet_label, row, small_button
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.text import tr, tr_n

if TYPE_CHECKING:
    from mapper_gui.commcare.client import Checked

WIDTH = 620
_OF_THE_NETWORK = frozenset({ServerKind.BAD_PROXY, ServerKind.BAD_CA_FILE, ServerKind.PROXY})
_KEY_HELP = (
    "In CommCare HQ open My Account Settings (under your name), then API Keys, then Add API Key. "
    "The key is shown once: copy it at once. It belongs to you and to one server. Your role in the "
    "project space needs access to the API and permission to edit data, which is what CommCare HQ "
    "asks for; this program only reads."
)


class ConnectionDialog(DialogSheet):
    """Edits one connection; whatever is wrong is said here, beside what it is about."""

    def __init__(
        self, parent: QWidget | None, session: Session, look_up: LookUp, connections: Connections
    ) -> None:
        super().__init__(
            parent,
            tr("Connection to CommCare HQ"),
            tr("Submissions and cases are read from here, by their id. Nothing is changed there."),
        )
        self._session = session
        self._look_up = look_up
        self._connections = connections
        self._test: Task | None = None
        self._build()
        self._fill_kept()
        self._show_current()
        self._key_note()
        self.size_for(WIDTH)

    def _build(self) -> None:
        self.kept = QuietCombo(tr("Remembered connections"))
        self.kept.activated.connect(self._choose_kept)
        self.forget = small_button(tr("Forget"), tr("Forget this connection and its key"))
        self.forget.clicked.connect(self._forget)
        self.name = line_edit(
            tr("Name of this connection"), tr("Your own name for it, if you like")
        )
        self.server = QuietCombo(tr("Server"))
        for each in SERVERS:
            self.server.addItem(f"{each.name}  ·  {urlsplit(each.url).hostname}", each.url)
        self.server.addItem(tr("Own address…"), None)
        self.address = line_edit(tr("Own address"), "https://hq.example.org")
        self.address.editingFinished.connect(self._take_address_apart)
        self.space = line_edit(tr("Project space"), tr("The word after /a/ in the address"))
        self.user = line_edit(tr("User name"), tr("The e-mail address of the web user"))
        self.key = line_edit(tr("API key"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep = QCheckBox(tr("Keep the key in the system keyring"))
        self.keep.setChecked(True)
        self.keep.toggled.connect(self._key_note)
        self._note = quiet_label()
        self._note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._kept_row = QWidget()
        kept = row(self.kept, self.forget)
        self._kept_row.setLayout(kept)
        for words, part in (
            (tr("Remembered"), self._kept_row),
            (tr("Server"), self.server),
            ("", self.address),
            (tr("Project space"), self.space),
            (tr("User name"), self.user),
            (tr("API key"), self.key),
            ("", self.keep),
            ("", self._note),
            (tr("Name"), self.name),
        ):
            form.addRow(words, part)
        self._form = form
        self.body.addLayout(form)
        self.network = NetworkFields(form, self._connections.network)
        self.network.opened.connect(lambda: self.size_for(WIDTH))
        title = QLabel(tr("Where to find the API key"))
        title.setProperty("title", True)
        self.body.addSpacing(SPACE)
        self.body.addWidget(title)
        self.body.addWidget(quiet_label(tr(_KEY_HELP)))
        self.body.addStretch(1)
        self.server.currentIndexChanged.connect(self._show_address)
        self._bar = QProgressBar(maximum=0, textVisible=False)
        self._bar.setFixedWidth(80)
        self._bar.setAccessibleName(tr("The connection is being tested"))
        self.test: QPushButton = self.add_button(
            tr("Test the connection"), self.start_test, left=True
        )
        self.left.addWidget(self._bar)
        self._bar.hide()
        practice = self.add_button(tr("Use the practice server"), self.use_practice, left=True)
        practice.setToolTip(
            tr("A server on this computer with sample submissions. No account needed.")
        )
        self.add_button(tr("Cancel"), self.reject)
        self.use_button = self.add_button(tr("Use it"), self.use, primary=True)
        self.use_button.setAccessibleName(tr("Use this connection"))
        self.finished.connect(self._stop_test)

    # What is shown

    def _fill_kept(self) -> None:
        self.kept.clear()
        self.kept.addItem(tr("New connection"), None)
        for each in self._connections.kept:
            self.kept.addItem(each.name, each)
        self._form.setRowVisible(self._kept_row, self.kept.count() > 1)
        self.forget.setEnabled(False)

    def _show_current(self) -> None:
        current = self._look_up.connection
        if self._look_up.is_practice:
            self.notices.show_notice(
                tr("The practice server is in use. To ask CommCare HQ, fill this in."), "info"
            )
            current = None
        if current is None:
            if self.kept.count() > 1:
                self.kept.setCurrentIndex(1)
                self._choose_kept(1)
            else:
                self._show_address()
                self.server.setFocus()
            return
        names = [self.kept.itemText(i) for i in range(self.kept.count())]
        name = self._connections.name_of(current)
        if name in names:
            self.kept.setCurrentIndex(names.index(name))
            self.forget.setEnabled(True)
        self._show(current, name or "")

    def _choose_kept(self, number: int) -> None:
        chosen = self.kept.itemData(number)
        self.notices.hide()
        self.forget.setEnabled(chosen is not None)
        self.key.clear()
        if chosen is None:
            for part in (self.address, self.space, self.user, self.name):
                part.clear()
            self.server.setCurrentIndex(0)
            self.space.setFocus()
        else:
            self._show(chosen.connection, chosen.name)

    def _show(self, connection: Connection, name: str) -> None:
        known = self.server.findData(connection.server_url)
        self.server.setCurrentIndex(known if known >= 0 else self.server.count() - 1)
        self.address.setText("" if known >= 0 else connection.server_url)
        self.space.setText(connection.project_space)
        self.user.setText(connection.username)
        self.name.setText("" if name == suggested_name(connection) else name)
        self._show_address()
        self.key.setFocus()

    def _show_address(self) -> None:
        own = self.server.currentData() is None
        self._form.setRowVisible(self.address, own)
        if own and not self.address.text():
            self.address.setFocus()

    def _key_note(self) -> None:
        if self.keep.isChecked():
            self.key.setPlaceholderText(tr("Empty: the key that is kept already"))
            words = tr(
                "The key goes into the keyring of this system, and is never shown again. Nothing "
                "else remembers it: not the project, not the settings."
            )
        else:
            self.key.setPlaceholderText(tr("Empty: the key that is known already"))
            words = tr("The key is known until the program ends, and is written nowhere.")
        self._note.setText(words)

    def _take_address_apart(self) -> None:
        """A pasted link of CommCare HQ gives the server, and the project space too."""
        try:
            parts = urlsplit(self.address.text().strip())
            url = server_url(self.address.text())
        except (ServerError, ValueError):
            return  # said when it is used
        space = project_space_in(parts.path)
        if space and not self.space.text().strip():
            self.space.setText(space)
        self.address.setText(url)

    # What a person asks for

    def connection(self) -> tuple[Connection, Network] | None:
        """What was filled in; None when it cannot be right, which is then said."""
        server = self.server.currentData() or self.address.text()
        try:
            connection = Connection(server, self.space.text(), self.user.text())
            return connection, self.network.network()
        except ServerError as error:
            self._refuse(error)
            return None

    def start_test(self) -> None:
        """Ask the server whether it lets this user in; the answer is shown here."""
        if self._test is not None:
            self._stop_test()
            return
        filled_in = self.connection()
        if filled_in is None:
            return
        connection, network = filled_in
        self.notices.hide()
        self._show_testing(True)
        key = self.key.text().strip() or None
        self._test = self._look_up.check_connection(
            connection, key, self._show_checked, self._show_refused, network
        )

    def use(self) -> None:
        """Use the connection from now on; the window keeps the key on its own thread."""
        filled_in = self.connection()
        if filled_in is None:
            return
        connection, network = filled_in
        self._stop_test()
        self._connections.keep(self.name.text(), connection)
        self._connections.keep_network(network)
        self._look_up.network = network
        key = self.key.text().strip()
        self._look_up.set_connection(connection, key or None)
        if not key or not self.keep.isChecked():
            self.accept()
            return
        self.use_button.setEnabled(False)
        self._look_up.keep_key(connection, key, self._kept, self._not_kept)

    def use_practice(self) -> None:
        try:
            self._look_up.start_practice_server()
        except MapperError as error:
            self.notices.show_notice(sentence(error), "error")
            return
        self.accept()

    def _forget(self) -> None:
        chosen = self.kept.currentData()
        if chosen is None:
            return

        def told(result: object) -> None:
            if self.gone:
                return
            if isinstance(result, MapperError):
                self.notices.show_notice(sentence(result), "warning")
            else:
                words = tr("{name} and its API key are forgotten.").format(name=chosen.name)
                self.notices.show_notice(words, "info")

        self._connections.forget(chosen.name)
        self._fill_kept()
        self._choose_kept(0)
        if any(
            _has_same_key(each.connection, chosen.connection) for each in self._connections.kept
        ):
            words = tr("{name} is forgotten. Its key is kept: another connection uses it.")
            self.notices.show_notice(words.format(name=chosen.name), "info")
        else:
            self._look_up.forget_key(chosen.connection, told)

    # What comes back

    def _show_checked(self, checked: "Checked") -> None:
        self._test = None
        self._show_testing(False)
        connection = checked.connection
        words = tr("It works: {user} can read submissions of {space} on {server}.").format(
            user=connection.username,
            space=connection.project_space,
            server=urlsplit(connection.server_url).hostname,
        )
        if checked.submissions is not None:
            words += " " + tr_n(
                "There is {count} submission.",
                "There are {count} submissions.",
                checked.submissions,
            ).format(count=checked.submissions)
        self.notices.show_notice(words, "info")

    def _show_refused(self, error: MapperError) -> None:
        self._test = None
        self._show_testing(False)
        self._refuse(error)

    def _refuse(self, error: MapperError) -> None:
        self.notices.show_notice(sentence(error), "error")
        place = {
            ServerKind.BAD_ADDRESS: self.address,
            ServerKind.BAD_PROJECT_SPACE: self.space,
            ServerKind.NO_SUCH_SPACE: self.space,
            ServerKind.BAD_USERNAME: self.user,
            ServerKind.NO_KEY: self.key,
            ServerKind.BAD_KEY: self.key,
            ServerKind.NOT_AUTHORISED: self.key,
        }
        if isinstance(error, ServerError) and error.kind in _OF_THE_NETWORK:
            self.network.show_wrong(error)
        elif isinstance(error, ServerError) and error.kind in place:
            wrong = place[error.kind]
            wrong.setFocus()
            wrong.selectAll()

    def _kept(self, _result: object) -> None:
        if not self.gone:
            self.accept()

    def _not_kept(self, error: MapperError) -> None:
        if self.gone:
            self._session.noticed.emit(sentence(error))
            return
        self.use_button.setEnabled(True)
        self.keep.setChecked(False)
        self.notices.show_notice(sentence(error), "warning", (tr("Go on with it"), self.accept))

    def _show_testing(self, on: bool) -> None:
        self._bar.setVisible(on)
        self.test.setText(tr("Stop the test") if on else tr("Test the connection"))

    def _stop_test(self) -> None:
        if self._test is not None:
            self._test.cancel()
            self._test = None
            self._show_testing(False)


def _has_same_key(one: Connection, other: Connection) -> bool:
    """A key belongs to a user on a server, whatever the project space."""
    return (one.server_url, one.username) == (other.server_url, other.username)
