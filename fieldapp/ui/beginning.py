"""Begin a record: the few fields without which it cannot be kept; all others follow in its form."""

from __future__ import annotations

import dataclasses as dc
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from fieldapp.errors import UserError
from fieldapp.records import ids, rules, typed, values
from fieldapp.records.fields import Record, fields_of
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.editors import ChoiceEditor, Editor
from fieldapp.ui.fields import editor_for
from fieldapp.ui.look import Tone, Toned
from fieldapp.ui.plan import FormPlan
from fieldapp.ui.references import ReferenceEditor
from fieldapp.ui.writing import Kept


class Beginning(QDialog):
    """Asks for the first fields of a new record; what was typed stays until it is kept.

    Signals:
        begun: the record is kept (uid).
    """

    begun = Signal(str)

    def __init__(self, plan: FormPlan, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._plan, self._desk = plan, desk
        self._given: Mapping[str, Any] = {}
        self.editors: dict[str, Editor] = {}
        self._problems: dict[str, Toned] = {}
        self.setWindowTitle(_(plan.one_of_these))
        self.setMinimumWidth(420)
        self._build()
        self.buttons.accepted.connect(self._on_begin)
        self.buttons.rejected.connect(self.reject)
        desk.words.changed.connect(self._offer)
        self._offer()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(look.STEP)
        declared = fields_of(self._plan.record)
        for key in self._plan.first:
            editor = editor_for(declared[key], self._desk)
            label, problem = Toned(_(declared[key].field.label)), Toned("", Tone.ATTENTION)
            look.sized(label, look.SMALL)
            look.sized(problem, look.SMALL)
            editor.call(_(declared[key].field.label))
            editor.entered.connect(self._on_entered)
            self.editors[key], self._problems[key] = editor, problem
            for widget in (label, editor, problem):
                column.addWidget(widget)
        self.buttons = QDialogButtonBox()
        self.begin = QPushButton(_("Begin"))
        self.buttons.addButton(self.begin, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(_("Not now"), QDialogButtonBox.ButtonRole.RejectRole)
        self.begin.setDefault(True)
        column.addSpacing(2 * look.STEP)
        column.addWidget(self.buttons)

    def ask(self, **given: Any) -> None:
        """Open, with values of fields that are known already."""
        self._given = given
        for problem in self._problems.values():
            problem.say("")
        self.open()
        next(iter(self.editors.values())).setFocus()

    @Slot()
    def _offer(self) -> None:
        declared = fields_of(self._plan.record)
        for key, editor in self.editors.items():
            vocabulary = declared[key].field.vocabulary
            if vocabulary and isinstance(editor, ChoiceEditor):
                words = self._desk.words.of(vocabulary)
                editor.offer([(word.code, _(word.label)) for word in words if not word.retired])

    @Slot()
    def _on_entered(self) -> None:
        editors = list(self.editors.values())
        place = next(n for n, editor in enumerate(editors) if editor is self.sender())
        if place + 1 < len(editors):
            editors[place + 1].setFocus()
        else:
            self._on_begin()

    @Slot()
    def _on_begin(self) -> None:
        for problem in self._problems.values():
            problem.say("")
        record = self._record()
        if record is None:
            return
        for found in rules.blocks_saving(record):
            if found.field in self._problems:
                self._problems[found.field].say(_(found.message))
                self.editors[found.field].setFocus()
                return
        self.begin.setEnabled(False)
        self._desk.writing.do(
            partial(self._desk.keeping.keep, record),
            on_kept=partial(self._on_kept, record.uid),
            on_failed=self._on_failed,
        )

    def _record(self) -> Record | None:
        """The new record; None where something typed does not fit, which is shown."""
        declared = fields_of(self._plan.record)
        chosen: dict[str, Any] = dict(self._given)
        for key, editor in self.editors.items():
            text = editor.typed_text().strip()
            if not text:
                continue
            try:
                if isinstance(editor, ReferenceEditor) and not editor.chosen:
                    self._refuse(key, _("Choose one from the list."))
                    return None
                chosen[key] = typed.parse(declared[key].base, text)
            except values.Unfit as error:
                self._refuse(key, _(str(error.args[0])))
                return None
        return dc.replace(self._plan.record(uid=ids.new_uid()), **chosen)

    def _refuse(self, key: str, sentence: str) -> None:
        self._problems[key].say(sentence)
        self.editors[key].setFocus()

    def _on_kept(self, uid: str, _kept: Kept) -> None:
        self.begin.setEnabled(True)
        for editor in self.editors.values():
            editor.show_value(None)
        self.accept()
        self.begun.emit(uid)

    def _on_failed(self, error: UserError) -> None:
        self.begin.setEnabled(True)
        self._problems[self._plan.first[-1]].say(str(error))
