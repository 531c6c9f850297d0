"""What every screen is given: the services, the door to background work, the feed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from fieldapp.records.changes import Changes
from fieldapp.services.equipment import Equipment
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.history import History
from fieldapp.services.keeping import Keeping
from fieldapp.services.opening import OpenOffice
from fieldapp.services.people import People
from fieldapp.services.searching import Searching
from fieldapp.services.showing import Showing, Word
from fieldapp.services.training import Training
from fieldapp.text import _
from fieldapp.ui.ask import Ask
from fieldapp.ui.feed import Feed
from fieldapp.ui.jobs import Jobs
from fieldapp.ui.writing import TYPING_MS, Writing


class Words(QObject):
    """The lists of words, read once and again when one changes.

    Signals:
        changed: the lists were read (again).
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, feed: Feed, showing: Showing, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._showing = jobs, showing
        self._lists: Mapping[str, tuple[Word, ...]] = {}
        feed.changed.connect(self._on_changed)
        self._read()

    def of(self, vocabulary: str) -> tuple[Word, ...]:
        """The words of a list; empty until they are read."""
        return self._lists.get(vocabulary, ())

    def label(self, vocabulary: str, code: str | None) -> str:
        """A code's translated label; an unknown code stands for itself."""
        if not code:
            return ""
        found = next((word.label for word in self.of(vocabulary) if word.code == code), None)
        return _(found) if found else code

    def _read(self) -> None:
        self._jobs.run(self._showing.words, on_done=self._on_read)

    def _on_read(self, lists: Mapping[str, tuple[Word, ...]]) -> None:
        self._lists = lists
        self.changed.emit()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.of("term"):
            self._read()


class Desk(QObject):
    """One open office with all that a screen may ask of it.

    Signals:
        wanted: a screen asks for a record to be opened (kind key, uid).
    """

    wanted = Signal(str, str)

    def __init__(
        self, office: OpenOffice, jobs: Jobs, ask: Ask | None = None, *, typing_ms: int = TYPING_MS
    ) -> None:
        super().__init__()
        self.office = office
        self.jobs = jobs
        self.feed = Feed(self)
        self.ask = ask or Ask()
        self.writing = Writing(jobs, self.feed, office.clock, self, typing_ms=typing_ms)
        self.keeping = Keeping(office)
        self.history = History(office)
        self.training = Training(office)
        self.people = People(office)
        self.equipment = Equipment(office)
        self.searching = Searching(office)
        self.exchange = Exchange(office)
        self.showing = Showing(office)
        self.words = Words(jobs, self.feed, self.showing, self)
