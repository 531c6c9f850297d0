"""Bring a records file up to the tables of this version: on a verified copy's safety, whole or not at all."""

from __future__ import annotations

import logging
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from fieldapp.errors import DamagedRecords, NewerSchema
from fieldapp.store import backups
from fieldapp.store.engine import connect, explained
from fieldapp.text import _

log = logging.getLogger(__name__)

SCRIPTS = Path(__file__).parent / "migrations"


def head() -> str:
    """The revision that this version of the program works with."""
    return _scripts().get_current_head() or ""


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))


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

    return engine


def upgrade(path: Path, key: bytes) -> Path | None:
    """Upgrade in place; returns the backup made before, None where nothing was to do.

    Raises:
        NewerSchema: a newer version of the program wrote the file.
        DamagedRecords: the file fails its check.
    """
    engine = _engine(path, key)
    try:
        at = _present(engine, path)
        if at == head():
            return None
        kept = None
        if at is not None:
            kept = backups.make(path, key, path.parent / "backups", reason=f"before-{head()}")
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise DamagedRecords(str(broken[:3]))
        log.info("records upgraded from %s to %s", at, head())
        return kept
    finally:
        engine.dispose()


def _present(engine: Engine, path: Path) -> str | None:
    try:
        with engine.connect() as connection:
            checked = connection.exec_driver_sql("PRAGMA quick_check(5)").scalar()
            at = MigrationContext.configure(connection).get_current_revision()
    except sa.exc.DatabaseError as error:
        raise explained(error.orig or error, path) from error  # type: ignore[arg-type]
    if checked != "ok":
        raise explained(Exception("malformed"), path)
    if at is not None and at not in {revision.revision for revision in _scripts().walk_revisions()}:
        raise NewerSchema(
            _(
                "The records in {folder} were written by a newer version of fieldapp. Nothing was "
                "changed; install the newer version on this computer to open them."
            ).format(folder=path.parent)
        )
    return at
