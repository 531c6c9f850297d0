"""The form of one record: title, what is missing, status, sections, pages, history, bin."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QMenu,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from fieldapp.errors import UserError
from fieldapp.records import rules
from fieldapp.records.changes import Changes
from fieldapp.records.fields import Record
from fieldapp.records.kinds import kind_of
from fieldapp.services.showing import Shown
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.form_head import FormHead
from fieldapp.ui.form_sections import Sections
from fieldapp.ui.history_panel import HistoryPanel
from fieldapp.ui.look import Toned
from fieldapp.ui.page import Page
from fieldapp.ui.plan import FormPlan
from fieldapp.ui.writing import Soon


class Form(QWidget):
    """One record of one kind, kept while it is typed.

    Signals:
        shown: another record is on the form (uid).
    """

    shown = Signal(str)

    def __init__(self, plan: FormPlan, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan, self._desk = plan, desk
        self._kind = kind_of(plan.record)
        self._uid = ""
        self._asked = 0
        self.record: Record | None = None
        self._build()
        self._wire()

    def _build(self) -> None:
        self.head = FormHead()
        self.sections = Sections(self._plan, self._desk)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self.sections)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sections.area = scroll
        self.pages: list[Page] = [make(self._desk) for make in self._plan.pages]
        self.body: QWidget = scroll
        if self.pages:
            self.tabs = QTabWidget()
            self.tabs.setDocumentMode(True)
            self.tabs.addTab(scroll, _(self._plan.main_title))
            for page in self.pages:
                self.tabs.addTab(page, _(page.title))
            self.body = self.tabs
        self.history = HistoryPanel(self._desk)
        self.history.hide()
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.addWidget(self.body)
        self._split.addWidget(self.history)
        self._split.setChildrenCollapsible(False)
        self._split.setSizes([420, 200])
        self._lay_out()

    def _lay_out(self) -> None:
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(2 * look.STEP, 2 * look.STEP, 2 * look.STEP, 0)
        column.setSpacing(2 * look.STEP)
        column.addWidget(self.head)
        column.addWidget(self._split, 1)
        nothing = Toned(_("Choose a line of the list, or begin a new one with Ctrl+N."))
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing.setWordWrap(True)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(nothing)
        self._stack.addWidget(full)

    def _wire(self) -> None:
        self._soon = Soon(self)
        self._soon.due.connect(self._read)
        self._desk.feed.changed.connect(self._on_changed)
        self._desk.writing.before_all(self.flush)
        self.history.closed.connect(self._on_history_closed)
        self.head.pill.clicked.connect(self._on_pill)
        self.head.history_button.toggled.connect(self._on_history)
        self.head.remove_button.clicked.connect(self.remove_or_restore)
        self.sections.outlined.connect(self._on_entered_last)

    # --- what the tab asks -----------------------------------------------------------------

    @property
    def uid(self) -> str:
        """The record on the form, "" for none."""
        return self._uid

    def open(self, uid: str) -> None:
        """Show a record; what was typed for the one before is handed over first."""
        if uid == self._uid:
            return
        self.flush()
        self._uid = uid
        self._read()

    def flush(self) -> None:
        """Hand over what was typed."""
        self.sections.flush()

    def start(self) -> None:
        """Put the keyboard into the first field."""
        self.sections.start()

    def toggle_history(self) -> None:
        """Show the history, or put it away."""
        self.head.history_button.toggle()

    @Slot()
    def remove_or_restore(self) -> None:
        """Put the record into the bin with a reason, or take it out again."""
        if self.record is None:
            return
        if self.record.removed:
            work = partial(self._desk.keeping.restore, self._plan.record, self._uid)
            self._desk.writing.do(work)
            return
        question = _("Put “{title}” into the bin? It can be restored. Reason:").format(
            title=self._kind.title(self.record)
        )
        self._desk.ask.words(
            self, question, yes=_("Put into the bin"), on_given=partial(self._remove, self._uid)
        )

    def _remove(self, uid: str, reason: str) -> None:
        self.flush()
        work = partial(self._desk.keeping.remove, self._plan.record, uid, reason=reason)
        self._desk.writing.do(work)

    # --- reading ---------------------------------------------------------------------------

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if self._uid and (self._uid in changes.of(self._kind.key) or changes.sendings):
            self._soon.ask()

    @Slot()
    def _read(self) -> None:
        if not self._uid:
            return
        self._asked += 1
        work = partial(self._desk.showing.record, self._plan.record, self._uid)
        self._desk.jobs.run(
            work,
            on_done=partial(self._on_read, self._asked),
            on_failed=partial(self._on_unread, self._asked),
        )

    def _on_unread(self, asked: int, error: UserError) -> None:
        if asked == self._asked:
            self._desk.writing.refused.emit(error)

    def _on_read(self, asked: int, shown: Shown | None) -> None:
        if asked != self._asked:
            return  # a later reading is on its way
        if shown is None:
            self._uid, self.record = "", None
            self._stack.setCurrentIndex(0)
            return
        anew = self.record is None or self.record.uid != shown.record.uid
        self.record = shown.record
        missing = rules.incomplete(shown.record)
        self.sections.show_record(shown.record, shown.titles, missing, anew=anew)
        self.head.show_record(self._kind, shown, missing)
        for page in self.pages:
            page.show_record(shown.record)
        if self.history.isVisible():
            self.history.show_record(shown.record)
        self._stack.setCurrentIndex(1)
        if anew:
            self.shown.emit(shown.record.uid)

    # --- head ------------------------------------------------------------------------------

    @Slot(bool)
    def _on_history(self, on: bool) -> None:
        self.history.setVisible(on)
        if on and self.record is not None:
            self.history.show_record(self.record)
            self.history.table.setFocus()

    @Slot()
    def _on_history_closed(self) -> None:
        self.head.history_button.setChecked(False)

    @Slot()
    def _on_pill(self) -> None:
        """List what is missing; a line of it leads to its field."""
        if self.record is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for problem in rules.incomplete(self.record):
            declared = self._kind.fields.get(problem.field)
            label = _(declared.field.label) if declared else self._kind.label
            sentence = _(problem.message).format(value=self.record.unfit.get(problem.field, ""))
            action = menu.addAction(f"{label}: {sentence}")
            action.setData(problem.field)
        menu.triggered.connect(self._on_missing_chosen)
        menu.popup(self.head.pill.mapToGlobal(QPoint(0, self.head.pill.height())))

    @Slot(QAction)
    def _on_missing_chosen(self, action: QAction) -> None:
        if self.pages:
            self.tabs.setCurrentIndex(0)
        self.sections.go_to(str(action.data()))

    @Slot()
    def _on_entered_last(self) -> None:
        if self.pages:
            self.tabs.setCurrentIndex(1)
            self.pages[0].start_focus().setFocus()
