"""A form keeps what is typed by itself, shows what does not fit, and loses nothing."""

import dataclasses as dc
import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fieldapp.records.people import Person
from fieldapp.records.training import Event
from fieldapp.records.units import ServiceUnit
from fieldapp.services.opening import OpenOffice
from fieldapp.ui.desk import Desk
from fieldapp.ui.editors import ChoiceEditor, DateEditor, LineEditor
from fieldapp.ui.form import Form
from fieldapp.ui.people.form import UNIT_FORM
from fieldapp.ui.references import ReferenceEditor, ReferencesEditor
from fieldapp.ui.training.form import EVENT_FORM
from tests import make
from tests.ui.conftest import Answering


def held(office: OpenOffice, uid: str) -> Event:
    """The event as the store has it."""
    with office.reading() as reader:
        found = reader.get(Event, uid)
    assert found is not None
    return found


def line(form: Form, key: str) -> LineEditor:
    """The line of a field."""
    editor = form.sections.lines[key].editor
    assert isinstance(editor, LineEditor)
    return editor


@pytest.fixture
def event(office: OpenOffice) -> Event:
    """A course."""
    made = make.event()
    make.kept(office, made)
    return made


@pytest.fixture
def form(qtbot: QtBot, desk: Desk, event: Event, settled: Callable[[], None]) -> Form:
    """The form of the course, shown."""
    made = Form(EVENT_FORM, desk)
    qtbot.addWidget(made)
    made.resize(800, 900)
    made.show()
    made.open(event.uid)
    settled()
    qtbot.waitUntil(lambda: made.record is not None)
    return made


def test_typing_is_kept_shortly_after_the_last_key(
    form: Form, office: OpenOffice, event: Event, qtbot: QtBot
) -> None:
    line(form, "venue").line.setFocus()
    QTest.keyClicks(line(form, "venue").line, "Hall 3")
    qtbot.waitUntil(lambda: held(office, event.uid).venue == "Hall 3")


def test_leaving_a_field_keeps_it_at_once(
    form: Form, desk: Desk, office: OpenOffice, event: Event, settled: Callable[[], None]
) -> None:
    desk.writing.typing_ms = 3_600_000
    line(form, "venue").line.setFocus()
    QTest.keyClicks(line(form, "venue").line, "Hall 3")
    QTest.keyClick(line(form, "venue").line, Qt.Key.Key_Tab)
    settled()
    assert held(office, event.uid).venue == "Hall 3"


def test_enter_goes_to_the_next_field(form: Form, qtbot: QtBot) -> None:
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    line(form, "place").line.setFocus()
    QTest.keyClick(line(form, "place").line, Qt.Key.Key_Return)
    assert line(form, "country").line.hasFocus()


def test_going_to_another_record_hands_over_what_was_typed(
    form: Form, desk: Desk, office: OpenOffice, event: Event, settled: Callable[[], None]
) -> None:
    desk.writing.typing_ms = 3_600_000
    other = make.event(name="Radio operators")
    make.kept(office, other)
    QTest.keyClicks(line(form, "venue").line, "Hall 3")
    form.open(other.uid)
    settled()
    assert held(office, event.uid).venue == "Hall 3"
    assert held(office, other.uid).venue is None
    assert line(form, "venue").typed_text() == ""


