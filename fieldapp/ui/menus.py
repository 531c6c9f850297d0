"""The menus: every command with its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QTabWidget

from fieldapp.text import _

Command = tuple[str, str, Callable[[], None]]
"""(words, key, what is done)."""


def add_menu(window: QMainWindow, title: str, commands: Sequence[Command | QAction | None]) -> None:
    """A menu of commands and ready actions, None for a line between them."""
    menu = window.menuBar().addMenu(title)
    for command in commands:
        if command is None:
            menu.addSeparator()
        elif isinstance(command, QAction):
            menu.addAction(command)
        else:
            words, keys, do = command
            action = QAction(words, window)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(do)
            menu.addAction(action)


class TabKeys(QObject):
    """The menu of the tabs; Ctrl and a tab's digit brings it to the front."""

    def __init__(
        self, window: QMainWindow, title: str, tabs: QTabWidget, digits: Mapping[int, int]
    ) -> None:
        super().__init__(window)
        self._tabs = tabs
        menu = window.menuBar().addMenu(title)
        for digit, place in digits.items():
            action = QAction(tabs.tabText(place), window)
            action.setShortcut(QKeySequence(f"Ctrl+{digit}"))
            action.setData(place)
            menu.addAction(action)
        menu.triggered.connect(self._on_chosen)

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        self._tabs.setCurrentIndex(int(action.data()))


def plain(words: str) -> str:
    """Words as a menu shows them as they are: an ampersand would underline a letter."""
    return words.replace("&", "&&")


def undo_words(what: str) -> str:
    """The menu's line for undo, which names what is undone."""
    return plain(_("Undo: {what}").format(what=what)) if what else _("Undo")


def redo_words(what: str) -> str:
    """The menu's line for redo, which names what is done again."""
    return plain(_("Do again: {what}").format(what=what)) if what else _("Do again")
