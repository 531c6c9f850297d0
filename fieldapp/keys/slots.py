"""The random key of the records, wrapped once for each named person and for the recovery words."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from fieldapp import files
from fieldapp.errors import FileRefused, NewerSchema, UserError, WrongPassphrase
from fieldapp.keys import words
from fieldapp.keys.canonical import canonical, parse
from fieldapp.keys.passphrase import check_passphrase, normalised
from fieldapp.keys.slot import DEK_BYTES, RECOVERY, Slot, office_key
from fieldapp.keys.stretching import Cost
from fieldapp.text import _

FORMAT = "fieldapp-keyslots"
VERSION = 1
MOST_BYTES = 200_000
MOST_SLOTS = 200
MOST_SIGN_IN = 80


@dataclass(frozen=True)
class Unlocked:
    """The key of the records and whose slot gave it ("recovery" for the words)."""

    dek: bytes = field(repr=False)
    slot_id: str


class KeySlots:
    """All slots of an office; `save` after each change. `cost` is that of slots made from now on.

    Taking a slot away keeps its person from opening this file again; it does not change the key
    of the records, which an old copy of the file with the old passphrase still gives.
    """

    def __init__(self, office_key: str, slots: tuple[Slot, ...], cost: Cost | None = None) -> None:
        self._office_key = office_key
        self._slots = slots
        self._cost = cost or Cost()

    @classmethod
    def create(
        cls,
        person_uid: str,
        sign_in: str,
        passphrase: str,
        *,
        cost: Cost | None = None,
        now: dt.datetime | None = None,
    ) -> tuple[Self, bytes, str]:
        """Slots for a new office, its fresh key (32 bytes) and the recovery words to print.

        Raises `UserError` for a passphrase that is too short or a name that cannot be listed.
        """
        dek = secrets.token_bytes(DEK_BYTES)
        made = cls(office_key(dek), (), cost)
        made.add_person(dek, person_uid, sign_in, passphrase, now=now)
        return made, dek, made.renew_recovery(dek, now=now)

    @classmethod
    def load(cls, path: Path, *, cost: Cost | None = None) -> Self:
        """Read a key file.

        Raises `UserError` where there is none, `FileRefused` for a broken or hostile one,
        `NewerSchema` for one of a newer program.
        """
        try:
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
        except FileNotFoundError as error:
            raise UserError(
                _(
                    "The keys of the office are missing: there is no {path}. Put back the file "
                    "“{name}” from a backup; without it the records cannot be opened."
                ).format(path=path, name=path.name)
            ) from error
        except OSError as error:
            raise _refused(path) from error
        try:
            found = parse(raw, limit=MOST_BYTES)
            _check_version(found, path)
            return cls(*_content(found), cost)
        except ValueError as error:
            raise _refused(path) from error

    def save(self, path: Path) -> None:
        """Write the key file, whole or not at all. Raises `CannotWrite`."""
        content = {
            "format": FORMAT,
            "version": VERSION,
            "office_key": self._office_key,
            "slots": [slot.as_json() for slot in self._slots],
        }
        files.write_whole(path, canonical(content))

    def sign_ins(self) -> tuple[str, ...]:
        """The names to choose from before the office is unlocked, oldest slot first."""
        return tuple(slot.sign_in for slot in self._people())

    def slot_ids(self) -> tuple[str, ...]:
        """The staff uids that have a slot, in the order of `sign_ins`."""
        return tuple(slot.slot_id for slot in self._people())

    def unlock(self, sign_in: str, passphrase: str) -> Unlocked:
        """The key for a listed person; raises `WrongPassphrase`. Takes some 0.1 s by design."""
        wanted = _comparable(sign_in)
        for slot in self._people():
            if _comparable(slot.sign_in) == wanted:
                dek = slot.opened(normalised(passphrase), self._office_key)
                if dek is not None:
                    return Unlocked(dek, slot.slot_id)
                raise WrongPassphrase(
                    _(
                        "This passphrase does not open the office for “{sign_in}”. Check the "
                        "capital letters and the keyboard's language, and type it again. "
                        "The recovery words open the office too."
                    ).format(sign_in=slot.sign_in)
                )
        raise WrongPassphrase(
            _("Nobody is listed in this office as “{sign_in}”. Choose one of: {names}.").format(
                sign_in=sign_in, names=", ".join(self.sign_ins())
            )
        )

    def unlock_with_words(self, typed: str) -> Unlocked:
        """The key by the printed words; raises `WrongPassphrase`, for a mistyped word by name."""
        secret = words.recovery_secret(typed)
        for slot in self._slots:
            if slot.kind == RECOVERY:
                dek = slot.opened(secret, self._office_key)
                if dek is not None:
                    return Unlocked(dek, slot.slot_id)
        raise WrongPassphrase(
            _(
                "These recovery words do not open this office. They may be of another office, "
                "or newer ones were printed since."
            )
        )

    def add_person(
        self,
        dek: bytes,
        person_uid: str,
        sign_in: str,
        passphrase: str,
        now: dt.datetime | None = None,
    ) -> None:
        """Give one more person access.

        Raises `UserError` for a name or person that is there already, a name that cannot be
        listed, or a passphrase that is too short; ValueError for the key of another office.
        """
        self._check_key(dek)
        check_passphrase(passphrase)
        listed = _listable(sign_in)
        if _comparable(listed) in map(_comparable, self.sign_ins()) or (
            person_uid in (RECOVERY, *self.slot_ids())
        ):
            raise UserError(
                _(
                    "“{sign_in}” is already listed in this office, or this person is under "
                    "another name. Choose another name, or change the passphrase instead."
                ).format(sign_in=listed)
            )
        if len(self._slots) >= MOST_SLOTS - 1:
            raise UserError(
                _("An office can have up to {most} people. Remove one first.").format(
                    most=MOST_SLOTS - 1
                )
            )
        slot = Slot.new("person", person_uid, listed, self._cost.for_person(), now)
        self._put(slot.holding(dek, normalised(passphrase)))

    def remove_person(self, slot_id: str) -> None:
        """Take away a person's access; raises `UserError` for the last one or an unknown one."""
        self._person(slot_id)
        if len(self.slot_ids()) == 1:
            raise UserError(
                _(
                    "This is the last person who can open the office with a passphrase. "
                    "Add another person first."
                )
            )
        self._slots = tuple(slot for slot in self._slots if slot.slot_id != slot_id)

    def change_passphrase(
        self, dek: bytes, slot_id: str, new: str, now: dt.datetime | None = None
    ) -> None:
        """Wrap the key anew; the records are not touched.

        Raises `UserError` for an unknown person or a passphrase that is too short.
        """
        self._check_key(dek)
        check_passphrase(new)
        listed = self._person(slot_id).sign_in
        slot = Slot.new("person", slot_id, listed, self._cost.for_person(), now)
        self._put(slot.holding(dek, normalised(new)))

    def renew_recovery(self, dek: bytes, now: dt.datetime | None = None) -> str:
        """New recovery words to print; the old ones open the office no more."""
        self._check_key(dek)
        secret = words.new_recovery_secret()
        slot = Slot.new("recovery", RECOVERY, "", self._cost.for_recovery(), now)
        self._put(slot.holding(dek, secret))
        return words.recovery_words(secret)

    def _people(self) -> Iterator[Slot]:
        return (slot for slot in self._slots if slot.kind == "person")

    def _person(self, slot_id: str) -> Slot:
        for slot in self._people():
            if slot.slot_id == slot_id:
                return slot
        raise UserError(_("This person has no passphrase in this office."))

    def _put(self, made: Slot) -> None:
        """Replace the slot of the same id in its place, or append."""
        if any(slot.slot_id == made.slot_id for slot in self._slots):
            self._slots = tuple(
                made if slot.slot_id == made.slot_id else slot for slot in self._slots
            )
        else:
            self._slots = (*self._slots, made)

    def opens(self, dek: bytes) -> bool:
        """Whether a key is the one of these slots."""
        return hmac.compare_digest(office_key(dek), self._office_key)

    def _check_key(self, dek: bytes) -> None:
        if not self.opens(dek):
            raise ValueError("this key is not the one of these slots")


