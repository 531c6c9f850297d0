"""Questions and notices in dialogs that never stop the program: opened, answered by a signal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from fieldapp.text import _


class Ask(QObject):
    """Asks the user; tests put an object in its place that answers at once."""

    def choose(
        self,
        parent: QWidget,
        question: str,
        *,
        yes: str,
        no: str,
        on_yes: Callable[[], None],
        detail: str = "",
    ) -> None:
        """A question whose answers are verbs; the safe one, `no`, is the default."""
        box = QMessageBox(parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(question)
        box.setInformativeText(detail)
        accepted = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(no, QMessageBox.ButtonRole.RejectRole))
        accepted.clicked.connect(on_yes)
        box.open()

    def words(
        self, parent: QWidget, question: str, *, yes: str, on_given: Callable[[str], None]
    ) -> None:
        """A question answered by a line of text, which may stay empty."""
        dialog = QInputDialog(parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(_("fieldapp"))
        dialog.setLabelText(question)
        dialog.setOkButtonText(yes)
        dialog.setCancelButtonText(_("Leave as it is"))
        dialog.resize(480, dialog.height())
        dialog.textValueSelected.connect(on_given)
        dialog.open()

    def tell(self, parent: QWidget, sentence: str, detail: str = "") -> None:
        """Something to read, with one button."""
        box = QMessageBox(parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Information)
        box.setText(sentence)
        box.setInformativeText(detail)
        box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
        box.open()
