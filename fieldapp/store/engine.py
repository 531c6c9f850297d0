"""One function opens the database: SQLCipher, with settings that survive a pulled plug."""

from __future__ import annotations

import typing as t
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from fieldapp.errors import CannotWrite, DamagedRecords, DiskFull, OfficeInUse, UserError
from fieldapp.text import N_, _

_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""Releases free of the WAL-reset bug: the first and all after it, the others in their own line."""


def journal_mode(release: tuple[int, int, int] | None = None) -> tuple[str, str]:
    """Journal mode and synchronous setting for an SQLite release (sync.md D6, safety.md §4.1).

    WAL with FULL only on an engine free of the WAL-reset bug; DELETE with EXTRA otherwise.
    """
    have = release or t.cast("tuple[int, int, int]", tuple(dbapi2.sqlite_version_info))
    newest, *lines = _FIXED
    fixed = have >= newest or any(have[:2] == line[:2] and have >= line for line in lines)
    return ("WAL", "FULL") if fixed else ("DELETE", "EXTRA")


def connect(path: Path, key: bytes, *, read_only: bool = False) -> t.Any:
    """A raw connection, keyed with 32 bytes.

    Raises:
        DamagedRecords: the key does not open the file, or the file is no database.
    """
    mode = "ro" if read_only else "rwc"
    raw = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=10,
        check_same_thread=False,
        isolation_level=None,
    )
    journal, synchronous = journal_mode()
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    raw.execute("PRAGMA cipher_log_level = NONE")
    settings = (
        "temp_store=MEMORY",
        "busy_timeout=10000",
        "cache_size=-16000",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
    )
    writing = (
        f"journal_mode={journal}",
        f"synchronous={synchronous}",
        "secure_delete=ON",
        "fullfsync=ON",
        "checkpoint_fullfsync=ON",
    )
    try:
        for pragma in settings if read_only else (*settings, *writing):
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("SELECT count(*) FROM sqlite_master")
    except dbapi2.DatabaseError as error:
        raw.close()
        raise explained(error, path) from error
    return raw


def open_engine(path: Path, key: bytes, *, read_only: bool = False) -> Engine:
    """The engine of an office file; every connection of it is keyed and set up alike.

    A transaction begins IMMEDIATE where the connection has the option `write=True`, so that two
    writers wait for one another and never deadlock; other transactions read one snapshot.
    """
    engine = sa.create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=lambda: connect(path, key, read_only=read_only),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
    )

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    explain(engine, path)
    return engine


def explain(engine: Engine, path: Path) -> None:
    """Let an engine's errors of disk and file be told as sentences, also those of a commit."""

    @sa.event.listens_for(engine, "handle_error")
    def _explain(context: ExceptionContext) -> None:
        cause = context.original_exception
        if isinstance(cause, dbapi2.DatabaseError) and (told := _known(cause, path)):
            raise told from cause


def damaged(path: Path) -> DamagedRecords:
    """The sentence for a records file that is none, or not whole."""
    return DamagedRecords(_(_DAMAGED).format(file=path))


def explained(error: Exception, path: Path) -> Exception:
    """The sentence for a known fault of disk or file; else the error itself: a bug of ours."""
    return _known(error, path) or error


_FULL = N_(
    "The disk that holds {folder} is full, so the last change was not kept. "
    "Free some space and try again; everything saved before is safe."
)
_READ_ONLY = N_(
    "The records in {folder} cannot be written, because the folder is read-only or "
    "not there. Check the disk and the rights of the folder."
)
_FAULT = N_(
    "The disk that holds {folder} reported a fault. Stop working on it, copy the newest "
    "backup to another disk and restore it there."
)
_BUSY = N_("Another program is using the records in {folder}. Close it and try again.")
_DAMAGED = N_(
    "The records file {file} is damaged or was not written by this program. It was left "
    "as it is; put a backup in its place with: fieldapp restore FILE"
)

_TOLD: tuple[tuple[tuple[str, ...], type[UserError], str], ...] = (
    (("database or disk is full",), DiskFull, _FULL),
    (("readonly", "read-only", "unable to open"), CannotWrite, _READ_ONLY),
    (("disk i/o error",), CannotWrite, _FAULT),
    (("locked", "busy"), OfficeInUse, _BUSY),
    (("not a database", "malformed", "hmac", "corrupt", "vtable"), DamagedRecords, _DAMAGED),
)
"""What the library says -> how it is told; the first that fits."""


def _known(error: Exception, path: Path) -> UserError | None:
    """Sort an error of the database once, at the border (style.md 11)."""
    text = str(error).lower()
    for signs, kind, sentence in _TOLD:
        if any(sign in text for sign in signs):
            return kind(_(sentence).format(folder=path.parent, file=path))
    return None
