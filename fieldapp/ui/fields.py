"""A field of a form: label, editor, problem line; kept half a second after the last key."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.errors import UserError
from fieldapp.records import typed, values
from fieldapp.records.changes import Changes
from fieldapp.records.fields import Declared, Need, Record
from fieldapp.records.search import normalised
from fieldapp.services.searching import Hit
from fieldapp.services.showing import Word
from fieldapp.services.wording import day_text
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.choices import choice_words
from fieldapp.ui.desk import Desk
from fieldapp.ui.editors import (
    ChoiceEditor,
    DateEditor,
    Editor,
    LineEditor,
    ProseEditor,
    TruthEditor,
    value_text,
)
from fieldapp.ui.look import Tone, Toned
from fieldapp.ui.references import HITS, Find, ReferenceEditor, ReferencesEditor
from fieldapp.ui.writing import Kept

_FEW = frozenset({"agreement"})
"""Kinds of which an office has so few that they are chosen from a list."""


def editor_for(declared: Declared, desk: Desk) -> Editor:
    """The editor that fits a field's type."""
    field, base = declared.field, declared.base
    if field.refers and (base is tuple or field.refers not in _FEW):
        refers = ReferencesEditor if base is tuple else ReferenceEditor
        return refers(desk.jobs, finder(desk, field.refers))
    if field.refers or field.vocabulary:
        return ChoiceEditor()
    if issubclass(base, enum.Enum) or (base is bool and declared.default is None):
        return _fixed_choice(declared)
    if base is bool:
        return TruthEditor(_(field.label))
    plain = ProseEditor if field.prose else DateEditor if base is dt.date else LineEditor
    return plain()


def _fixed_choice(declared: Declared) -> ChoiceEditor:
    choice = ChoiceEditor(may_be_empty=declared.default is None)
    if issubclass(declared.base, enum.Enum):
        choice.offer([(str(one.value), choice_words(one)) for one in declared.base])
    else:
        choice.offer([("yes", _("yes")), ("no", _("no"))])
    return choice


def finder(desk: Desk, kind: str) -> Find:
    """What finds records of a kind by a text."""
    if kind in _FEW:
        return partial(_among_few, desk, kind)
    return partial(desk.searching.search, kinds=(kind,), limit=HITS)


def _among_few(desk: Desk, kind: str, asked: str) -> list[Hit]:
    wanted = normalised(asked)
    found = (word for word in desk.showing.all_of(kind) if wanted in normalised(word.label))
    return [Hit(kind, word.code, word.label, "") for word in found]


