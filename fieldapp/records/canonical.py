"""Bytes that several rooms must agree on: contents, versions, digests (sync.md §1.2, §1.3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from fieldapp.records.fields import Record, content
from fieldapp.records.values import Plain

Content = Mapping[str, Plain]


def as_bytes(value: object) -> bytes:
    """JSON as RFC 8785 orders it; keys are ASCII, numbers are whole, so sorting is enough."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def travelling(record: Record) -> dict[str, Plain]:
    """What of a record enters a package; of a removed one only the removal and its reason."""
    kept = content(record)
    return {"removed": kept["removed"]} if record.removed else kept


def version(uid: str, content_: Content, parents: Sequence[str]) -> str:
    """The id of a version: 128 bits over uid, content and the versions it was made from."""
    seal = hashlib.sha256(as_bytes([uid, content_, sorted(parents)]))
    return seal.hexdigest()[:32]


def row_digest(
    kind: str, uid: str, dot: int, ver: str, ancestors: Sequence[str], content_: Content
) -> str:
    """The seal of one row, 128 bits in hexadecimal."""
    return hashlib.sha256(as_bytes([kind, uid, dot, ver, list(ancestors), content_])).hexdigest()[
        :32
    ]


def sheet_digest(row_digests: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over (uid, row digest) pairs in order of uid."""
    total = hashlib.sha256()
    for uid, digest in sorted(row_digests):
        total.update(f"{uid} {digest}\n".encode())
    return total.hexdigest()


def manifest_bytes(manifest: Mapping[str, str]) -> bytes:
    """What is named by the package id and signed: every key but the id and the signature."""
    return as_bytes({k: v for k, v in manifest.items() if k not in {"package_id", "sig"}})


def package_id(manifest: Mapping[str, str]) -> str:
    """SHA-256 of the canonical manifest, which holds the sheet digests."""
    return hashlib.sha256(manifest_bytes(manifest)).hexdigest()


_MODULUS = 1 << 256


def state_term(uid: str, ver: str) -> int:
    """What one record adds to the order-free digest of a replica's state."""
    return int.from_bytes(hashlib.sha256(f"{uid} {ver}".encode()).digest(), "big")


def state_sum(total: int, *, add: int = 0, take: int = 0) -> int:
    """The running sum with one term exchanged."""
    return (total + add - take) % _MODULUS
