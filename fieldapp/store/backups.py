"""Safety copies: made online, checked before they count, thinned by age, restored as new."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from fieldapp import files
from fieldapp.clock import Clock
from fieldapp.errors import DamagedRecords, DiskFull
from fieldapp.store.engine import connect, explained
from fieldapp.text import _

SUFFIX = ".fieldbackup"
KEEP_LAST, KEEP_DAYS, KEEP_WEEKS, KEEP_MONTHS = 10, 14, 8, 12
LIMIT_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Backup:
    """One safety copy: the encrypted file and, beside it, the key slots that open it."""

    path: Path
    made_at: dt.datetime

    @property
    def key_slots(self) -> Path:
        """The copy of the key slots that belongs to it."""
        return self.path.with_suffix(".keyslots.json")


def listed(folder: Path) -> list[Backup]:
    """The backups of a folder, newest first."""
    found = []
    for path in folder.glob(f"records-*{SUFFIX}"):
        try:
            stamp = dt.datetime.strptime(path.name[8:24], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
        except ValueError:
            continue
        found.append(Backup(path, stamp))
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def make(
    source: Path, key: bytes, folder: Path, *, reason: str = "", clock: Clock | None = None
) -> Path:
    """Copy the live file online, check the copy, give it its name; thin the older ones.

    Raises:
        CannotWrite: no space, or the folder cannot be written.
        DamagedRecords: the copy does not pass its check.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise files.explain_os_error(error, folder) from error
    if files.free_space(folder) < 3 * source.stat().st_size:
        raise _no_room(folder)
    stamp = (clock or Clock()).now().strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"records-{stamp}{'-' + reason if reason else ''}{SUFFIX}"
    part = target.with_name(f".{target.name}.part")
    if not _copied_whole(source, part, key):
        raise DamagedRecords(
            _(
                "A backup of {file} could not be made, because the records file is damaged. "
                "The backups made before are kept; restore the newest of them."
            ).format(file=source)
        )
    slots = source.parent / "keyslots.json"
    if slots.exists():
        # before the copy gets its name: a backup without its keys would open on no other computer
        files.write_whole(Backup(target, dt.datetime.now(dt.UTC)).key_slots, slots.read_bytes())
    files.settle(part, target)
    thin(folder)
    return target


def _copied_whole(source: Path, part: Path, key: bytes, *, read_only: bool = False) -> bool:
    """Copy a file online; whether the copy passes its checks. Nothing stays of one that does not.

    Raises:
        CannotWrite, OfficeInUse: as the engine tells them.
    """
    files.sweep_parts(part.parent)
    whole = False
    try:
        with (
            closing(connect(source, key, read_only=read_only)) as live,
            closing(connect(part, key)) as copied,
        ):
            live.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")
            checked = copied.execute("PRAGMA quick_check(5)").fetchone()[0]
            broken = copied.execute("PRAGMA cipher_integrity_check").fetchall()
            whole = checked == "ok" and not broken
    except DamagedRecords:
        return False
    except (dbapi2.DatabaseError, DiskFull) as error:
        told = explained(error, source)
        if isinstance(told, DamagedRecords):
            return False
        raise _no_room(part.parent) if isinstance(told, DiskFull) else told from error
    finally:
        if not whole:
            files.sweep_parts(part.parent)
    return whole


def _no_room(folder: Path) -> DiskFull:
    return DiskFull(
        _("There is too little space for a backup in {folder}. Free some and try again.").format(
            folder=folder
        )
    )


def thin(folder: Path) -> list[Path]:
    """Remove what is no longer kept: the last 10, a day's newest for 14 days, and so on."""
    backups = listed(folder)
    kept = {backup.path for backup in backups[:KEEP_LAST]}
    for grain, count in (("%Y%j", KEEP_DAYS), ("%G%V", KEEP_WEEKS), ("%Y%m", KEEP_MONTHS)):
        kept |= _newest_of_each(backups, grain, count)
    total = 0
    gone = []
    for number, backup in enumerate(backups):
        if backup.path in kept:
            total += backup.path.stat().st_size
        if backup.path not in kept or (total > LIMIT_BYTES and number > 0):
            backup.path.unlink(missing_ok=True)
            backup.key_slots.unlink(missing_ok=True)
            gone.append(backup.path)
    return gone


def _newest_of_each(backups: Iterable[Backup], grain: str, count: int) -> set[Path]:
    newest: dict[str, Path] = {}
    for backup in backups:
        newest.setdefault(backup.made_at.strftime(grain), backup.path)
    return set(list(newest.values())[:count])


def restore(backup: Path, key: bytes, target: Path) -> Path | None:
    """Put a backup in the place of the records file, which is set aside; returns where.

    The caller holds the office's lock, has closed the file, and makes the store a new replica
    afterwards (sync.md D3).

    Raises:
        DamagedRecords: the backup does not open or fails its check; nothing was touched.
    """
    part = target.with_name(f".{target.name}.part")
    if not _copied_whole(backup, part, key, read_only=True):
        raise DamagedRecords(
            _(
                "The backup {file} is damaged. Nothing was changed; restore an older one, or one "
                "from the second place for backups."
            ).format(file=backup)
        )
    aside = set_aside(target)
    files.settle(part, target)
    return aside


def set_aside(path: Path) -> Path | None:
    """Give a file another name beside it, never one that is taken; None where there is none.

    A write-ahead log goes with it, for what it holds is not in the file yet; left behind, it would
    be replayed into whatever file takes the name.
    """
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (
        f"{path.stem}-set-aside-{stamp}{'' if number == 1 else f'-{number}'}{path.suffix}"
        for number in itertools.count(1)
    )
    aside = next(place for name in names if not (place := path.with_name(name)).exists())
    there = path.exists()
    try:
        for tail in ("", "-wal", "-shm"):
            left = path.with_name(path.name + tail)
            if left.exists():
                left.rename(aside.with_name(aside.name + tail))
    except OSError as error:
        raise files.explain_os_error(error, aside) from error
    return aside if there else None
