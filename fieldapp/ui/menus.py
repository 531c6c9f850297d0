"""The menus: every command with its key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from fieldapp.text import _

Command = tuple[str, str, Callable[[], None]]
"""(words, key, what is done)."""


def add_menu(window: QMainWindow, title: str, commands: list[Command | None]) -> dict[str, QAction]:
    """A menu of commands, None for a line between them; gives the actions by their words."""
    menu: QMenu = window.menuBar().addMenu(title)
    made: dict[str, QAction] = {}
    for command in commands:
        if command is None:
            menu.addSeparator()
            continue
        words, keys, do = command
        action = QAction(words, window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(do)
        menu.addAction(action)
        made[words] = action
    return made


def plain(words: str) -> str:
    """Words as a menu shows them as they are: an ampersand would underline a letter."""
    return words.replace("&", "&&")


def undo_words(what: str) -> str:
    """The menu's line for undo, which names what is undone."""
    return plain(_("Undo: {what}").format(what=what)) if what else _("Undo")


def redo_words(what: str) -> str:
    """The menu's line for redo, which names what is done again."""
    return plain(_("Do again: {what}").format(what=what)) if what else _("Do again")
