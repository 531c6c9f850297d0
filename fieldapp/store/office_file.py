"""An office's encrypted file: opened once, read by many, written by one unit of work at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from fieldapp.clock import Clock
from fieldapp.errors import DamagedRecords
from fieldapp.store import state, upgrade
from fieldapp.store.engine import explained, open_engine
from fieldapp.store.reading import Reader
from fieldapp.store.state import State
from fieldapp.store.unit import Act, Unit
from fieldapp.text import _, ngettext

log = logging.getLogger(__name__)


class OfficeFile:
    """The records of one office.

    Readers see one snapshot each. A unit of work takes the writer's place for its whole length, so
    writers keep their order and the counters kept in memory are those on disk.
    """

    def __init__(self, path: Path, key: bytes, *, clock: Clock | None = None) -> None:
        self.path = path
        self.key = key
        self.clock = clock or Clock()
        self._engine = open_engine(path, key)
        self._writer = threading.RLock()
        with self._engine.connect() as connection:
            self._state = state.load(connection)

    @classmethod
    def create(
        cls, path: Path, key: bytes, begin: State, *, clock: Clock | None = None
    ) -> OfficeFile:
        """A new file with the tables of this version and its first state."""
        upgrade.upgrade(path, key)
        opened = cls(path, key, clock=clock)
        with opened._writer, opened._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            state.save(connection, opened._state, begin)
            connection.commit()
            opened._state = begin
        return opened

    @classmethod
    def open(cls, path: Path, key: bytes, *, clock: Clock | None = None) -> OfficeFile:
        """Open an existing file: quick check, upgrade on a copy's safety, then ready.

        Raises:
            DamagedRecords: the file fails its check. NewerSchema: a newer version wrote it.
        """
        if not path.exists():
            raise DamagedRecords(
                _(
                    "There is no records file at {file}. "
                    "Put a backup in its place with: fieldapp restore FILE"
                ).format(file=path)
            )
        upgrade.upgrade(path, key, made=True)
        return cls(path, key, clock=clock)

    @property
    def state(self) -> State:
        """The state as last committed."""
        return self._state

    @contextmanager
    def unit(self, act: Act) -> Iterator[Unit]:
        """A unit of work; leaving it without `commit()` undoes everything in it."""
        with self._writer, self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            unit = Unit(connection, self._state, act, self.clock.now)
            connection.begin()
            try:
                yield unit
            finally:
                # also where something failed after the commit: the counters on disk have moved on
                if unit.committed is not None:
                    self._state = unit.state

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """One snapshot to read from; safe from any thread."""
        with self._engine.connect() as connection:
            yield Reader(connection, self._state)

    def check(self) -> list[str]:
        """What is wrong with the file: the seal of every page, then the structure; sentences.

        Raises:
            DamagedRecords: not even the first page can be read.
        """
        try:
            with closing(self._engine.raw_connection()) as raw:
                cursor = raw.cursor()
                pages = cursor.execute("PRAGMA cipher_integrity_check").fetchall()
                lines = [] if pages else cursor.execute("PRAGMA integrity_check(20)").fetchall()
        except dbapi2.DatabaseError as error:
            raise explained(error, self.path) from error
        broken = [str(line) for (line,) in (*pages, *lines) if line != "ok"]
        if not broken:
            return []
        log.error("the records file is damaged: %s", "; ".join(broken[:5]))
        count = len(broken)
        if pages:
            text = ngettext(
                "{n} page of the records file is damaged or was changed.",
                "{n} pages of the records file are damaged or were changed.",
                count,
            )
        else:
            text = ngettext(
                "The records file is out of order in {n} place.",
                "The records file is out of order in {n} places.",
                count,
            )
        return [text.format(n=count)]

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()
