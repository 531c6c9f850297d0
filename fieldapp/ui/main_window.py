"""The main window: tabs, menus, status line; typed text is kept before it closes."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QTabWidget

from fieldapp.settings import Role
from fieldapp.text import _
from fieldapp.ui import look, tabs
from fieldapp.ui.bin import BinDialog
from fieldapp.ui.desk import Desk
from fieldapp.ui.exchange.tab import ExchangeTab
from fieldapp.ui.menus import TabKeys, add_menu
from fieldapp.ui.notice import Notice
from fieldapp.ui.status_line import StatusLine
from fieldapp.ui.tab import Screen, Tab
from fieldapp.ui.undoing import Undoing


class MainWindow(QMainWindow):
    """The window of one open office.

    Signals:
        closed: everything is kept and the window is gone.
    """

    closed = Signal()

    def __init__(self, desk: Desk, remembered: QSettings | None = None) -> None:
        super().__init__()
        self._desk, self._remembered = desk, remembered
        self._digits: dict[int, int] = {}
        self._closing = False
        self._bin: BinDialog | None = None
        self._build()
        self.undoing = Undoing(desk, self)
        self._build_menus()
        self._wire()
        self._come_back()

    def _build(self) -> None:
        settings = self._desk.office.settings
        role = _("headquarters") if settings.role is Role.HEADQUARTERS else _("field")
        self.setWindowTitle(
            _("fieldapp - {code} {name} ({role})").format(
                code=settings.office_code, name=settings.office_name, role=role
            )
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for digit, name, widget in tabs.make(self._desk):
            self._digits[digit] = self.tabs.addTab(widget, _(name).replace("&", "&&"))
            self.tabs.setTabToolTip(self._digits[digit], f"{_(name)} (Ctrl+{digit})")
        self.setCentralWidget(self.tabs)
        self.status = StatusLine(self._desk)
        self.setStatusBar(self.status)
        self.notice = Notice(self, above=look.ROW)
        self.resize(1280, 720)

    def _build_menus(self) -> None:
        add_menu(
            self,
            _("&Office"),
            [
                (_("New of this kind"), "Ctrl+N", self._on_new),
                (_("Saved?"), "Ctrl+S", self.status.already_saved),
                None,
                (_("Prepare a sending"), "Ctrl+E", self._on_export),
                (_("Take in files …"), "Ctrl+O", self._on_take_in),
                None,
                (_("Bin"), "", self._on_bin),
                (_("Close"), "Ctrl+Q", self._on_close),
            ],
        )
        add_menu(
            self,
            _("&Edit"),
            [
                self.undoing.undo_action,
                self.undoing.redo_action,
                None,
                (_("Filter the list"), "Ctrl+F", self._on_filter),
                (_("History of the record"), "Ctrl+H", self._on_history),
            ],
        )
        TabKeys(self, _("&View"), self.tabs, self._digits)

    def _wire(self) -> None:
        self.undoing.told.connect(self.notice.say)
        self._desk.writing.refused.connect(self.notice.explain)
        self._desk.jobs.failed.connect(self.notice.explain)
        self._desk.jobs.busy_changed.connect(self._on_busy)
        self._desk.wanted.connect(self.open_record)
        self.tabs.currentChanged.connect(self._on_tab)

    # --- commands --------------------------------------------------------------------------

    @property
    def front(self) -> Screen:
        """The screen that is seen."""
        widget = self.tabs.currentWidget()
        tab = widget.tab if isinstance(widget, ExchangeTab) else widget
        return tab.front if isinstance(tab, Tab) else Screen()

    def go_to_tab(self, digit: int) -> None:
        """Bring a tab to the front by the digit of its key."""
        self.tabs.setCurrentIndex(self._digits[digit])

    @Slot(str, str)
    def open_record(self, kind: str, uid: str) -> None:
        """Show a record on the tab of its kind."""
        for place in range(self.tabs.count()):
            tab = self.tabs.widget(place)
            if isinstance(tab, Tab) and kind in tab.kinds:
                self.tabs.setCurrentIndex(place)
                tab.open(kind, uid)

    @Slot()
    def _on_new(self) -> None:
        self.front.new()

    @Slot()
    def _on_filter(self) -> None:
        self.front.focus_filter()

    @Slot()
    def _on_history(self) -> None:
        self.front.toggle_history()

    @Slot()
    def _on_export(self) -> None:
        self.go_to_tab(tabs.EXCHANGE)
        self._exchange().prepare()

    @Slot()
    def _on_take_in(self) -> None:
        self.go_to_tab(tabs.EXCHANGE)
        self._exchange().taking_in.button.click()

    @Slot()
    def _on_close(self) -> None:
        self.close()

    @Slot()
    def _on_bin(self) -> None:
        if self._bin is None:
            self._bin = BinDialog(self._desk, self)
        self._bin.ask()

    @Slot(int)
    def _on_tab(self, _place: int) -> None:
        self._desk.writing.flush()
        widget = self.tabs.currentWidget()
        if isinstance(widget, Tab | ExchangeTab):
            widget.enter()

    def _exchange(self) -> ExchangeTab:
        found = self.tabs.widget(self._digits[tabs.EXCHANGE])
        assert isinstance(found, ExchangeTab)  # noqa: S101 - tabs.make puts it there
        return found

    # --- coming and going ------------------------------------------------------------------

    def _come_back(self) -> None:
        if self._remembered is not None:
            geometry = self._remembered.value("geometry")
            if isinstance(geometry, QByteArray):
                self.restoreGeometry(geometry)
            place = int(str(self._remembered.value("tab", 0)))
            self.tabs.setCurrentIndex(min(place, self.tabs.count() - 1))
        self._on_tab(self.tabs.currentIndex())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what was typed; the window goes when the last of it is committed."""
        self._desk.writing.flush()
        if self._desk.jobs.busy:
            self._closing = True
            self.tabs.setEnabled(False)
            self.notice.say(_("Closing when the last change is kept …"))
            event.ignore()
            return
        if self._remembered is not None:
            self._remembered.setValue("geometry", self.saveGeometry())
            self._remembered.setValue("tab", self.tabs.currentIndex())
        event.accept()
        self.closed.emit()

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        if not busy and self._closing:
            self.close()
