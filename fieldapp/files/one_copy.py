"""One running program for an office folder: a lock of the operating system."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock

from fieldapp.errors import CannotWrite, OfficeInUse
from fieldapp.files.writing import explain_os_error, write_whole
from fieldapp.text import _

LOCK = "in-use.lock"
NOTE = "in-use.json"


class OneCopy:
    """The lock of an office folder that one running program holds; a killed one frees it.

    Also a context manager that acquires and releases.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._note = folder / NOTE
        # Not bound to a thread: the window locks in a worker and frees when it closes.
        self._lock = filelock.FileLock(folder / LOCK, timeout=0, thread_local=False)

    def acquire(self) -> None:
        """Take the lock, for as long as this object lives.

        Raises `OfficeInUse`, or `CannotWrite` for a folder in which no lock can be made.
        """
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            raise OfficeInUse(self._in_use_by()) from error
        except OSError as error:
            raise explain_os_error(error, self._folder / LOCK) from error
        note = {"pid": os.getpid(), "host": socket.gethostname()}
        try:
            write_whole(self._note, json.dumps(note).encode())
        except CannotWrite:
            self._lock.release()
            raise

    def release(self) -> None:
        """Free the lock; harmless when it is not held."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._note.unlink()
            self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.release()

    def _in_use_by(self) -> str:
        try:
            note = json.loads(self._note.read_text("utf-8"))
            pid, host = int(note["pid"]), str(note["host"])[:64]
        except (OSError, ValueError, KeyError, TypeError):
            return _(
                "The office in {folder} is already open in another running copy of fieldapp. "
                "Go on in that one, or close it and try again."
            ).format(folder=self._folder)
        return _(
            "The office in {folder} is already open in another running copy of fieldapp "
            "(process {pid} on {host}). Go on in that one, or close it and try again."
        ).format(folder=self._folder, pid=pid, host=host)
