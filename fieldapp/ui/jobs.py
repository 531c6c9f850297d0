"""The one door to background work: a lane that keeps the order of writing, a lane for reading."""

from __future__ import annotations

import enum
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from fieldapp.errors import Cancelled, UserError
from fieldapp.text import _

log = logging.getLogger(__name__)
T = TypeVar("T")

REPORTS_EACH_SECOND = 20


class Lane(enum.Enum):
    """Where work runs: `WRITE` is one thread and keeps the order, `READ` has two."""

    READ = "read"
    WRITE = "write"


class Unexpected(UserError):
    """A fault of the program stopped the work; it is logged and shown by its own dialog."""


class Progress(QObject):
    """How far a long piece of work is; given to it, and held by whoever shows a bar.

    Signals:
        moved: so many of so many are done (int, int); at most some twenty times a second.
    """

    moved = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()
        self._reported = 0.0

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._cancelled.is_set()

    @Slot()
    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancelled.set()

    def report(self, done: int, total: int) -> None:
        """Called by the work. Raises `Cancelled` once the user asked to stop."""
        if self.cancelled:
            raise Cancelled(_("Stopped. Nothing of it was kept."))
        now = time.monotonic()
        if done >= total or now - self._reported >= 1 / REPORTS_EACH_SECOND:
            self._reported = now
            self.moved.emit(done, total)


@dataclass(frozen=True, slots=True)
class _Landing:
    future: Future[Any]
    on_done: Callable[[Any], None]
    on_failed: Callable[[UserError], None] | None


class Jobs(QObject):
    """Runs service calls off the GUI thread and delivers their results on it.

    `work` must not touch a widget. `on_done` and `on_failed` should be methods of a QObject; when
    that object is gone by then, the result is dropped.

    Signals:
        busy_changed: work began where there was none, or the last one ended (bool).
        failed: work ended with a UserError that nobody asked for (UserError).
        broke: work ended with a fault of the program (Exception).
    """

    busy_changed = Signal(bool)
    failed = Signal(object)
    broke = Signal(object)
    _landed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = {
            Lane.READ: ThreadPoolExecutor(max_workers=2, thread_name_prefix="read"),
            Lane.WRITE: ThreadPoolExecutor(max_workers=1, thread_name_prefix="write"),
        }
        self._running = 0
        self._stopped = False
        self._landed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a result is still to be delivered."""
        return self._running > 0

    def run(
        self,
        work: Callable[[], T],
        *,
        on_done: Callable[[T], None],
        on_failed: Callable[[UserError], None] | None = None,
        lane: Lane = Lane.READ,
    ) -> bool:
        """Have `work` done; False where the program is closing and takes no more."""
        if self._stopped:
            return False
        self._running += 1
        if self._running == 1:
            self.busy_changed.emit(True)
        future = self._pools[lane].submit(work)
        # Called in the worker, or at once where the work is done already: only emits.
        future.add_done_callback(partial(self._land, on_done, on_failed))
        return True

    def run_long(
        self,
        work: Callable[[Progress], T],
        *,
        on_done: Callable[[T], None],
        on_failed: Callable[[UserError], None],
        lane: Lane = Lane.READ,
    ) -> Progress:
        """As `run`, for work that reports how far it is and can be stopped."""
        progress = Progress(self)
        self.run(partial(work, progress), on_done=on_done, on_failed=on_failed, lane=lane)
        return progress

    def stop(self) -> None:
        """Refuse new work and wait for what runs; its results are not delivered any more."""
        self._stopped = True
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=False)

    def _land(
        self,
        on_done: Callable[[Any], None],
        on_failed: Callable[[UserError], None] | None,
        future: Future[Any],
    ) -> None:
        if shiboken6.isValid(self):
            self._landed.emit(_Landing(future, on_done, on_failed))

    @Slot(object)
    def _deliver(self, landing: _Landing) -> None:
        try:
            self._hand_over(landing)
        finally:
            self._running -= 1
            if self._running == 0:
                self.busy_changed.emit(False)

    def _hand_over(self, landing: _Landing) -> None:
        error = landing.future.exception()
        if error is None:
            if _lives(landing.on_done):
                landing.on_done(landing.future.result())
        elif isinstance(error, UserError):
            self._explain(landing, error)
        elif isinstance(error, Exception):
            log.error("work in the background broke", exc_info=error)
            self.broke.emit(error)
            if landing.on_failed is not None:
                self._explain(
                    landing, Unexpected(_("A fault of the program stopped this. It was not kept."))
                )
        else:
            raise error

    def _explain(self, landing: _Landing, error: UserError) -> None:
        if landing.on_failed is None:
            self.failed.emit(error)
        elif _lives(landing.on_failed):
            landing.on_failed(error)


def _lives(receiver: Callable[..., None]) -> bool:
    """Whether the QObject whose method this is still exists."""
    while isinstance(receiver, partial):
        receiver = receiver.func
    owner = getattr(receiver, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)
