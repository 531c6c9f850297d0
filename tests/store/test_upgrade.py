"""Upgrades: tables and revisions agree, rows survive, a failure leaves the file as it was."""

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from fieldapp.errors import DamagedRecords, NewerSchema
from fieldapp.records.kinds import KINDS
from fieldapp.records.people import Person
from fieldapp.services import opening, safety_copies
from fieldapp.services.history import History
from fieldapp.store import backups, upgrade
from fieldapp.store.engine import connect
from fieldapp.store.tables import TABLES, metadata
from tests.conftest import PASSPHRASE
from tests.store import old_file

KEY = bytes(range(32))

BROKEN = '''"""A revision that fails half way."""

import sqlalchemy as sa
from alembic import op

revision = "broken"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("shoe_size", sa.BigInteger))
    op.execute("UPDATE person SET given = 'half'")
    op.drop_table("attendance")
    op.execute("SELECT no_such_column FROM person")
'''


@contextmanager
def connected(path: Path, key: bytes = KEY) -> Iterator[Connection]:
    engine = upgrade._engine(path, key)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def up_to(path: Path, revision: str) -> None:
    """A file as the program of that revision had it."""
    config = Config()
    config.set_main_option("script_location", str(upgrade.SCRIPTS))
    with connected(path) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def revisions() -> list[str]:
    """All revisions, the first one first."""
    walked = ScriptDirectory(str(upgrade.SCRIPTS)).walk_revisions()
    return [revision.revision for revision in walked][::-1]


def rows_of(connection: Connection) -> dict[str, list[Any]]:
    """What a file holds, by table."""
    names = sa.inspect(connection).get_table_names()
    return {
        name: list(connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY 1').all())  # noqa: S608
        for name in sorted(names)
        if not name.startswith("found_words")
    }


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def put_person(path: Path, given: str) -> str:
    """A row by plain SQL, with every column that may not be empty."""
    with connected(path) as connection:
        table = sa.Table("person", sa.MetaData(), autoload_with=connection)
        filled = {c.name: 0 if "INT" in str(c.type) or "BOOL" in str(c.type) else ""
                  for c in table.columns if not c.nullable}  # fmt: skip
        uid = secrets.token_hex(16)
        connection.execute(sa.insert(table).values(**{**filled, "uid": uid, "given": given}))
    return uid


def with_broken_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program of a release whose migration fails."""
    scripts = tmp_path / "scripts"
    shutil.copytree(
        upgrade.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )
    broken = scripts / "versions" / "broken.py"
    broken.write_text(BROKEN.format(head=upgrade.HEAD), "utf-8")
    monkeypatch.setattr(upgrade, "SCRIPTS", scripts)
    monkeypatch.setattr(upgrade, "HEAD", "broken")


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Where a records file will be."""
    folder = tmp_path / "LOM"
    folder.mkdir()
    return folder / "records.db"


def test_the_newest_revision_is_the_one_that_the_program_names() -> None:
    assert ScriptDirectory(str(upgrade.SCRIPTS)).get_heads() == [upgrade.HEAD]


def test_revisions_know_nothing_of_the_program() -> None:
    texts = [path.read_text("utf-8") for path in (upgrade.SCRIPTS / "versions").glob("*.py")]
    assert texts
    assert [text for text in texts if "fieldapp" in text] == []


def test_the_revisions_make_the_tables_that_the_records_declare(records: Path) -> None:
    upgrade.upgrade(records, KEY)
    with connected(records) as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _parents: (
                    kind != "table" or not (name or "").startswith("found_words")
                ),
            },
        )
        assert compare_metadata(context, metadata) == []


def test_an_empty_file_is_brought_up_without_a_backup(records: Path) -> None:
    assert upgrade.upgrade(records, KEY) is None
    assert upgrade.upgrade(records, KEY) is None
    with connected(records) as connection:
        assert set(TABLES) <= set(sa.inspect(connection).get_table_names())


