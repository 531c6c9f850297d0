"""One calm dialog for a fault of the program, with its details to copy."""

from __future__ import annotations

import traceback

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from fieldapp import __version__
from fieldapp.text import _


class Unexpected(QMessageBox):
    """Built once and reused: a second fault while it is open adds to its details."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details = ""
        self.setWindowTitle(_("fieldapp"))
        self.setIcon(QMessageBox.Icon.Warning)
        self.setText(_("Something in the program did not work."))
        self.setInformativeText(
            _("What was saved is safe, and you can go on. If it happens again, copy the details "
              "and send them to whoever looks after fieldapp for you.")
        )  # fmt: skip
        self.copy = self.addButton(_("Copy details"), QMessageBox.ButtonRole.ActionRole)
        self.setDefaultButton(self.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole))
        self.copy.clicked.connect(self._on_copy)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)

    def explain(self, error: BaseException) -> None:
        """Show that something went wrong."""
        lines = "".join(traceback.format_exception(error))
        self._details = f"{self._details}{lines}\n"[-20_000:]
        if not self.isVisible():
            self.open()

    @property
    def details(self) -> str:
        """What “Copy details” copies."""
        return f"fieldapp {__version__}\n{self._details}"

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)
