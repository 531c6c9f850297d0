"""Open an office, for the window and the command line alike: lock, key, check, then work."""

from __future__ import annotations

import hashlib
import json
import logging
import platform
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fieldapp import files, settings
from fieldapp.clock import Clock
from fieldapp.errors import UserError
from fieldapp.keys.slots import KeySlots, Unlocked
from fieldapp.records.changes import Action, Why
from fieldapp.records.office import Right, Staff
from fieldapp.settings import Settings
from fieldapp.store import anew
from fieldapp.store.office_file import OfficeFile
from fieldapp.store.reading import Reader
from fieldapp.store.unit import Act, Unit
from fieldapp.text import _

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenOffice:
    """An unlocked office and who unlocked it.

    Attributes:
        person: uid of the person of the office; "" where the recovery words opened it.
    """

    settings: Settings
    file: OfficeFile
    lock: files.OneCopy
    person: str
    clock: Clock

    @contextmanager
    def unit(
        self, why: Why, action: Action = Action.EDIT, undoes: int | None = None
    ) -> Iterator[Unit]:
        """A unit of work in this person's name; commit it, or nothing of it is kept."""
        with self.file.unit(Act(self.person, why, action, undoes)) as unit:
            yield unit

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """One snapshot of the records, from any thread."""
        with self.file.reading() as reader:
            yield reader

    @property
    def right(self) -> Right:
        """What the person may do; the recovery words give an adviser's right."""
        if not self.person:
            return Right.ADVISER
        with self.reading() as reader:
            found = reader.get(Staff, self.person)
        return found.right if found is not None else Right.TRAINER

    def fiscal_year(self) -> int:
        """The fiscal year of today at the office, named by the year in which it ends."""
        today = self.clock.today(self.settings.zone)
        start = self.settings.fiscal_year_start
        return today.year + 1 if start > 1 and today.month >= start else today.year

    def close(self) -> None:
        """Let go of the file and the folder."""
        write_mark(self.settings, self.file)
        self.file.close()
        self.lock.release()


def is_office(folder: Path) -> bool:
    """Whether a folder holds an office."""
    return (folder / settings.FILE).exists()


def sign_ins(folder: Path) -> tuple[str, ...]:
    """The names to choose from at unlock.

    Raises:
        UserError: no office there, or its keys are missing.
    """
    return KeySlots.load(settings.load(folder).key_slots).sign_ins()


def unlock(
    folder: Path, passphrase: str, *, sign_in: str | None = None, clock: Clock | None = None
) -> OpenOffice:
    """Open an office with a passphrase, or with the recovery words in its place.

    Without a `sign_in` the one person listed is meant; where there are more, it must be given.

    Raises:
        WrongPassphrase, OfficeInUse, NewerSchema, DamagedRecords, CannotWrite, UserError.
    """
    chosen = settings.load(folder)
    files.check_folder(folder)
    files.check_writable(folder)
    lock = files.OneCopy(folder)
    lock.acquire()
    try:
        slots = KeySlots.load(chosen.key_slots)
        unlocked = unlocked_by(slots, passphrase, sign_in)
        return _opened(chosen, unlocked, lock, clock or Clock())
    except BaseException:
        lock.release()
        raise


def unlocked_by(slots: KeySlots, passphrase: str, sign_in: str | None) -> Unlocked:
    """The key by a person's passphrase or, without a name, by the recovery words."""
    if sign_in is None:
        names = slots.sign_ins()
        if len(passphrase.split()) >= 12 or passphrase.count("-") >= 11:
            return slots.unlock_with_words(passphrase)
        if len(names) != 1:
            raise UserError(
                _("Several people use this office. Say who you are: {names}.").format(
                    names=", ".join(names)
                )
            )
        sign_in = names[0]
    return slots.unlock(sign_in, passphrase)


def _opened(chosen: Settings, unlocked: Unlocked, lock: files.OneCopy, clock: Clock) -> OpenOffice:
    for folder in (chosen.folder, chosen.sendings, chosen.answers, chosen.backups):
        if folder.is_dir():
            files.sweep_parts(folder)
    file = OfficeFile.open(chosen.database, unlocked.dek, clock=clock)
    person = "" if unlocked.slot_id == "recovery" else unlocked.slot_id
    office = OpenOffice(chosen, file, lock, person, clock)
    if _copied(chosen, file):
        reincarnate(office)
    write_mark(chosen, file)
    log.info("office opened, %d changes so far", file.state.dot)
    return office


def reincarnate(office: OpenOffice) -> None:
    """Become a new installation: after a restore, or where the file is copied or rewound (D3)."""
    with office.unit(Why(""), Action.SET_UP) as unit:
        anew.begin_anew(unit)
        unit.commit()
    write_mark(office.settings, office.file)
    log.warning("the file was copied or rewound: this installation counts as a new one")


def _machine() -> str:
    """This computer, so that a copied folder is noticed; a hash, since names of machines tell."""
    return hashlib.sha256(f"{uuid.getnode()} {platform.node()}".encode()).hexdigest()[:16]


def _copied(chosen: Settings, file: OfficeFile) -> bool:
    """Whether the mark beside the file knows of later changes, or of another computer.

    Safety does not depend on it (sync.md §1.2): unnoticed copies merge by ancestry all the same.
    """
    try:
        mark = json.loads(chosen.mark.read_text("utf-8"))
        ahead = int(mark["dot"]) > file.state.dot or int(mark["seq"]) > file.state.seq
        return bool(mark["replica"] != file.state.replica or mark["machine"] != _machine() or ahead)
    except FileNotFoundError:
        return file.state.dot > 0
    except (OSError, ValueError, KeyError, TypeError):
        return True


def write_mark(chosen: Settings, file: OfficeFile) -> None:
    """Note beside the file how far it is, to notice a copied or rewound one (sync.md §1.2)."""
    state = file.state
    mark = {
        "replica": state.replica,
        "seq": state.seq,
        "dot": state.dot,
        "machine": _machine(),
    }
    files.write_whole(chosen.mark, json.dumps(mark).encode())
