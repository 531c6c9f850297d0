"""A list applies the smallest change: selection, scroll and identity survive."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldapp.ui.rows import UID, Column, Listed, RowsModel, listed
from fieldapp.ui.table import Table


@dataclass(frozen=True)
class Thing:
    """A row."""

    uid: str
    name: str
    count: int | None = None


COLUMNS = (
    Column("Name", lambda t: t.name),
    Column("Count", lambda t: str(t.count or ""), lambda t: t.count, number=True),
)


def rows(*things: Thing) -> list[Listed]:
    """Things as the model takes them."""
    return listed(things, lambda t: t.uid, lambda t: t.name)


def names(model: RowsModel) -> list[str]:
    """What the first column shows."""
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


@pytest.fixture
def model(qtbot: QtBot, qtmodeltester: Any) -> RowsModel:
    """A model under the eyes of pytest-qt's checks."""
    made = RowsModel(COLUMNS)
    qtmodeltester.check(made, force_py=True)
    return made


def test_rows_come_go_move_and_change_as_wanted(model: RowsModel) -> None:
    chance = random.Random(7)  # noqa: S311 - the same rows in each run
    pool = [Thing(f"u{n}", f"name {n}") for n in range(30)]
    for _ in range(40):
        wanted = chance.sample(pool, chance.randrange(len(pool)))
        wanted = [Thing(t.uid, f"{t.name}{chance.choice('ab')}") for t in wanted]
        model.show(rows(*wanted))
        assert names(model) == [t.name for t in wanted]


def test_the_model_is_never_reset(model: RowsModel, qtbot: QtBot) -> None:
    model.show(rows(Thing("a", "Ama"), Thing("b", "Kofi")))
    with qtbot.assertNotEmitted(model.modelReset):
        model.show(rows(Thing("b", "Kofi"), Thing("c", "Yao")))
        model.filter("yao")
        model.sort(0, Qt.SortOrder.DescendingOrder)


def test_a_changed_row_is_told_alone(model: RowsModel, qtbot: QtBot) -> None:
    model.show(rows(Thing("a", "Ama"), Thing("b", "Kofi"), Thing("c", "Yao")))
    with qtbot.waitSignal(model.dataChanged) as told:
        model.show(rows(Thing("a", "Ama"), Thing("b", "Kofi Mensah"), Thing("c", "Yao")))
    assert told.args is not None
    assert [told.args[0].row(), told.args[1].row()] == [1, 1]


def test_numbers_are_aligned_right_and_empty_ones_sort_last_both_ways(model: RowsModel) -> None:
    model.show(rows(Thing("a", "A", 2), Thing("b", "B"), Thing("c", "C", 10)))
    model.sort(1, Qt.SortOrder.AscendingOrder)
    assert names(model) == ["A", "C", "B"]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert names(model) == ["C", "A", "B"]
    side = model.index(0, 1).data(int(Qt.ItemDataRole.TextAlignmentRole))
    assert side & int(Qt.AlignmentFlag.AlignRight)


def test_a_filter_finds_names_without_their_accents(model: RowsModel) -> None:
    model.show(rows(Thing("a", "Inés García"), Thing("b", "Ama")))
    model.filter("garcia ines")
    assert names(model) == ["Inés García"]
    assert model.index(0, 0).data(UID) == "a"


def test_the_chosen_row_stays_chosen_while_others_come_and_go(
    model: RowsModel, qtbot: QtBot
) -> None:
    table = Table(model, "Things")
    qtbot.addWidget(table)
    model.show(rows(Thing("a", "Ama"), Thing("b", "Kofi"), Thing("c", "Yao")))
    table.choose("b")
    model.show(rows(Thing("z", "Zara"), Thing("b", "Kofi"), Thing("a", "Ama")))
    assert table.current_uid() == "b"
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert table.current_uid() == "b"


def test_a_filter_that_hides_the_chosen_row_chooses_no_other_one(
    model: RowsModel, qtbot: QtBot
) -> None:
    table = Table(model, "Things")
    qtbot.addWidget(table)
    model.show(rows(Thing("a", "Ama"), Thing("b", "Kofi")))
    table.choose("b")
    with qtbot.assertNotEmitted(table.selected):
        model.filter("ama")
        assert table.current_uid() == ""
        model.filter("")
    assert table.current_uid() == "b"


def test_thirty_thousand_rows_are_shown_filtered_and_sorted_without_a_pause(
    qtbot: QtBot,
) -> None:
    model = RowsModel(COLUMNS)  # the model tester would look at each cell each time
    table = Table(model, "Things")
    qtbot.addWidget(table)
    table.show()
    many = rows(*(Thing(f"u{n}", f"name {n % 997} {n}", n) for n in range(30_000)))
    slowest = 0.0
    steps: list[Callable[[], None]] = [
        lambda: model.show(many),
        lambda: model.filter("11"),
        lambda: model.filter(""),
        lambda: model.sort(0, Qt.SortOrder.AscendingOrder),
        lambda: model.show(many[5:-5]),
    ]
    for step in steps:
        begun = time.perf_counter()
        step()
        slowest = max(slowest, time.perf_counter() - begun)
    assert model.rowCount() == 29_990
    assert slowest < 1.5  # some 0.1 s on an idle machine; quadratic work takes minutes
