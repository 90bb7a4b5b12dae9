"""Proxy and certificate authority, for where the system's own are not the ones: a part of the
connection dialog that stays closed until it is wanted."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFormLayout, QSizePolicy, QWidget

from mapper_gui.commcare.network import Network
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.views.quiet_widgets import line_edit, quiet_label, row, small_button
from mapper_gui.wording.text import tr


class NetworkFields(QObject):
    """Two lines of a form behind a button; open from the beginning where something is set."""

    opened = Signal()

    def __init__(self, form: QFormLayout, network: Network) -> None:
        super().__init__(form)
        self.opener = small_button(tr("Proxy and certificates…"))
        self.opener.setToolTip(
            tr("For a network that needs a proxy, or a server with a certificate of its own")
        )
        self.opener.clicked.connect(self.open)
        self.proxy = line_edit(tr("Proxy"), tr("Empty: the system's, or HTTPS_PROXY"))
        self.ca_file = line_edit(
            tr("File with a certificate authority"), tr("Empty: what the system trusts")
        )
        choose = small_button(tr("Choose…"), tr("Choose the file with a certificate authority"))
        choose.clicked.connect(self.choose_file)
        file_row = QWidget()
        file_row.setLayout(row(self.ca_file, choose))
        note = quiet_label(
            tr(
                "For all connections of this computer. The proxy is host and port, such as "
                "proxy.example.org:8080; one that asks for a password is set in the environment, as "
                "HTTPS_PROXY. Automatic proxy scripts (PAC) are not supported. The file is trusted "
                "besides what the system trusts."
            )
        )
        note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._rows: tuple[QWidget, ...] = (self.proxy, file_row, note)
        self._form = form
        self._opener_row = QWidget()
        self._opener_row.setLayout(row(self.opener, 1))
        form.addRow("", self._opener_row)
        for words, part in zip((tr("Proxy"), tr("Authority"), ""), self._rows, strict=True):
            form.addRow(words, part)
        self.proxy.setText(network.proxy.removeprefix("http://"))
        self.ca_file.setText(network.ca_file)
        self._show_fields(network != Network())

    def open(self) -> None:
        """Show the two lines, and be ready to type."""
        self._show_fields(True)
        self.opened.emit()
        self.proxy.setFocus()

    def network(self) -> Network:
        """What was filled in. Raises ServerError BAD_PROXY."""
        return Network(self.proxy.text(), self.ca_file.text())

    def show_wrong(self, error: ServerError) -> None:
        """Have the keyboard at the line that an error is about."""
        self._show_fields(True)
        wrong = self.ca_file if error.kind is ServerKind.BAD_CA_FILE else self.proxy
        wrong.setFocus()
        wrong.selectAll()

    def choose_file(self) -> None:
        dialog = QFileDialog(
            self.proxy.window(), tr("Certificate authority"), "",
            tr("Certificates (*.pem *.crt *.cer *.der);;All files (*)"),
        )  # fmt: skip
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.ca_file.setText)
        dialog.open()

    def _show_fields(self, on: bool) -> None:
        for part in self._rows:
            self._form.setRowVisible(part, on)
        self._form.setRowVisible(self._opener_row, not on)
