"""How an office and headquarters make their keys known: two small signed files.

Each file is signed by the key inside it, so a signature shows only that the file is whole; that
the key is the right one is settled by people who compare the six words of `words.fingerprint`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from fieldapp.errors import FileRefused
from fieldapp.keys.canonical import canonical, parse
from fieldapp.keys.signing import SIGNATURE_BYTES, public_key, sign, verify
from fieldapp.text import _

REQUEST = "fieldapp-enrolment-request"
ANSWER = "fieldapp-enrolment-answer"
VERSION = 1

MOST_BYTES = 16_384
MOST_NAME = 200
MOST_EPOCH = 2**53 - 1

_OFFICE = re.compile(r"[A-Z0-9]{2,8}")
_REPLICA = re.compile(r"[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True, kw_only=True)
class EnrolmentRequest:
    """An office asks to be known. `made_at` is UTC, to the second; the key is 32 raw bytes."""

    office: str
    name: str
    country: str
    replica: str
    public_key: bytes
    made_at: dt.datetime

    def to_bytes(self, private: bytes) -> bytes:
        """The signed file; raises ValueError if `private` is not of this key or a value unfit."""
        moment = self.made_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        content = {
            "office": self.office,
            "name": self.name,
            "country": self.country,
            "replica": self.replica,
            "public_key": self.public_key.hex(),
            "made_at": moment,
        }
        return _signed(REQUEST, content, private, self.public_key)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a request; raises `FileRefused` unless it is whole and signed by its own key."""
        content = _read(REQUEST, data)
        return cls(
            office=content["office"],
            name=content["name"],
            country=content["country"],
            replica=content["replica"],
            public_key=bytes.fromhex(content["public_key"]),
            made_at=dt.datetime.strptime(content["made_at"], "%Y-%m-%dT%H:%M:%S%z"),
        )


@dataclass(frozen=True, kw_only=True)
class EnrolmentAnswer:
    """Headquarters makes itself known to one installation of an office.

    `office_key` is the key of the request, both keys are 32 raw bytes.
    """

    office: str
    replica: str
    office_key: bytes
    headquarters_name: str
    headquarters_key: bytes
    epoch: int

    def to_bytes(self, private: bytes) -> bytes:
        """The file signed by headquarters; raises ValueError for another key or an unfit value."""
        content = {
            "office": self.office,
            "replica": self.replica,
            "office_key": self.office_key.hex(),
            "headquarters_name": self.headquarters_name,
            "headquarters_key": self.headquarters_key.hex(),
            "epoch": self.epoch,
        }
        return _signed(ANSWER, content, private, self.headquarters_key)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read an answer; raises `FileRefused` unless it is whole and signed by its own key."""
        content = _read(ANSWER, data)
        return cls(
            office=content["office"],
            replica=content["replica"],
            office_key=bytes.fromhex(content["office_key"]),
            headquarters_name=content["headquarters_name"],
            headquarters_key=bytes.fromhex(content["headquarters_key"]),
            epoch=content["epoch"],
        )

    def answers(self, *, office: str, replica: str, office_key: bytes) -> bool:
        """Whether this is for that installation, as an answer to its own request."""
        return (self.office, self.replica, self.office_key) == (office, replica, office_key)


def _is_name(value: object) -> bool:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= len(value) <= MOST_NAME:
        return False
    # Control characters, and those that turn the direction of a line, can forge what is shown.
    return not any(
        unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in _TURNS for c in value
    )


_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_key(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def _is_moment(value: object) -> bool:
    if not isinstance(value, str) or not value.endswith("Z"):
        return False
    try:
        dt.datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return False
    return True


_FIELDS = {
    REQUEST: {
        "office": lambda v: isinstance(v, str) and _OFFICE.fullmatch(v),
        "name": _is_name,
        "country": _is_name,
        "replica": lambda v: isinstance(v, str) and _REPLICA.fullmatch(v),
        "public_key": _is_key,
        "made_at": _is_moment,
    },
    ANSWER: {
        "office": lambda v: isinstance(v, str) and _OFFICE.fullmatch(v),
        "replica": lambda v: isinstance(v, str) and _REPLICA.fullmatch(v),
        "office_key": _is_key,
        "headquarters_name": _is_name,
        "headquarters_key": _is_key,
        "epoch": lambda v: type(v) is int and 0 <= v <= MOST_EPOCH,
    },
}
_SIGNER = {REQUEST: "public_key", ANSWER: "headquarters_key"}


def _unfit(kind: str, content: Mapping[str, Any]) -> str | None:
    """The first field whose value does not fit, or None."""
    for key, fits in _FIELDS[kind].items():
        if key not in content or not fits(content[key]):
            return key
    return None


def _signed(kind: str, content: dict[str, Any], private: bytes, public: bytes) -> bytes:
    if public_key(private) != public:
        raise ValueError("the private key is not of the public key in the file")
    if unfit := _unfit(kind, content):
        raise ValueError(f"{unfit} does not fit")
    message = content | {"format": kind, "version": VERSION}
    return canonical(message | {"signature": sign(private, canonical(message)).hex()})


def _read(kind: str, data: bytes) -> dict[str, Any]:
    try:
        content = parse(data, limit=MOST_BYTES)
    except ValueError as error:
        raise FileRefused(_not_enrolment()) from error
    if content.get("format") != kind:
        raise FileRefused(_other_file(content.get("format")))
    version = content.get("version")
    if type(version) is int and version > VERSION:
        raise FileRefused(
            _("This enrolment file was made by a newer version of fieldapp. Update the program.")
        )
    if version != VERSION or set(content) != {*_FIELDS[kind], "format", "version", "signature"}:
        raise FileRefused(_not_enrolment())
    if _unfit(kind, content) or not _is_signed(kind, content):
        raise FileRefused(
            _(
                "This enrolment file was changed or damaged on its way, so nothing of it was "
                "taken in. Ask for it once more."
            )
        )
    return content


def _is_signed(kind: str, content: Mapping[str, Any]) -> bool:
    signature = content["signature"]
    if not isinstance(signature, str) or len(signature) != 2 * SIGNATURE_BYTES:
        return False
    try:
        raw = bytes.fromhex(signature)
    except ValueError:
        return False
    message = {key: value for key, value in content.items() if key != "signature"}
    return verify(bytes.fromhex(content[_SIGNER[kind]]), canonical(message), raw)


def _other_file(found: object) -> str:
    if found == REQUEST:
        return _(
            "This is an office's request to be enrolled, not headquarters' answer. "
            "Send it to headquarters."
        )
    if found == ANSWER:
        return _(
            "This is headquarters' answer, not an office's request. "
            "It is for the office that asked."
        )
    return _not_enrolment()


def _not_enrolment() -> str:
    return _(
        "This is not a fieldapp enrolment file, or it was damaged on its way. "
        "Choose the file that was sent to you, or ask for it once more."
    )
