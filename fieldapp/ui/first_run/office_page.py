"""The office, its folder, the first person and the passphrase with its strength."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QTimeZone, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fieldapp import files, settings, text
from fieldapp.errors import UnsafeFolder, UserError
from fieldapp.services import passphrases
from fieldapp.services.passphrases import Level
from fieldapp.settings import Role, Settings
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.look import Tone, Toned

_LEVELS = {
    Level.WEAK: ("○○○", Tone.STOP),
    Level.FAIR: ("●●○", Tone.ATTENTION),
    Level.GOOD: ("●●●", Tone.OK),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What the page asked for."""

    settings: Settings
    person_name: str
    passphrase: str = field(repr=False)


class OfficePage(QWidget):
    """A short form; nothing is made before all of it fits.

    Signals:
        answered: everything is filled in (Answers).
        back: the first question again.
    """

    answered = Signal(object)
    back = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder, self._role = folder, Role.FIELD
        self._offer: Path | None = None
        self._dialog: QFileDialog | None = None
        self._build()
        self._wire()
        self._show_folder()
        self._on_passphrase("")

    def _build(self) -> None:
        self.title = Toned("", Tone.INK)
        look.sized(self.title, look.LARGE, bold=True)
        self.code, self.name, self.country = QLineEdit(), QLineEdit(), QLineEdit()
        self.person, self.passphrase, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        self.code.setPlaceholderText(_("such as LOM: 2 to 8 capital letters or digits"))
        self.code.setMaxLength(8)
        self.person.setPlaceholderText(_("the name you choose at unlock"))
        self.passphrase.setPlaceholderText(_("10 characters or more; several words are good"))
        for secret in (self.passphrase, self.again):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.strength = Toned("")
        self.strength.setWordWrap(True)
        self.strength.setMinimumHeight(2 * self.strength.fontMetrics().height())
        self.folder = Toned("", Tone.INK)
        self.folder.setWordWrap(True)
        self.change_folder = QPushButton(_("Another folder …"))
        self.problem = Toned("", Tone.STOP)
        self.problem.setWordWrap(True)
        self.take_offer = QPushButton()
        self.take_offer.hide()
        self.go_back = QPushButton(_("Back"))
        self.go = QPushButton(_("Set up"))
        self.go.setDefault(True)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setHorizontalSpacing(4 * look.STEP)
        form.setVerticalSpacing(3 * look.STEP)
        for words, line in (
            (_("Office code"), self.code),
            (_("Name of the office"), self.name),
            (_("Country"), self.country),
            (_("Your name"), self.person),
            (_("Passphrase"), self.passphrase),
            (_("Passphrase again"), self.again),
        ):
            line.setMinimumHeight(look.ROW)
            line.setAccessibleName(words)
            form.addRow(words, line)
            if line is self.passphrase:
                form.addRow("", self.strength)
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.change_folder)
        form.addRow(_("Kept in"), place)
        buttons = QHBoxLayout()
        buttons.addWidget(self.go_back)
        buttons.addStretch(1)
        buttons.addWidget(self.take_offer)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(8 * look.STEP, 8 * look.STEP, 8 * look.STEP, 6 * look.STEP)
        column.setSpacing(4 * look.STEP)
        column.addWidget(self.title)
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addStretch(1)
        column.addLayout(buttons)

    def _wire(self) -> None:
        self.passphrase.textChanged.connect(self._on_passphrase)
        self.change_folder.clicked.connect(self._on_change_folder)
        self.take_offer.clicked.connect(self._on_take_offer)
        self.go_back.clicked.connect(self.back)
        self.go.clicked.connect(self._on_go)
        self.again.returnPressed.connect(self._on_go)

    def ask(self, role: Role) -> None:
        """Ask for a field office or for headquarters."""
        self._role = role
        self.title.say(
            _("Set up headquarters") if role is Role.HEADQUARTERS else _("Set up a field office")
        )
        if role is Role.HEADQUARTERS and not self.code.text():
            self.code.setText("HQ")

    def start(self) -> None:
        """Put the keyboard into the first field."""
        self.code.setFocus()

    def busy(self, on: bool) -> None:
        """While the office is made, which takes some seconds for the passphrase."""
        self.setEnabled(not on)
        self.problem.say(_("Setting up the office …") if on else "", Tone.QUIET)

    def explain(self, error: UserError) -> None:
        """Why the office was not made; an unfit folder comes with an offer."""
        self.problem.say(str(error), Tone.STOP)
        self._offer = error.offer if isinstance(error, UnsafeFolder) else None
        self.take_offer.setVisible(self._offer is not None)
        if self._offer is not None:
            self.take_offer.setText(_("Keep it in {folder}").format(folder=self._offer))

    def forget_passphrase(self) -> None:
        """Take the passphrase out of the fields."""
        self.passphrase.clear()
        self.again.clear()

    @Slot(str)
    def _on_passphrase(self, typed: str) -> None:
        if not typed:
            self.strength.say(_("Nobody can look it up: choose one that you will keep in mind."))
            return
        found = passphrases.strength(typed)
        signs, tone = _LEVELS[found.level]
        self.strength.say(f"{signs}  {found.reason}", tone)

    def _show_folder(self) -> None:
        self.folder.say(str(self._folder))

    @Slot()
    def _on_change_folder(self) -> None:
        if self._dialog is None:
            self._dialog = QFileDialog(self, _("Where the office is kept"))
            self._dialog.setFileMode(QFileDialog.FileMode.Directory)
            self._dialog.fileSelected.connect(self._on_folder)
        self._dialog.open()

    @Slot(str)
    def _on_folder(self, name: str) -> None:
        self._folder = Path(name)
        self._show_folder()
        try:
            files.check_folder(self._folder)
        except UnsafeFolder as error:
            self.explain(error)
        else:
            self.problem.say("")
            self.take_offer.hide()

    @Slot()
    def _on_take_offer(self) -> None:
        if self._offer is not None:
            self._on_folder(str(self._offer))

    @Slot()
    def _on_go(self) -> None:
        try:
            self.answered.emit(self._answers())
        except UserError as error:
            self.explain(error)

    def _answers(self) -> Answers:
        for line, sentence in (
            (self.code, _("Fill in the office code.")),
            (self.name, _("Fill in the name of the office.")),
            (self.country, _("Fill in the country.")),
            (self.person, _("Fill in your name.")),
        ):
            if not line.text().strip():
                line.setFocus()
                raise UserError(sentence)
        passphrases.check_passphrase(self.passphrase.text())
        if self.passphrase.text() != self.again.text():
            self.again.setFocus()
            raise UserError(_("The two passphrases differ. Type both again."))
        chosen = Settings(
            folder=self._folder,
            office_code=settings.office_code(self.code.text()),
            office_name=self.name.text().strip(),
            country=self.country.text().strip(),
            role=self._role,
            language=text.language(),
            zone=bytes(QTimeZone.systemTimeZoneId().data()).decode() or "UTC",
        )
        return Answers(chosen, self.person.text().strip(), self.passphrase.text())
