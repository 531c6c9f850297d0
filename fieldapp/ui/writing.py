"""Keep what the user does: in order, off the GUI thread, told through the feed, said when saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.clock import Clock
from fieldapp.errors import UserError
from fieldapp.records.changes import Changes
from fieldapp.ui.feed import Feed
from fieldapp.ui.jobs import Jobs, Lane

TYPING_MS = 500
"""After the last key, a field is kept (interface.md)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a writing service answered: what it touched, and its whole answer."""

    changes: Changes
    answer: Any


class Writing(QObject):
    """All writing of the window goes through here.

    Signals:
        kept: something was committed (Kept).
        refused: an action was refused and nobody shows the reason beside it (UserError).
    """

    kept = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        jobs: Jobs,
        feed: Feed,
        clock: Clock,
        parent: QObject | None = None,
        *,
        typing_ms: int = TYPING_MS,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._feed, self._clock = jobs, feed, clock
        self._flushers: list[Callable[[], None]] = []
        self.typing_ms = typing_ms
        self.saved_at: dt.datetime | None = None

    def do(
        self,
        work: Callable[[], Any],
        *,
        on_kept: Callable[[Kept], None] | None = None,
        on_failed: Callable[[UserError], None] | None = None,
    ) -> None:
        """Have a writing service called. It answers `Changes`, or something that has or begins
        with them; `on_kept` is called before the screens are told."""
        self._jobs.run(
            work,
            on_done=partial(self._on_done, on_kept),
            on_failed=on_failed or self._on_refused,
            lane=Lane.WRITE,
        )

    def before_all(self, flush: Callable[[], None]) -> None:
        """Register what hands over typed text that still waits for its half second."""
        self._flushers.append(flush)

    def forget(self, flush: Callable[[], None]) -> None:
        """Take a flusher back."""
        if flush in self._flushers:
            self._flushers.remove(flush)

    def flush(self) -> None:
        """Hand over everything typed so far: before undo, sending, closing."""
        for hand_over in list(self._flushers):
            hand_over()

    def _on_done(self, on_kept: Callable[[Kept], None] | None, answer: Any) -> None:
        changes = _changes_in(answer)
        kept = Kept(changes, answer)
        if on_kept is not None:
            on_kept(kept)
        self.saved_at = self._clock.now()
        self.kept.emit(kept)
        self._feed.tell(changes)

    def _on_refused(self, error: UserError) -> None:
        self.refused.emit(error)


def _changes_in(answer: Any) -> Changes:
    if isinstance(answer, Changes):
        return answer
    if isinstance(answer, tuple) and answer and isinstance(answer[0], Changes):
        return answer[0]
    found = getattr(answer, "changes", None)
    return found if isinstance(found, Changes) else Changes()


class Soon(QObject):
    """Calls once for many askings that come close together.

    Signals:
        due: it is time.
    """

    due = Signal()

    def __init__(self, parent: QObject, wait_ms: int = 30) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(wait_ms)
        self._timer.timeout.connect(self.due)

    def ask(self) -> None:
        """Be due shortly; further askings until then change nothing."""
        if not self._timer.isActive():
            self._timer.start()
