"""Safety copies of an office: made, due, checked and brought back."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from fieldapp import files, settings
from fieldapp.clock import Clock
from fieldapp.errors import CannotWrite, FileRefused, UserError
from fieldapp.keys.slots import KeySlots
from fieldapp.records.office import Office
from fieldapp.services.opening import OpenOffice, is_office, reincarnate, unlocked_by
from fieldapp.settings import Settings
from fieldapp.store import backups
from fieldapp.store import log as change_log
from fieldapp.store.backups import Backup
from fieldapp.store.office_file import OfficeFile
from fieldapp.text import _

log = logging.getLogger(__name__)

DUE_AFTER = dt.timedelta(hours=4)


def backup(office: OpenOffice, place: Path | None = None) -> Path:
    """Make a verified backup in the office folder, and in the second place where one is set.

    `place` is used instead of both.

    Raises:
        CannotWrite: no space, or a folder cannot be written. DamagedRecords: the copy fails.
    """
    made = backups.make(
        office.settings.database,
        office.file.key,
        place or office.settings.backups,
        clock=office.clock,
    )
    second = second_folder(office)
    if place is None and second is not None:
        _to_second_place(made, second)
    return made


def second_folder(office: OpenOffice) -> Path | None:
    """Where this installation's backups are in the second place, which several may share."""
    place, state = office.settings.second_backup_place, office.file.state
    return place / f"fieldapp-backups-{state.office}-{state.letter}" if place else None


def _to_second_place(made: Path, second: Path) -> None:
    """Copy a verified backup to the stick or share; a missing one is told by the status."""
    if not second.parent.is_dir():
        log.warning("the second place for backups is not there")
        return
    try:
        files.make_folder(second)
        files.sweep_parts(second)
        slots = Backup(made, dt.datetime.now(dt.UTC)).key_slots
        for source in (slots, made):
            files.write_whole(second / source.name, source.read_bytes())
        backups.thin(second)
    except (OSError, CannotWrite):
        log.warning("the second place for backups could not be written")


def backup_if_due(office: OpenOffice) -> Path | None:
    """A backup at start where the newest is older than four hours; None where it is not.

    Raises:
        CannotWrite: no space, which is to be told and no reason not to work. DamagedRecords.
    """
    newest = listed(office)
    age = office.clock.now() - newest[0].made_at if newest else DUE_AFTER
    if dt.timedelta() <= age < DUE_AFTER:  # one from the future counts for nothing
        return None
    return backup(office)


def listed(office: OpenOffice) -> Sequence[Backup]:
    """The backups in the office folder, newest first."""
    return backups.listed(office.settings.backups)


def check(office: OpenOffice) -> list[str]:
    """What is wrong with the records file; empty where nothing is.

    Every page's seal, the structure, and the chain of the change log up to its noted end.
    """
    problems = list(office.file.check())
    if problems:
        return problems
    with office.reading() as reader:
        broken = change_log.first_break(reader.connection)
    if broken is not None:
        problems.append(
            _("The change log was altered outside the program, at action {number}.").format(
                number=broken
            )
        )
    return problems


def restore(
    folder: Path,
    chosen: Path,
    passphrase: str,
    *,
    sign_in: str | None = None,
    clock: Clock | None = None,
) -> Path | None:
    """Put a backup in the place of an office's records; returns where those were set aside.

    The restored office is a new installation for headquarters and offers everything again
    (sync.md D3); a headquarters counts a new epoch. Works in an empty folder too, on a new
    computer: the backup brings its keys.

    Raises:
        FileRefused: the file is no backup. WrongPassphrase. OfficeInUse. DamagedRecords.
    """
    found = Backup(chosen, dt.datetime.now(dt.UTC))
    if not chosen.is_file() or not chosen.name.endswith(backups.SUFFIX):
        raise FileRefused(
            _("{name} is no backup of fieldapp. A backup ends in {suffix}.").format(
                name=chosen.name, suffix=backups.SUFFIX
            )
        )
    files.make_folder(folder)
    files.check_folder(folder)
    own = folder / "keyslots.json"
    slots_file = found.key_slots if found.key_slots.exists() else own
    key = _key(slots_file, own, passphrase, sign_in)
    with files.OneCopy(folder):
        aside = backups.restore(chosen, key, folder / "records.db")
        if slots_file != own and not _same_office(own, key):
            backups.set_aside(own)
            files.write_whole(own, slots_file.read_bytes())
        _begin_again(folder, key, clock or Clock())
    return aside


def _key(slots_file: Path, own: Path, passphrase: str, sign_in: str | None) -> bytes:
    """The key of a backup, by its own slots or by those of the office, which may be newer."""
    slots = KeySlots.load(slots_file)
    try:
        return unlocked_by(slots, passphrase, sign_in).dek
    except UserError as error:
        if slots_file == own or not own.exists():
            raise
        with suppress(UserError):
            unlocked = unlocked_by(KeySlots.load(own), passphrase, sign_in)
            if slots.opens(unlocked.dek):
                return unlocked.dek
        raise error from None


def _same_office(own: Path, key: bytes) -> bool:
    with suppress(UserError):
        return KeySlots.load(own).opens(key)
    return False


def _begin_again(folder: Path, key: bytes, clock: Clock) -> None:
    file = OfficeFile.open(folder / "records.db", key, clock=clock)
    chosen = settings.load(folder) if is_office(folder) else _settings_of(folder, file)
    office = OpenOffice(chosen, file, files.OneCopy(folder), "", clock)
    reincarnate(office)
    office.close()


def _settings_of(folder: Path, file: OfficeFile) -> Settings:
    """The settings of an office whose settings file is gone, from its own record."""
    state = file.state
    with file.reading() as reader:
        found = next((o for o in reader.every(Office) if o.code == state.office), None)
    made = Settings(
        folder=folder,
        office_code=state.office,
        office_name=found.name if found and found.name else state.office,
        country=(found.country if found else None) or "",
        role=settings.Role(state.role),
    )
    settings.save(made)
    return made
