"""One slot: the key of the records, wrapped by what one person knows."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Literal, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldapp.clock import Clock
from fieldapp.keys.canonical import canonical
from fieldapp.keys.stretching import Stretching

RECOVERY = "recovery"
MOST_NAME = 120

DEK_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16


def office_key(dek: bytes) -> str:
    """What tells the keys of two offices apart without giving them away: 32 hex digits."""
    return hashlib.sha256(b"fieldapp key of an office" + dek).hexdigest()[:32]


@dataclass(frozen=True, kw_only=True)
class Slot:
    """The key, wrapped for one person or for the recovery words.

    `sign_in` is the name under which the person is listed before the office is unlocked, so it
    stands readable on the disk: people may choose initials or a function.
    """

    kind: Literal["person", "recovery"]
    slot_id: str
    sign_in: str
    created: str
    stretching: Stretching
    salt: bytes
    nonce: bytes
    wrapped: bytes

    @classmethod
    def new(
        cls,
        kind: Literal["person", "recovery"],
        slot_id: str,
        sign_in: str,
        stretching: Stretching,
        now: dt.datetime | None,
    ) -> Self:
        """A slot with fresh salt that holds nothing yet."""
        return cls(
            kind=kind,
            slot_id=slot_id,
            sign_in=sign_in,
            created=(now or Clock().now()).isoformat(timespec="seconds"),
            stretching=stretching,
            salt=secrets.token_bytes(SALT_BYTES),
            nonce=secrets.token_bytes(NONCE_BYTES),
            wrapped=b"",
        )

    def holding(self, dek: bytes, secret: bytes) -> Self:
        """This new slot with the key in it; once for each slot, as the nonce serves once."""
        key = self.stretching.key(secret, self.salt)
        wrapped = AESGCM(key).encrypt(self.nonce, dek, canonical(self.header(office_key(dek))))
        return dataclasses.replace(self, wrapped=wrapped)

    def header(self, office: str) -> dict[str, Any]:
        """All that is not secret; the wrapping authenticates it."""
        return {
            "kind": self.kind,
            "slot_id": self.slot_id,
            "sign_in": self.sign_in,
            "created": self.created,
            "stretching": self.stretching.as_json(),
            "salt": _text(self.salt),
            "office_key": office,
        }

    def as_json(self) -> dict[str, Any]:
        """The form in the key file, whose `office_key` stands there once."""
        own = self.header("")
        del own["office_key"]
        return own | {"nonce": _text(self.nonce), "wrapped": _text(self.wrapped)}

    @classmethod
    def from_json(cls, found: object) -> Self:
        """Raises ValueError for a slot that is not whole or costs more than it may."""
        keys = {"kind", "slot_id", "sign_in", "created", "stretching", "salt", "nonce", "wrapped"}
        if not isinstance(found, dict) or set(found) != keys:
            raise ValueError("a slot has other fields")
        if found["kind"] not in ("person", RECOVERY):
            raise ValueError("unknown kind of slot")
        if (found["kind"] == RECOVERY) != (found["slot_id"] == RECOVERY):
            raise ValueError("the recovery slot has its own id")
        for key in ("slot_id", "sign_in", "created"):
            if not _is_line(found[key]):
                raise ValueError(f"{key} does not fit")
        return cls(
            kind=found["kind"],
            slot_id=found["slot_id"],
            sign_in=found["sign_in"],
            created=found["created"],
            stretching=Stretching.from_json(found["stretching"]),
            salt=_bytes(found["salt"], SALT_BYTES),
            nonce=_bytes(found["nonce"], NONCE_BYTES),
            wrapped=_bytes(found["wrapped"], DEK_BYTES + TAG_BYTES),
        )

    def opened(self, secret: bytes, office: str) -> bytes | None:
        """The key, or None where the secret is wrong or any part of the slot was changed."""
        key = self.stretching.key(secret, self.salt)
        try:
            dek = AESGCM(key).decrypt(self.nonce, self.wrapped, canonical(self.header(office)))
        except InvalidTag:
            return None
        return dek if hmac.compare_digest(office_key(dek), office) else None


def _is_line(found: object) -> bool:
    return isinstance(found, str) and len(found) <= MOST_NAME and found.isprintable()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(found: object, length: int) -> bytes:
    if not isinstance(found, str):
        raise ValueError("bytes are missing")
    data = base64.b64decode(found, validate=True)
    if len(data) != length:
        raise ValueError("bytes of another length")
    return data
