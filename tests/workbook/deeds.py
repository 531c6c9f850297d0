"""What a reader in the child process may do, good and bad; called by its dotted name."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from typing import Any

from fieldapp.errors import UserError
from fieldapp.text import language


def echo(request: dict[str, Any], payload: bytes) -> dict[str, Any]:
    return {"request": request, "size": len(payload), "process": os.getpid()}


def modules(_request: dict[str, Any], _payload: bytes) -> dict[str, Any]:
    return {"modules": sorted(sys.modules), "language": language()}


def refuse(_request: dict[str, Any], _payload: bytes) -> dict[str, Any]:
    raise UserError("The reason, as it is written.")


def stumble(_request: dict[str, Any], _payload: bytes) -> dict[str, Any]:
    raise KeyError("Ama Mensah")


def wait_for_ever(_request: dict[str, Any], _payload: bytes) -> dict[str, Any]:
    threading.Event().wait()
    return {}


def take_memory(_request: dict[str, Any], _payload: bytes) -> dict[str, Any]:
    taken = []
    while True:
        taken.append(bytearray(os.urandom(1000) * 10_000))


def crash(_request: dict[str, Any], _payload: bytes) -> dict[str, Any]:
    ctypes.string_at(0)
    return {}


def chatter(_request: dict[str, Any], _payload: bytes) -> dict[str, Any]:
    os.write(1, b"a name on standard output")
    os.write(2, b"a name on standard error")
    return {}
