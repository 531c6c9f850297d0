"""A tab of the window: one or more lists under one name, the same keys on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from fieldapp.text import _


class Screen(QWidget):
    """What a tab shows: a list with a form, or something of its own."""

    def enter(self) -> None:
        """It comes to the front."""

    def new(self) -> None:
        """Ctrl+N."""

    def focus_filter(self) -> None:
        """Ctrl+F."""

    def toggle_history(self) -> None:
        """Ctrl+H."""

    def open(self, uid: str) -> None:
        """Show a record."""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen that is made when it is first seen: the window opens before its forms are built."""

    name: str
    kind: str
    make: Callable[[], Screen]


class Tab(QWidget):
    """Screens under one name; with more than one, a bar of their names above them."""

    def __init__(self, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = tuple(places)
        self._made: dict[int, Screen] = {}
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName(_("Lists of this tab"))
        for place in places:
            self.bar.addTab(_(place.name))
        self.bar.setVisible(len(places) > 1)
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self._on_bar)

    @property
    def front(self) -> Screen:
        """The screen that is seen."""
        number = self.bar.currentIndex()
        if number not in self._made:
            self._made[number] = self._places[number].make()
            self.stack.addWidget(self._made[number])
        return self._made[number]

    @property
    def kinds(self) -> list[str]:
        """The kinds of record of the screens, in order."""
        return [place.kind for place in self._places]

    def enter(self) -> None:
        """The tab comes to the front."""
        self.stack.setCurrentWidget(self.front)
        self.front.enter()

    def open(self, kind: str, uid: str) -> None:
        """Show a record of one of its kinds."""
        self.bar.setCurrentIndex(self.kinds.index(kind))
        self.enter()
        self.front.open(uid)

    @Slot(int)
    def _on_bar(self, _number: int) -> None:
        self.enter()
