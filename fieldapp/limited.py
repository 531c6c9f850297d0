"""Runs a reader in a child process with a deadline and a memory limit."""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from decimal import Decimal
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self

from fieldapp import text
from fieldapp.errors import Cancelled, FileRefused, UserError
from fieldapp.text import _

log = logging.getLogger(__name__)

SECONDS = 60.0
MEMORY = 1_000_000_000  # bytes
_LOOK_EVERY = 0.02  # seconds between two looks at the child's memory
_LEAVE_WITHIN = 2.0  # seconds a child gets to leave by itself


class ReaderCrashed(FileRefused):
    """The child process died or met something it does not know; another reader may succeed."""


class LimitedReader:
    """One long-lived child process that answers questions about files, one at a time.

    Only bytes cross the border: the question and the answer as JSON, the file as it is. Nothing
    that came from the child is unpickled here; numbers with a point arrive as Decimal. A child that
    is too slow, takes too much memory or crashes is killed, and the next question starts a new one.
    `ask` may be called from any one thread, `cancel` from any other.
    """

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: BaseProcess | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._watch: _Watch | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(
        self, function: str, request: dict[str, Any], payload: bytes, *, name: str = ""
    ) -> dict[str, Any]:
        """What `function` ("package.module:function") answers to the request and the file's bytes.

        `name` is the file's name for the sentences a person reads. Raises FileRefused with such a
        sentence, ReaderCrashed if the child died of the file, Cancelled after `cancel()`.
        """
        shown = name or _("The file")
        process, pipe = self._child()
        question = {"function": function, "request": request, "language": text.language()}
        answer = b""
        with _Watch(process, self._seconds, self._memory) as watch:
            self._watch = watch
            # A killed or crashed child shows as a broken pipe, in the middle of either direction.
            with contextlib.suppress(OSError, EOFError):
                pipe.send_bytes(json.dumps(question).encode("ascii"))
                pipe.send_bytes(payload)
                answer = pipe.recv_bytes()
        self._watch = None
        if watch.reason or not answer:
            process.join(_LEAVE_WITHIN)
            exit_code = process.exitcode
            self._drop()
            raise watch.sorted_error(shown, exit_code)
        return self._opened(answer, shown)

    def cancel(self) -> None:
        """Stop the question that is being answered, if there is one; its `ask` raises Cancelled."""
        if watch := self._watch:
            watch.stop_child("cancelled")

    def close(self) -> None:
        """Let the child leave; kill it if it does not."""
        if self._pipe is not None:
            with contextlib.suppress(OSError):
                self._pipe.send_bytes(b"")
        if self._process is not None:
            self._process.join(_LEAVE_WITHIN)
        self._drop()

    def _child(self) -> tuple[BaseProcess, Connection[Any, Any]]:
        if self._process is not None and self._pipe is not None and self._process.is_alive():
            return self._process, self._pipe
        self._drop()
        # "spawn" everywhere: a fork would carry Qt, keys and open databases into the child.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs,), name="fieldapp-reader", daemon=True
        )
        process.start()
        theirs.close()  # so that the child's death is seen as the end of the pipe
        self._process, self._pipe = process, ours
        return process, ours

    def _drop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            if self._process.is_alive():
                self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._pipe = None

    def _opened(self, answer: bytes, shown: str) -> dict[str, Any]:
        reply = json.loads(answer, parse_float=Decimal)
        if "refused" in reply:
            raise FileRefused(str(reply["refused"]))
        if "failed" in reply:
            self._drop()  # it is on its way out; the next question gets a fresh one
            log.warning("a reader failed: %s", reply["failed"])
            raise ReaderCrashed(_("“{name}” could not be read as a workbook.").format(name=shown))
        done: dict[str, Any] = reply["done"]
        return done


class _Watch:
    """Looks at the child while it works, and kills it when it passes a limit."""

    def __init__(self, process: BaseProcess, seconds: float, memory: int) -> None:
        self.reason = ""
        self._process = process
        self._seconds = seconds
        self._memory = memory
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, name="fieldapp-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def stop_child(self, reason: str) -> None:
        """Kill the child, for the reason given first."""
        if not self._done.is_set():
            self.reason = self.reason or reason
            self._process.kill()

    def sorted_error(self, shown: str, exit_code: int | None) -> UserError:
        """The sentence for a child that gave no answer."""
        if self.reason == "cancelled":
            return Cancelled(_("Reading was stopped; nothing was taken in."))
        log.warning("a reader gave no answer: %s, exit %s", self.reason or "crash", exit_code)
        if self.reason == "slow":
            return FileRefused(
                _(
                    "Reading “{name}” took longer than {seconds:.0f} seconds; it was refused."
                ).format(name=shown, seconds=self._seconds)
            )
        if self.reason == "large":
            return FileRefused(
                _("“{name}” needs too much memory to read; send it in smaller parts.").format(
                    name=shown
                )
            )
        return ReaderCrashed(
            _("“{name}” is damaged in a way that stopped the reader.").format(name=shown)
        )

    def _look(self) -> None:
        import psutil  # the parent alone needs it, and only here

        until = time.monotonic() + self._seconds
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            child = psutil.Process(self._process.pid)
            while not self._done.wait(_LOOK_EVERY):
                used = child.memory_info()
                # Windows trims the resident part at will; what was asked for is in `private`.
                if max(used.rss, getattr(used, "private", 0)) > self._memory:
                    self.stop_child("large")
                    return
                if time.monotonic() > until:
                    self.stop_child("slow")
                    return


def _serve(pipe: Connection[Any, Any]) -> None:
    """The child's whole life: a question and a file in, an answer out, until an empty question."""
    _keep_quiet()
    with pipe, contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while question := pipe.recv_bytes():
            _answer(pipe, json.loads(question), pipe.recv_bytes())


def _answer(pipe: Connection[Any, Any], question: dict[str, Any], payload: bytes) -> None:
    text.use(question["language"])
    module, _colon, function = question["function"].partition(":")
    reply: dict[str, Any] = {}
    try:
        reply = {
            "done": getattr(importlib.import_module(module), function)(question["request"], payload)
        }
    except UserError as refused:
        reply = {"refused": str(refused)}
    finally:
        # Anything unexpected ends this child: it is told by its type alone, for its text may hold
        # what stands in the file.
        unexpected = sys.exc_info()[0]
        if not reply:
            reply = {"failed": unexpected.__name__ if unexpected else "nothing"}
        pipe.send_bytes(json.dumps(reply, separators=(",", ":")).encode("ascii"))


def _keep_quiet() -> None:
    """A reader prints nothing, leaves no memory dump, and Ctrl+C is its parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        with contextlib.suppress(OSError):
            os.dup2(nowhere, stream)
    if sys.platform != "win32":
        import resource

        # A core file would hold names in plain text.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
