"""Identities: made where a record is born, never used again (sync.md §1.2)."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Iterable

from fieldapp.records import values

_SPACE = uuid.UUID("6a3b0b9e-6a52-5d3c-9a57-0f6b7d0c2f11")


def new_uid() -> str:
    """A version 7 UUID (RFC 9562) as 32 hexadecimal digits: in order of time, random after it."""
    stamp = time.time_ns() // 1_000_000 & (1 << 48) - 1
    bits = stamp << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return f"{bits:032x}"


def link_uid(kind: str, parts: Iterable[object]) -> str:
    """The uid of a link record from its natural key: two laptops make the same one."""
    key = [values.plain(part) for part in parts]
    return uuid.uuid5(_SPACE, "\x1f".join([kind, *("" if p is None else str(p) for p in key)])).hex


def new_replica() -> str:
    """128 random bits for one installation's incarnation."""
    return secrets.token_hex(16)


def human_number(office: str, infix: str, year: int, letter: str, count: int) -> str:
    """A number printable before any exchange, such as LOM-26-B0012; `year` is the fiscal year."""
    return f"{office}-{infix}{year % 100:02d}-{letter}{count:04d}"


def next_letter(letter: str) -> str:
    """The letter of the next incarnation: A … Z, then AA."""
    if not letter:
        return "A"
    head, last = letter[:-1], letter[-1]
    return head + chr(ord(last) + 1) if last != "Z" else next_letter(head) + "A"
