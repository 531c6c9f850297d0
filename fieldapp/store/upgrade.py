"""Bring a records file up to this version's tables: after a verified copy, whole or not at all."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from fieldapp.errors import NewerSchema
from fieldapp.store import backups
from fieldapp.store.engine import connect, damaged, explain, explained
from fieldapp.text import _

log = logging.getLogger(__name__)

SCRIPTS = Path(__file__).parent / "migrations"

CHECKED_AT_START = 32_000_000
"""Bytes of a file that is checked whole before it is opened, some 40 ms."""

HEAD = "20261121_exchange"
"""The newest revision; named here so that an ordinary start need not load Alembic."""


_KEEPS_REVISION = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"


def _engine(path: Path, key: bytes) -> Engine:
    """Foreign keys off, so that rebuilding a table cannot cascade; one real transaction."""

    def creator() -> object:
        raw = connect(path, key)
        raw.execute("PRAGMA foreign_keys=OFF")
        return raw

    engine = sa.create_engine(
        "sqlite+pysqlite://", module=dbapi2, creator=creator, poolclass=NullPool
    )

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    explain(engine, path)
    return engine


def upgrade(path: Path, key: bytes, *, made: bool = False) -> Path | None:
    """Upgrade in place; returns the backup made before, None where nothing was to do.

    A file that is not there, or is empty, gets its tables, unless it was `made` before: then it was
    cut short, and would be shown as an office without records.

    Raises:
        NewerSchema: a newer version of the program wrote the file.
        DamagedRecords: the file fails its check. CannotWrite: no room for the copy or the upgrade.
    """
    at = _present(path, key) if path.exists() else None
    if at is None and made:
        raise damaged(path)
    if at == HEAD:
        return None
    engine = _engine(path, key)
    try:
        kept = None
        if at is not None:
            _refuse_newer(at, path)
            kept = backups.make(path, key, path.parent / "backups", reason=f"before-{HEAD}")
        _run(engine, path)
        log.info("records upgraded from %s to %s", at, HEAD)
        return kept
    finally:
        engine.dispose()


def _run(engine: Engine, path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            log.error("the upgrade left rows that refer to nothing: %s", broken[:3])
            raise damaged(path)


def _present(path: Path, key: bytes) -> str | None:
    """The revision of the file, None for an empty one; a file of usual size passes a quick check.

    A larger one would keep the user waiting; it is checked with every backup, and each page proves
    itself when it is read.
    """
    checked: str | None = "ok"
    at: str | None = None
    try:
        # Only to be read: whoever closes a file last brings the log beside it into it, and that
        # log may be left from another file.
        with closing(connect(path, key, read_only=True)) as raw:
            if path.stat().st_size <= CHECKED_AT_START:
                checked = raw.execute("PRAGMA quick_check(5)").fetchone()[0]
            if raw.execute(_KEEPS_REVISION).fetchone() is not None:
                row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
                at = None if row is None else str(row[0])
    except dbapi2.DatabaseError as error:
        raise explained(error, path) from error
    if checked != "ok":
        raise damaged(path)
    return at


def _refuse_newer(at: str, path: Path) -> None:
    from alembic.script import ScriptDirectory

    known = {revision.revision for revision in ScriptDirectory(str(SCRIPTS)).walk_revisions()}
    if at not in known:
        raise NewerSchema(
            _(
                "The records in {folder} were written by a newer version of fieldapp. Nothing was "
                "changed; install the newer version on this computer to open them."
            ).format(folder=path.parent)
        )
