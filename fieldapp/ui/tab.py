"""A tab of the window: one or more lists under one name, the same keys on each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from fieldapp.text import _


class Screen(QWidget):
    """What a tab shows: a list with a form, or something of its own.

    Attributes:
        kind: the key of the kind of record it shows, "" for none.
    """

    kind = ""

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


class Tab(QWidget):
    """Screens under one name; with more than one, a bar of their names above them."""

    def __init__(
        self, screens: Sequence[tuple[str, Screen]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.screens = [screen for _name, screen in screens]
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.stack = QStackedWidget()
        for name, screen in screens:
            self.bar.addTab(_(name))
            self.stack.addWidget(screen)
        self.bar.setVisible(len(screens) > 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self._on_bar)

    @property
    def front(self) -> Screen:
        """The screen that is seen."""
        return self.screens[self.stack.currentIndex()]

    @property
    def kinds(self) -> list[str]:
        """The kinds of record of the screens, in order."""
        return [screen.kind for screen in self.screens]

    def enter(self) -> None:
        """The tab comes to the front."""
        self.front.enter()

    def open(self, kind: str, uid: str) -> None:
        """Show a record of one of its kinds."""
        self.bar.setCurrentIndex(self.kinds.index(kind))
        self.front.enter()
        self.front.open(uid)

    @Slot(int)
    def _on_bar(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.front.enter()
