"""Open an office, for the window and the command line alike: lock, key, check, then work."""

from __future__ import annotations

import hashlib
import json
import logging
import platform
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fieldapp import files, settings
from fieldapp.clock import Clock
from fieldapp.errors import CannotWrite, DamagedRecords, DiskFull, UserError
from fieldapp.keys.slots import KeySlots, Unlocked
from fieldapp.records.changes import Action, Why
from fieldapp.records.office import Right, Staff
from fieldapp.settings import Settings
from fieldapp.store import anew, backups
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
        """A unit of work in this person's name; commit it, or nothing of it is kept.

        Raises:
            DiskFull: nothing was kept; the reserve of the office is given back for one more try.
        """
        try:
            with self.file.unit(Act(self.person, why, action, undoes)) as unit:
                yield unit
        except DiskFull as error:
            if not files.release_ballast(self.settings.folder):
                raise
            raise DiskFull(
                _(
                    "The disk that holds {folder} is full, so the last change was not kept. "
                    "fieldapp has given back some room that it held in reserve: save once more, "
                    "then free some space. Everything saved before is safe."
                ).format(folder=self.settings.folder)
            ) from error

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
        """Let go of the file and the folder, whatever state the disk is in."""
        try:
            write_mark(self.settings, self.file)
        finally:
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
    try:
        files.check_writable(folder)
    except DiskFull:
        if not files.release_ballast(folder):
            raise
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
    try:
        file = OfficeFile.open(chosen.database, unlocked.dek, clock=clock)
    except DamagedRecords as error:
        raise DamagedRecords(f"{error} {_way_back(chosen)}") from error
    person = "" if unlocked.slot_id == "recovery" else unlocked.slot_id
    office = OpenOffice(chosen, file, lock, person, clock)
    if _copied(chosen, file):
        reincarnate(office)
    write_mark(chosen, file)
    files.keep_ballast(chosen.folder)
    log.info("office opened, %d changes so far", file.state.dot)
    return office


def _way_back(chosen: Settings) -> str:
    """Which backup there is to restore."""
    if found := backups.listed(chosen.backups):
        return _("The newest backup is {file}").format(file=found[0].path)
    return _(
        "There is no backup in {folder}; look for one in the second place that you chose for them."
    ).format(folder=chosen.backups)


def reincarnate(office: OpenOffice) -> None:
    """Become a new installation: after a restore, or where the file is copied or rewound (D3)."""
    mark = _mark(office.settings)
    with office.unit(Why(""), Action.SET_UP) as unit:
        anew.begin_anew(unit, letter=mark.letter, epoch=mark.epoch)
        unit.commit()
    write_mark(office.settings, office.file)
    log.warning("the file was copied or rewound: this installation counts as a new one")


def _machine() -> str:
    """This computer, so that a copied folder is noticed; a hash, since names of machines tell."""
    return hashlib.sha256(f"{uuid.getnode()} {platform.node()}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Mark:
    """What stands beside the file of how far it was; blank where it cannot be read."""

    there: bool = False
    replica: str = ""
    seq: int = 0
    dot: int = 0
    letter: str = ""
    epoch: int = 0
    machine: str = ""


def _mark(chosen: Settings) -> _Mark:
    try:
        found = json.loads(chosen.mark.read_text("utf-8"))
        letter = str(found.get("letter", ""))
        return _Mark(
            there=True,
            replica=str(found["replica"]),
            seq=int(found["seq"]),
            dot=int(found["dot"]),
            letter=letter if re.fullmatch("[A-Z]{1,4}", letter) else "",
            epoch=int(found.get("epoch", 0)),
            machine=str(found["machine"]),
        )
    except FileNotFoundError:
        return _Mark()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _Mark(there=True)


def _copied(chosen: Settings, file: OfficeFile) -> bool:
    """Whether the mark beside the file knows of later changes, or of another computer.

    Safety does not depend on it (sync.md §1.2): unnoticed copies merge by ancestry all the same.
    """
    state, mark = file.state, _mark(chosen)
    if not mark.there:
        return state.dot > 0
    ahead = mark.dot > state.dot or mark.seq > state.seq
    return ahead or mark.replica != state.replica or mark.machine != _machine()


def write_mark(chosen: Settings, file: OfficeFile) -> None:
    """Note beside the file how far it is, to notice a copied or rewound one (sync.md §1.2).

    A disk that does not take it is no reason to stop: safety does not depend on the mark.
    """
    state = file.state
    mark = {
        "replica": state.replica,
        "seq": state.seq,
        "dot": state.dot,
        "letter": state.letter,
        "epoch": state.epoch,
        "machine": _machine(),
    }
    try:
        files.write_whole(chosen.mark, json.dumps(mark).encode())
    except CannotWrite:
        log.warning("the mark beside the records could not be written")