def test_a_value_that_does_not_fit_stays_as_typed_and_the_last_good_one_is_told(
    form: Form, office: OpenOffice, event: Event, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    days = line(form, "training_days")
    QTest.keyClicks(days.line, "5")
    qtbot.waitUntil(lambda: held(office, event.uid).training_days == 5)
    settled()
    days.line.clear()
    QTest.keyClicks(days.line, "about five")
    qtbot.waitUntil(lambda: held(office, event.uid).unfit == {"training_days": "about five"})
    settled()
    problem = form.sections.lines["training_days"].problem
    qtbot.waitUntil(lambda: "Kept: 5" in problem.text())
    assert days.typed_text() == "about five"
    assert held(office, event.uid).training_days == 5


def test_a_field_that_may_not_be_empty_says_so_and_keeps_the_last_name(
    form: Form, office: OpenOffice, event: Event, qtbot: QtBot
) -> None:
    line(form, "name").line.selectAll()
    QTest.keyClick(line(form, "name").line, Qt.Key.Key_Delete)
    problem = form.sections.lines["name"].problem
    qtbot.waitUntil(lambda: "Kept: Crime scene basics" in problem.text())
    assert held(office, event.uid).name == "Crime scene basics"


def test_a_date_is_typed_in_any_usual_form(
    form: Form, office: OpenOffice, event: Event, qtbot: QtBot
) -> None:
    end = form.sections.lines["end"].editor
    assert isinstance(end, DateEditor)
    end.line.selectAll()
    QTest.keyClicks(end.line, "7 March 2026")
    qtbot.waitUntil(lambda: held(office, event.uid).end == dt.date(2026, 3, 7))


def test_a_word_of_a_list_is_shown_by_its_label_and_kept_by_its_code(
    form: Form, office: OpenOffice, event: Event, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    sort = form.sections.lines["sort"].editor
    assert isinstance(sort, ChoiceEditor)
    settled()
    assert sort.combo.currentText() == "Course"
    sort.combo.setFocus()
    sort.combo.setCurrentIndex(sort.combo.findText("Seminar"))
    sort.combo.activated.emit(sort.combo.currentIndex())
    qtbot.waitUntil(lambda: held(office, event.uid).sort == "seminar")


def test_another_record_is_found_by_typing_and_kept_by_its_uid(
    qtbot: QtBot, desk: Desk, office: OpenOffice, settled: Callable[[], None]
) -> None:
    police, traffic = make.unit(name="National Police"), make.unit(name="Traffic Police")
    make.kept(office, police, traffic)
    form = Form(UNIT_FORM, desk)
    qtbot.addWidget(form)
    form.show()
    form.open(traffic.uid)
    settled()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    editor = form.sections.lines["parent"].editor
    assert isinstance(editor, ReferenceEditor)
    editor.line.setFocus()
    desk.writing.typing_ms = 3_600_000
    QTest.keyClicks(editor.line, "nation")
    popup = editor.line._offered.popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    settled()
    with office.reading() as reader:
        kept = reader.get(ServiceUnit, traffic.uid)
    assert kept is not None
    assert kept.parent == police.uid
    assert editor.line.text() == "National Police"


def test_several_records_are_added_and_taken_off(
    form: Form, office: OpenOffice, event: Event, qtbot: QtBot
) -> None:
    academy = make.organisation()
    make.kept(office, academy)
    partners = form.sections.lines["partners"].editor
    assert isinstance(partners, ReferencesEditor)
    partners.line.picked.emit(academy.uid, academy.name)
    qtbot.waitUntil(lambda: held(office, event.uid).partners == (academy.uid,))
    partners.list.setCurrentRow(0)
    partners.take_off.click()
    qtbot.waitUntil(lambda: held(office, event.uid).partners == ())


def test_a_change_from_elsewhere_does_not_overwrite_what_is_being_typed(
    form: Form, desk: Desk, office: OpenOffice, event: Event, settled: Callable[[], None]
) -> None:
    desk.writing.typing_ms = 3_600_000
    QTest.keyClicks(line(form, "venue").line, "Hall 3")
    changes = make.kept(office, dc.replace(held(office, event.uid), place="Kara"))
    desk.feed.tell(changes)
    form._soon.due.emit()
    settled()
    assert line(form, "venue").typed_text() == "Hall 3"
    assert line(form, "place").typed_text() == "Kara"


def test_the_pill_lists_what_is_missing_and_each_line_leads_to_its_field(
    form: Form, qtbot: QtBot
) -> None:
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    assert "missing" in form.head.pill.text()
    assert form.sections.lines["modality"].missing.text()
    form.head.pill.click()
    from PySide6.QtWidgets import QMenu

    menu = form.findChild(QMenu)
    assert menu is not None
    action = next(a for a in menu.actions() if a.data() == "modality")
    assert action.text().startswith("Modality")
    menu.triggered.emit(action)
    menu.close()
    qtbot.waitUntil(form.sections.lines["modality"].editor.inner.hasFocus)


def test_removing_asks_for_a_reason_and_restoring_brings_back(
    form: Form, desk: Desk, office: OpenOffice, event: Event, qtbot: QtBot
) -> None:
    assert isinstance(desk.ask, Answering)
    desk.ask.reply = "entered twice"
    form.remove_or_restore()
    qtbot.waitUntil(lambda: held(office, event.uid).removed)
    assert held(office, event.uid).removed_why == "entered twice"
    qtbot.waitUntil(lambda: form.record is not None and form.record.removed)
    qtbot.waitUntil(line(form, "place").line.isReadOnly)
    form.remove_or_restore()
    qtbot.waitUntil(lambda: not held(office, event.uid).removed)


def test_the_history_shows_a_change_and_puts_the_value_back(
    form: Form, office: OpenOffice, event: Event, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    line(form, "place").line.selectAll()
    QTest.keyClicks(line(form, "place").line, "Kara")
    line(form, "place").left.emit()
    settled()
    assert held(office, event.uid).place == "Kara"
    form.toggle_history()
    panel = form.history
    qtbot.waitUntil(lambda: panel.table.model().rowCount() > 5)
    shown = [panel.table.model().index(0, column).data() for column in (2, 3, 4)]
    assert shown[0] == "Place"
    assert shown[2] == "Kara"
    panel.table.choose(panel._model.listed_at(0).uid)  # type: ignore[union-attr]
    panel.put_back.click()
    qtbot.waitUntil(lambda: held(office, event.uid).place == shown[1])


def test_a_field_keeps_its_text_when_its_record_is_refused_on_its_way(
    form: Form, desk: Desk, office: OpenOffice, event: Event, qtbot: QtBot
) -> None:
    long = "x" * 33_000
    line(form, "venue").line.setMaxLength(40_000)
    line(form, "venue").line.setText(long)
    line(form, "venue").typed.emit()
    problem = form.sections.lines["venue"].problem
    qtbot.waitUntil(lambda: "longer than" in problem.text())
    assert line(form, "venue").typed_text() == long


def test_the_form_of_every_kind_names_only_fields_that_exist() -> None:
    from fieldapp.records.fields import fields_of
    from fieldapp.ui.equipment.form import ACT_FORM, ITEM_FORM, LOT_FORM
    from fieldapp.ui.funding.agreements import AGREEMENT_FORM
    from fieldapp.ui.people.form import ORGANISATION_FORM, PERSON_FORM

    for plan in (EVENT_FORM, UNIT_FORM, ACT_FORM, ITEM_FORM, LOT_FORM, AGREEMENT_FORM,
                 ORGANISATION_FORM, PERSON_FORM):  # fmt: skip
        shown = [key for section in plan.sections for row in section.rows for key in row]
        assert len(shown) == len(set(shown))
        assert set(shown) <= set(fields_of(plan.record))
        left_out = set(fields_of(plan.record)) - set(shown)
        assert left_out <= {"name_parts"}, (plan.record, left_out)
    assert "name_parts" in fields_of(Person)


def test_an_agreement_begun_elsewhere_is_offered_at_once(
    qtbot: QtBot, desk: Desk, office: OpenOffice, settled: Callable[[], None]
) -> None:
    from fieldapp.ui.equipment.form import ITEM_FORM

    form = Form(ITEM_FORM, desk)
    qtbot.addWidget(form)
    settled()
    desk.feed.tell(make.kept(office, make.agreement(code="SINLEC27XX0001")))
    paid_from = form.sections.lines["agreement"].editor
    assert isinstance(paid_from, ChoiceEditor)
    qtbot.waitUntil(lambda: paid_from.combo.findText("SINLEC27XX0001") >= 0)
