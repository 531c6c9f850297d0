"""Bring a records file up to this version's tables: after a verified copy, whole or not at all."""

from __future__ import annotations

import logging
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from fieldapp.errors import NewerSchema
from fieldapp.store import backups
from fieldapp.store.engine import connect, damaged, explain
from fieldapp.text import _

log = logging.getLogger(__name__)

SCRIPTS = Path(__file__).parent / "migrations"

CHECKED_AT_START = 32_000_000
"""Bytes of a file that is checked whole before it is opened, some 40 ms."""

HEAD = "20261121_exchange"
"""The newest revision; named here so that an ordinary start need not load Alembic."""


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


def upgrade(path: Path, key: bytes) -> Path | None:
    """Upgrade in place; returns the backup made before, None where nothing was to do.

    Raises:
        NewerSchema: a newer version of the program wrote the file.
        DamagedRecords: the file fails its check. CannotWrite: no room for the copy or the upgrade.
    """
    engine = _engine(path, key)
    try:
        at = _present(engine, path)
        if at == HEAD:
            return None
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


def _present(engine: Engine, path: Path) -> str | None:
    """The revision of the file, None for an empty one; a file of usual size passes a quick check.

    A larger one would keep the user waiting; it is checked with every backup, and each page proves
    itself when it is read.
    """
    checked: str | None = "ok"
    at: str | None = None
    with engine.connect() as connection:
        if path.stat().st_size <= CHECKED_AT_START:
            checked = connection.exec_driver_sql("PRAGMA quick_check(5)").scalar()
        if sa.inspect(connection).has_table("alembic_version"):
            at = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
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