@pytest.mark.parametrize("begin", revisions()[:-1])
def test_rows_survive_every_upgrade_and_a_backup_is_kept(records: Path, begin: str) -> None:
    up_to(records, begin)
    uid = put_person(records, "Ama")
    with connected(records) as connection:
        before = rows_of(connection)
    kept = upgrade.upgrade(records, KEY)
    with connected(records) as connection:
        after = rows_of(connection)
    assert any(row[0] == uid for row in after["person"])
    assert {name: len(after[name]) for name in before} == {n: len(r) for n, r in before.items()}
    assert kept is not None
    assert kept.name.endswith(f"-before-{upgrade.HEAD}{backups.SUFFIX}")
    with connected(kept) as connection:
        assert rows_of(connection) == before


def test_a_failing_upgrade_leaves_the_file_as_it_was_and_a_backup_beside(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade.upgrade(records, KEY)
    put_person(records, "Ama")
    with connected(records) as connection:
        before = rows_of(connection)
    with monkeypatch.context() as failing:
        with_broken_revision(tmp_path, failing)
        with pytest.raises(sa.exc.DatabaseError, match="no_such_column"):
            upgrade.upgrade(records, KEY)
        with connected(records) as connection:
            assert rows_of(connection) == before
            columns = sa.inspect(connection).get_columns("person")
            assert "shoe_size" not in {column["name"] for column in columns}
        (kept,) = (records.parent / "backups").glob(f"*{backups.SUFFIX}")
        with connected(kept) as connection:
            assert rows_of(connection) == before
    assert upgrade.upgrade(records, KEY) is None


def test_an_office_opens_again_after_a_failed_upgrade(
    office: opening.OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.close()
    with monkeypatch.context() as failing:
        with_broken_revision(tmp_path, failing)
        with pytest.raises(sa.exc.DatabaseError):
            opening.unlock(office.settings.folder, PASSPHRASE, sign_in="Adviser")
    with closing(opening.unlock(office.settings.folder, PASSPHRASE, sign_in="Adviser")) as again:
        assert safety_copies.check(again) == []


def test_a_file_of_a_newer_release_is_refused_untouched(records: Path) -> None:
    upgrade.upgrade(records, KEY)
    with connected(records) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '20991231_later'")
    before = fingerprint(records)
    with pytest.raises(NewerSchema, match=r"newer version of fieldapp\. Nothing was changed"):
        upgrade.upgrade(records, KEY)
    assert fingerprint(records) == before
    assert not (records.parent / "backups").exists()


def test_a_damaged_file_is_refused_before_an_upgrade(records: Path) -> None:
    up_to(records, revisions()[0])
    with closing(connect(records, KEY)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(records.read_bytes())
    data[len(data) // 2] ^= 0xFF
    records.write_bytes(data)
    with pytest.raises(DamagedRecords):
        upgrade.upgrade(records, KEY)


@pytest.mark.parametrize("kept", sorted(old_file.OFFICES.iterdir()), ids=lambda path: path.name)
def test_the_office_kept_of_a_release_opens_with_everything_in_it(
    kept: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "LOM"
    shutil.copytree(kept, folder)
    with closing(opening.unlock(folder, PASSPHRASE, sign_in=old_file.SIGN_IN)) as office:
        assert safety_copies.check(office) == []
        with office.reading() as reader:
            (person,) = reader.every(Person)
            (gone,) = reader.every(Person, removed=True)
            counts = {key: reader.count(kind.record) for key, kind in KINDS.items()}
        assert (person.given, person.family) == ("Ama", "Mensah-Lawson")
        assert dict(person.unfit) == {"born": "in the rains"}
        assert (gone.given, gone.removed_why) == ("Binta", "entered twice")
        assert [key for key, number in counts.items() if not number and key != "term"] == []
        changed = {row.field_key for row in History(office).of(Person, person.uid)}
        assert {"given", "family", "born?"} <= changed
