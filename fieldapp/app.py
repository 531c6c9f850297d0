"""The window program: log, unlock or first start, services, main window."""

from __future__ import annotations

import logging
import logging.handlers
import secrets
import sys
import tempfile
import traceback
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from fieldapp import __version__, files, settings, text
from fieldapp.errors import UserError
from fieldapp.services import opening, safety_copies, setting_up
from fieldapp.services.opening import OpenOffice
from fieldapp.text import _
from fieldapp.ui import display, look
from fieldapp.ui.desk import Desk
from fieldapp.ui.first_run.window import FirstRun
from fieldapp.ui.jobs import Jobs
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.unexpected import Unexpected
from fieldapp.ui.unlock import Unlock

log = logging.getLogger(__name__)

LOG_BYTES, LOG_FILES = 500_000, 4
"""The log turns over at half a megabyte and keeps this many old ones."""


def run(folder: Path | None, *, smoke: bool = False) -> int:
    """Open the window on an office folder, and stay until it is closed; gives the exit code.

    `smoke` opens a scratch office, shows its window once and closes it.

    Raises:
        UserError: there is no display, or a system library is missing.
    """
    if problem := display.problem():
        raise UserError(problem)
    if smoke:
        with tempfile.TemporaryDirectory() as scratch:
            return _run(Path(scratch) / "office", smoke=True)
    return _run(folder or files.default_folder(), smoke=False)


def _run(folder: Path, *, smoke: bool) -> int:
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("fieldapp")
    app.setApplicationVersion(__version__)
    _use_language_of(folder)
    look.dress(app)
    app.setQuitOnLastWindowClosed(False)
    program = Program(app, folder, smoke=smoke)
    program.finished.connect(app.quit)
    before, sys.excepthook = sys.excepthook, program.on_fault
    try:
        program.start()
        return int(app.exec())
    finally:
        sys.excepthook = before


def _use_language_of(folder: Path) -> None:
    """The language of the office; settings that cannot be read are told by unlock."""
    try:
        text.use(settings.load(folder).language)
    except UserError:
        log.debug("no settings yet, or unreadable ones")


class Program(QObject):
    """The one who holds what lives as long as the program: jobs, windows, the open office.

    Signals:
        finished: the last window is closed and everything is let go of.
    """

    finished = Signal()

    def __init__(self, app: QApplication, folder: Path, *, smoke: bool = False) -> None:
        super().__init__()
        self._app, self._folder, self._smoke = app, folder, smoke
        self.jobs = Jobs(self)
        self.office: OpenOffice | None = None
        self.desk: Desk | None = None
        self.window: QWidget | None = None
        self._log: logging.Handler | None = None
        self._fault: Unexpected | None = None
        self.jobs.broke.connect(self._on_broke)
        app.lastWindowClosed.connect(self._on_last_closed)

    def start(self) -> None:
        """Show the first window."""
        if self._smoke:
            self._open(_scratch(self._folder))
            return
        if not opening.is_office(self._folder):
            first = FirstRun(self._folder, self.jobs)
            first.opened.connect(self._on_opened)
            self._show(first)
            return
        try:
            chosen = settings.load(self._folder)
        except UserError as error:
            self._refuse(error)
            return
        self._start_log(chosen.log_folder)
        unlock = Unlock(self._folder, chosen.office_name, self.jobs)
        unlock.opened.connect(self._on_opened)
        self._show(unlock)

    @Slot(object)
    def _on_opened(self, office: OpenOffice) -> None:
        self._start_log(office.settings.log_folder)
        self._open(office)

    def _open(self, office: OpenOffice) -> None:
        self.office = office
        if text.language() != office.settings.language:
            text.use(office.settings.language)
            look.speak(self._app)
        self.desk = Desk(office, self.jobs)
        place = str(office.settings.folder / "window.ini")
        window = MainWindow(self.desk, QSettings(place, QSettings.Format.IniFormat))
        window.closed.connect(self._on_closed)
        self._show(window)
        self.jobs.run(partial(safety_copies.backup_if_due, office), on_done=self._on_backup)
        if self._smoke:
            QTimer.singleShot(0, window.close)

    def _on_backup(self, made: Path | None) -> None:
        log.info("backup at start: %s", "made" if made is not None else "not due")

    def _show(self, window: QWidget) -> None:
        before, self.window = self.window, window
        window.show()
        window.activateWindow()
        if before is not None:
            before.close()
            before.deleteLater()

    # --- the end ---------------------------------------------------------------------------

    @Slot()
    def _on_closed(self) -> None:
        self.stop()
        self.finished.emit()

    @Slot()
    def _on_last_closed(self) -> None:
        """Unlock or first start was closed: nothing is open that could be lost."""
        if self.desk is None and (self.window is None or not self.window.isVisible()):
            if isinstance(self.window, FirstRun):
                self.office = self.window.unfinished
            self.stop()
            self.finished.emit()

    def stop(self) -> None:
        """Wait for what still runs, then let go of the office."""
        self.jobs.stop()
        if self.office is not None:
            self.office.close()
            self.office = None
        if self._log is not None:
            log.info("closed")
            logging.getLogger("fieldapp").removeHandler(self._log)
            self._log.close()
            self._log = None

    # --- what goes wrong -------------------------------------------------------------------

    def _refuse(self, error: UserError) -> None:
        """The office cannot be opened at all."""
        box = QMessageBox(QMessageBox.Icon.Warning, _("fieldapp"), str(error))
        box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
        self.window = box
        box.open()

    def on_fault(
        self,
        _kind: type[BaseException],
        error: BaseException,
        _trace: TracebackType | None,
    ) -> None:
        """`sys.excepthook`: log the trace, show one calm dialog."""
        if isinstance(error, KeyboardInterrupt):
            self.finished.emit()
            return
        log.error("a fault of the program", exc_info=error)
        self._on_broke(error)

    @Slot(object)
    def _on_broke(self, error: BaseException) -> None:
        if self._fault is None:
            self._fault = Unexpected()
        self._fault.explain(error)

    def _start_log(self, folder: Path) -> None:
        if self._log is not None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handler = logging.handlers.RotatingFileHandler(
                folder / "fieldapp.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
            )
        except OSError:
            return  # a full or read-only disk is told by what the user does next
        handler.setFormatter(NamelessFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root = logging.getLogger("fieldapp")
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        self._log = handler
        log.info("fieldapp %s on Python %s", __version__, sys.version.split()[0])


class NamelessFormatter(logging.Formatter):
    """Writes where a fault happened and its kind, not its words: those may quote a record."""

    def format(self, record: logging.LogRecord) -> str:
        """As usual; what another handler made of the exception is not used."""
        cached, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = cached

    def formatException(  # noqa: N802 - logging's name
        self, ei: tuple[type[BaseException] | None, BaseException | None, TracebackType | None]
    ) -> str:
        """Files, lines and the class of the exception."""
        kind, _error, trace = ei
        frames = (
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(trace)
        )
        return "\n".join([*frames, kind.__name__ if kind is not None else ""])


def _scratch(folder: Path) -> OpenOffice:
    """An office that is thrown away afterwards."""
    chosen = settings.Settings(
        folder=folder, office_code="TRY", office_name="Smoke test", country="-"
    )
    office, _words = setting_up.set_up(
        chosen, person_name="Smoke", sign_in="Smoke", passphrase=secrets.token_urlsafe()
    )
    return office