class FieldLine(QWidget):
    """One field of one record.

    Signals:
        moved_on: Enter was pressed; the next field is wanted.
    """

    moved_on = Signal()

    def __init__(
        self,
        record_type: type[Record],
        declared: Declared,
        desk: Desk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = declared.key
        self._record_type, self._declared, self._desk = record_type, declared, desk
        self._uid = ""
        self._record: Record | None = None
        self._dirty, self._on_its_way = False, 0
        self._refused = ""
        self._build()
        self._wire()

    def _build(self) -> None:
        field = self._declared.field
        self.editor = editor_for(self._declared, self._desk)
        self.label = Toned(_(field.label))
        self.missing = Toned("", Tone.ATTENTION)
        self.problem = Toned("", Tone.ATTENTION)
        for small in (self.label, self.missing, self.problem):
            look.sized(small, look.SMALL)
        self.problem.setMinimumHeight(self.problem.fontMetrics().height())
        self.editor.call(_(field.label))
        self.label.setBuddy(self.editor.inner)
        head = QHBoxLayout()
        head.setSpacing(2 * look.STEP)
        head.addWidget(self.label)
        head.addWidget(self.missing)
        head.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(2 * look.STEP)
        middle.addWidget(self.editor, 1)
        if field.unit:
            middle.addWidget(Toned(_(field.unit)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(middle)
        column.addWidget(self.problem)
        if isinstance(self.editor, TruthEditor):
            self.label.say(" ")

    def _wire(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        self.editor.typed.connect(self._on_typed)
        self.editor.left.connect(self.flush)
        self.editor.entered.connect(self._on_entered)
        self._desk.words.changed.connect(self._offer)
        self._desk.feed.changed.connect(self._on_changed)
        self._offer()

    @property
    def changing(self) -> bool:
        """Whether something typed is not yet kept; then nothing may be shown over it."""
        return self._dirty or self._on_its_way > 0

    def show_record(self, record: Record, titles: Mapping[str, str], *, anew: bool) -> None:
        """Show the field of a record; `anew` where it is another record than before."""
        if anew:
            self._dirty, self._on_its_way, self._refused = False, 0, ""
            self._timer.stop()
        self._uid, self._record = record.uid, record
        self.editor.set_read_only(record.removed)
        if self.changing or (self._refused and self.editor.hasFocus()):
            return
        if isinstance(self.editor, ReferenceEditor | ReferencesEditor):
            self.editor.titles = titles
        if self._refused:
            self._show_problem()
        elif not self._means_the_same(record):
            self.editor.show_value(getattr(record, self.key), record.unfit.get(self.key))
        self._show_problem()

    def show_missing(self, missing: bool) -> None:
        """Mark the field as one that the record lacks to be complete."""
        self.missing.say(_("● missing") if missing else "")

    @Slot()
    def flush(self) -> None:
        """Hand over what was typed, if anything was."""
        self._timer.stop()
        if not self._dirty or not self._uid:
            return
        self._dirty = False
        self._on_its_way += 1
        work = partial(
            self._desk.keeping.keep_typed,
            self._record_type,
            self._uid,
            self.key,
            self.editor.typed_text(),
        )
        self._desk.writing.do(
            work,
            on_kept=partial(self._on_kept, self._uid),
            on_failed=partial(self._on_failed, self._uid),
        )

    @Slot()
    def _on_typed(self) -> None:
        self._dirty = True
        self._refused = ""
        self._timer.start(self._desk.writing.typing_ms)

    @Slot()
    def _on_entered(self) -> None:
        self.flush()
        self.moved_on.emit()

    def _on_kept(self, uid: str, _kept: Kept) -> None:
        if uid == self._uid:
            self._on_its_way = max(0, self._on_its_way - 1)

    def _on_failed(self, uid: str, error: UserError) -> None:
        if uid != self._uid:
            self._desk.writing.refused.emit(error)
            return
        self._on_its_way = max(0, self._on_its_way - 1)
        self._refused = str(error)
        self._show_problem()

    def _means_the_same(self, record: Record) -> bool:
        """While the cursor is in the field, "12,5" is not rewritten as 12.5."""
        if not self.editor.hasFocus() or self.key in record.unfit:
            return False
        if not isinstance(self.editor, LineEditor):
            return False
        try:
            read = typed.parse(self._declared.base, self.editor.typed_text())
        except values.Unfit:
            return False
        held = getattr(record, self.key)
        return read == held or (not read and not held)

    def _show_problem(self) -> None:
        sentence = self._refused or self._unfit_sentence()
        if sentence and (held := self._held_text()):
            sentence = _("{problem} Kept: {value}").format(problem=sentence, value=held)
        self.problem.say(sentence)
        self.problem.setToolTip(sentence)
        self.problem.setWordWrap(bool(sentence))
        self.editor.inner.setAccessibleDescription(sentence)

    def _unfit_sentence(self) -> str:
        if self._record is None or self.key not in self._record.unfit:
            return ""
        try:
            typed.parse(self._declared.base, self._record.unfit[self.key])
        except values.Unfit as error:
            return _(str(error.args[0]))
        return _("Choose one from the list.")

    def _held_text(self) -> str:
        held = getattr(self._record, self.key) if self._record is not None else None
        if held in (None, "", ()):
            return ""
        if isinstance(self.editor, ReferenceEditor):
            return self.editor.titles.get(str(held), "")
        if self._declared.field.vocabulary:
            return self._desk.words.label(self._declared.field.vocabulary, str(held))
        return day_text(str(held)) if isinstance(self.editor, DateEditor) else value_text(held)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        refers = self._declared.field.refers or ""
        if refers in _FEW and changes.of(refers):
            self._offer()

    @Slot()
    def _offer(self) -> None:
        field = self._declared.field
        if not isinstance(self.editor, ChoiceEditor) or self._declared.base is tuple:
            return
        if field.vocabulary:
            self._on_words(self._desk.words.of(field.vocabulary))
        elif field.refers:
            read = partial(self._desk.showing.all_of, field.refers)
            self._desk.jobs.run(read, on_done=self._on_words)

    def _on_words(self, words: tuple[Word, ...]) -> None:
        if isinstance(self.editor, ChoiceEditor):
            self.editor.offer([(w.code, _(w.label)) for w in words if not w.retired])


def needed(declared: Declared) -> bool:
    """Whether a record cannot be kept without this field."""
    return declared.field.need is Need.SAVE
