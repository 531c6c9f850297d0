"""From a passphrase to a key, slowly: Argon2id for people, PBKDF2 for recovery words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw

from fieldapp.errors import UserError
from fieldapp.text import _

KEY_BYTES = 32

# What a key file from outside may ask of this computer: it could otherwise freeze it.
MOST_MEMORY_KIB = 256 * 1024
MOST_PASSES = 16
MOST_LANES = 16
MOST_ROUNDS = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Cost:
    """How slow new slots are made; the defaults are those of safety.md 3.1."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4
    rounds: int = 600_000

    def for_person(self) -> Stretching:
        """Argon2id, which makes guessing dear in memory too."""
        return Stretching(
            kdf="argon2id", memory_kib=self.memory_kib, passes=self.passes, lanes=self.lanes
        )

    def for_recovery(self) -> Stretching:
        """PBKDF2: the secret is long and random, and any other program can compute it."""
        return Stretching(kdf="pbkdf2-sha512", rounds=self.rounds)


@dataclass(frozen=True, kw_only=True)
class Stretching:
    """One slot's function and its cost; the costs that its function does not use are 0.

    Raises ValueError for a cost out of bounds.
    """

    kdf: Literal["argon2id", "pbkdf2-sha512"]
    memory_kib: int = 0
    passes: int = 0
    lanes: int = 0
    rounds: int = 0

    def __post_init__(self) -> None:
        if self.kdf == "argon2id":
            _within("lanes", self.lanes, 1, MOST_LANES)
            _within("passes", self.passes, 1, MOST_PASSES)
            _within("memory_kib", self.memory_kib, 8 * self.lanes, MOST_MEMORY_KIB)
        else:
            _within("rounds", self.rounds, 1, MOST_ROUNDS)

    def key(self, secret: bytes, salt: bytes) -> bytes:
        """32 bytes; raises `UserError` where the computer lacks the memory."""
        if self.kdf == "pbkdf2-sha512":
            return hashlib.pbkdf2_hmac("sha512", secret, salt, self.rounds, KEY_BYTES)
        try:
            return hash_secret_raw(
                secret, salt, self.passes, self.memory_kib, self.lanes, KEY_BYTES, Type.ID
            )
        except HashingError as error:
            raise UserError(
                _(
                    "This computer has too little free memory to open the office. "
                    "Close other programs and try again."
                )
            ) from error

    def as_json(self) -> dict[str, Any]:
        """The form in the key file."""
        if self.kdf == "pbkdf2-sha512":
            return {"kdf": self.kdf, "rounds": self.rounds}
        return {
            "kdf": self.kdf,
            "memory_kib": self.memory_kib,
            "passes": self.passes,
            "lanes": self.lanes,
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Stretching:
        """Raises ValueError for an unknown function, a missing cost or one out of bounds."""
        if not isinstance(found, Mapping):
            raise ValueError("a cost is missing")
        match dict(found):
            case {"kdf": "pbkdf2-sha512", "rounds": rounds, **rest} if not rest:
                return cls(kdf="pbkdf2-sha512", rounds=rounds)
            case {
                "kdf": "argon2id",
                "memory_kib": memory,
                "passes": passes,
                "lanes": lanes,
                **rest,
            } if not rest:
                return cls(kdf="argon2id", memory_kib=memory, passes=passes, lanes=lanes)
        raise ValueError("unknown function or cost")


def _within(name: str, value: object, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"{name} is not from {least} to {most}")
