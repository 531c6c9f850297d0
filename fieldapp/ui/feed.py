"""The one feed: what was committed, told to every screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from fieldapp.records.changes import Changes


class Feed(QObject):
    """Tells every screen what was committed; each asks whether it is concerned.

    Signals:
        changed: records were touched or sendings moved (Changes).
    """

    changed = Signal(object)

    def tell(self, changes: Changes) -> None:
        """Pass on what an action touched; empty `Changes` stay silent."""
        if changes:
            self.changed.emit(changes)
