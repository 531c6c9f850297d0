"""Connections are set up alike and safely; writers wait, readers see one moment."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from fieldapp.records.changes import Why
from fieldapp.records.people import Person
from fieldapp.services.opening import OpenOffice
from fieldapp.store import engine
from fieldapp.store.unit import Act
from tests import make

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("release", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 44, 9), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 4), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((3, 53, 4), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_a_write_ahead_log_is_used_on_releases_without_its_bug_only(
    release: tuple[int, int, int], mode: str
) -> None:
    assert engine.journal_mode(release) == (mode, "FULL" if mode == "WAL" else "EXTRA")


def test_the_engine_that_is_installed_is_a_fixed_one() -> None:
    assert engine.journal_mode() == ("WAL", "FULL")


def test_an_older_engine_keeps_no_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "journal_mode", lambda: ("DELETE", "EXTRA"))
    raw = engine.connect(tmp_path / "records.db", KEY)
    raw.execute("CREATE TABLE t (a)")
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert raw.execute("PRAGMA synchronous").fetchone() == (3,)
    raw.close()
    assert [path.name for path in tmp_path.iterdir()] == ["records.db"]


def test_every_connection_of_the_pool_has_the_safe_settings(office: OpenOffice) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "busy_timeout": 10_000,
        "cipher_page_size": "4096",
        "cipher_use_hmac": "1",
    }
    with ExitStack() as stack:
        connections = [stack.enter_context(office.file._engine.connect()) for _ in range(8)]
        for connection in connections:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            assert found == wanted
        assert len({id(one.connection.dbapi_connection) for one in connections}) == 8


def test_a_connection_to_read_cannot_write(office: OpenOffice) -> None:
    raw = engine.connect(office.settings.database, office.file.key, read_only=True)
    with pytest.raises(Exception, match="readonly"):
        raw.execute("DELETE FROM person")
    raw.close()


def test_two_writers_wait_for_each_other(office: OpenOffice) -> None:
    """Four threads, each with ten actions of its own: none fails and none is lost."""
    together = threading.Barrier(4)
    failed: list[BaseException] = []

    def write() -> None:
        try:
            together.wait(30)
            for _time in range(10):
                make.kept(office, make.person())
        except BaseException as error:  # noqa: BLE001 - told to the test
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with office.reading() as reader:
        assert reader.count(Person) == 40
        dots = [lin.dot for p in reader.every(Person) if (lin := reader.lineage(Person, p.uid))]
    assert len(set(dots)) == 40


def test_writers_of_two_engines_wait_for_each_other(office: OpenOffice) -> None:
    """As a second connection pool on the same file would: no writer is turned away at once."""
    other = engine.open_engine(office.settings.database, office.file.key)
    waiting, written = threading.Event(), threading.Event()

    def write() -> None:
        with other.connect() as plain:
            waiting.set()
            with plain.execution_options(write=True).begin():
                plain.exec_driver_sql("INSERT INTO meta VALUES ('other', '1')")
            written.set()

    thread = threading.Thread(target=write)
    with office.unit(Why("first")) as unit:
        thread.start()
        assert waiting.wait(30)
        unit.put(make.person())
        assert not written.is_set()
        unit.commit()
    thread.join()
    other.dispose()
    assert written.is_set()


def test_a_reader_sees_one_moment_while_others_commit(office: OpenOffice) -> None:
    make.kept(office, *(make.person() for _ in range(3)))
    with office.reading() as reader:
        assert reader.count(Person) == 3
        make.kept(office, *(make.person() for _ in range(4)))
        assert reader.count(Person) == 3
        assert len(reader.every(Person)) == 3
    with office.reading() as reader:
        assert reader.count(Person) == 7


def test_what_is_not_committed_is_seen_by_nobody_and_gone_afterwards(office: OpenOffice) -> None:
    with office.unit(Why("never kept")) as unit:
        unit.put(make.person())
        assert len(unit.every(Person)) == 1
        with office.reading() as reader:
            assert reader.count(Person) == 0
    with office.reading() as reader:
        assert reader.count(Person) == 0


def test_counters_follow_a_commit_even_if_something_fails_after_it(office: OpenOffice) -> None:
    first, second = make.item(), make.item()

    def fails() -> None:
        with office.file.unit(Act("", Why("first"))) as unit:
            unit.put(first)
            unit.commit()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    make.kept(office, second)
    with office.reading() as reader:
        found = reader.many(type(first), [first.uid, second.uid])
        dots = {reader.lineage(type(first), uid) for uid in found}
    assert len({record.number for record in found.values()}) == 2
    assert len({lineage.dot for lineage in dots if lineage}) == 2