def _refused(path: Path) -> FileRefused:
    return FileRefused(
        _(
            "The keys of the office in {path} cannot be read: the file is damaged or was changed. "
            "Put back “{name}” from a backup; the records are not touched."
        ).format(path=path, name=path.name)
    )


def _check_version(found: Mapping[str, Any], path: Path) -> None:
    version = found.get("version")
    if found.get("format") != FORMAT or type(version) is not int:
        raise ValueError("not a key file")
    if version > VERSION:
        raise NewerSchema(
            _(
                "The keys of the office in {path} were written by a newer version of fieldapp. "
                "Update the program on this computer."
            ).format(path=path)
        )


def _content(found: Mapping[str, Any]) -> tuple[str, tuple[Slot, ...]]:
    office, listed = found.get("office_key"), found.get("slots")
    if not isinstance(office, str) or not isinstance(listed, list) or len(listed) > MOST_SLOTS:
        raise ValueError("not whole")
    slots = tuple(Slot.from_json(entry) for entry in listed)
    people = [slot for slot in slots if slot.kind == "person"]
    if len({slot.slot_id for slot in slots}) != len(slots) or (
        len({_comparable(slot.sign_in) for slot in people}) != len(people)
    ):
        raise ValueError("a slot stands twice")
    if not people:
        raise ValueError("nobody has a slot")
    return office, slots


def _listable(sign_in: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", sign_in).split())
    if not name or len(name) > MOST_SIGN_IN or not name.isprintable():
        raise UserError(
            _(
                "Choose a name or initials of 1 to {most} characters under which this person is "
                "listed when the office is opened."
            ).format(most=MOST_SIGN_IN)
        )
    return name


def _comparable(sign_in: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(sign_in.split())).casefold()
