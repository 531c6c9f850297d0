"""A records file that is damaged, foreign or half there is told as such and left as it is."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fieldapp.errors import CannotWrite, DamagedRecords, OfficeInUse, WrongPassphrase
from fieldapp.records.people import Person
from fieldapp.services import opening, safety_copies
from fieldapp.services.opening import OpenOffice
from fieldapp.store.engine import connect
from fieldapp.store.office_file import OfficeFile
from tests import make
from tests.conftest import PASSPHRASE
from tests.store.faults import PAGE, flip, is_clear

NewOffice = Callable[..., OpenOffice]


def reopened(folder: Path) -> OpenOffice:
    return opening.unlock(folder, PASSPHRASE, sign_in="Adviser")


def people(office: OpenOffice) -> int:
    with office.reading() as reader:
        return reader.count(Person)


def refused(folder: Path) -> DamagedRecords:
    """The refusal of an office that must not open; nothing in its file is touched by it."""
    before = (folder / "records.db").read_bytes()
    with pytest.raises(DamagedRecords) as caught:
        reopened(folder)
    assert (folder / "records.db").read_bytes() == before
    assert is_clear(caught.value)
    return caught.value


@pytest.fixture
def closed(office: OpenOffice) -> Path:
    """The folder of a closed office with a hundred people and a backup."""
    make.kept(office, *(make.person() for _ in range(100)))
    safety_copies.backup(office)
    office.close()
    return office.settings.folder


def test_two_hundred_turned_bits_are_all_found(office: OpenOffice, tmp_path: Path) -> None:
    make.kept(office, *(make.person() for _ in range(300)))
    office.close()
    chance = random.Random(20261121)  # noqa: S311 - a test's choice
    spoilt = tmp_path / "spoilt.db"
    size = office.settings.database.stat().st_size
    seen_by_all_pages = seen_at_opening = 0
    for _number in range(200):
        shutil.copy(office.settings.database, spoilt)
        flip(spoilt, chance.randrange(size), chance.randrange(8))
        try:
            with closing(connect(spoilt, office.file.key, read_only=True)) as raw:
                seen_by_all_pages += bool(raw.execute("PRAGMA cipher_integrity_check").fetchall())
        except DamagedRecords:
            seen_by_all_pages += 1
        with pytest.raises(DamagedRecords):
            OfficeFile.open(spoilt, office.file.key)
        seen_at_opening += 1
    assert (seen_by_all_pages, seen_at_opening) == (200, 200)


def test_an_open_office_tells_which_pages_are_damaged(office: OpenOffice) -> None:
    make.kept(office, *(make.person() for _ in range(100)))
    assert safety_copies.check(office) == []
    with closing(office.file._engine.raw_connection()) as raw:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    office.file._engine.dispose()
    flip(office.settings.database, 20 * PAGE + 99)
    flip(office.settings.database, 30 * PAGE + 99)
    assert safety_copies.check(office) == [
        "2 pages of the records file are damaged or were changed."
    ]


def test_a_damaged_file_names_the_newest_backup_which_can_be_restored(closed: Path) -> None:
    flip(closed / "records.db", 10 * PAGE + 7)
    (backup,) = (closed / "backups").glob("*.fieldbackup")
    told = refused(closed)
    assert str(backup) in str(told)
    assert "fieldapp restore" in str(told)
    aside = safety_copies.restore(closed, backup, PASSPHRASE)
    assert aside is not None
    assert aside.exists()
    with closing(reopened(closed)) as office:
        assert people(office) == 100


def test_a_damaged_file_without_backups_says_where_to_look(closed: Path) -> None:
    shutil.rmtree(closed / "backups")
    flip(closed / "records.db", 10 * PAGE + 7)
    assert "There is no backup in" in str(refused(closed))


@pytest.mark.parametrize("rest", [0, 1, 100, PAGE, 5 * PAGE, -PAGE, -100])
def test_a_file_cut_short_is_refused_and_not_begun_anew(closed: Path, rest: int) -> None:
    path = closed / "records.db"
    data = path.read_bytes()
    path.write_bytes(data[:rest])
    assert "newest backup" in str(refused(closed))


def test_a_file_that_is_gone_is_not_begun_anew(closed: Path) -> None:
    (closed / "records.db").unlink()
    with pytest.raises(DamagedRecords, match="There is no records file") as caught:
        reopened(closed)
    assert is_clear(caught.value)
    assert not (closed / "records.db").exists()


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04" + b"x" * 9000, b"SQLite format 3\x00" + b"\x00" * 4080, b"name;sum\n"]
)
def test_a_foreign_file_under_that_name_is_refused(closed: Path, data: bytes) -> None:
    (closed / "records.db").write_bytes(data)
    assert "was not written by this program" in str(refused(closed))


def test_the_records_of_another_office_do_not_open_with_these_keys(
    closed: Path, new_office: NewOffice
) -> None:
    other = new_office("TIA")
    other.close()
    shutil.copy(other.settings.database, closed / "records.db")
    refused(closed)


def test_a_wrong_passphrase_leaves_the_office_free(closed: Path) -> None:
    with pytest.raises(WrongPassphrase) as caught:
        opening.unlock(closed, "another heron waits", sign_in="Adviser")
    assert is_clear(caught.value)
    reopened(closed).close()


def test_what_stands_in_a_left_over_log_is_there_after_a_power_cut(
    office: OpenOffice, tmp_path: Path
) -> None:
    make.kept(office, *(make.person() for _ in range(100)))
    assert (office.settings.folder / "records.db-wal").stat().st_size > PAGE
    shutil.copytree(office.settings.folder, tmp_path / "after")
    with closing(reopened(tmp_path / "after")) as after:
        assert people(after) == 100
        assert safety_copies.check(after) == []
        assert after.file.state.replica == office.file.state.replica


def test_a_log_left_from_another_file_is_not_brought_into_this_one(
    office: OpenOffice, new_office: NewOffice, tmp_path: Path
) -> None:
    make.kept(office, *(make.person() for _ in range(100)))
    other = new_office("TIA")
    make.kept(other, *(make.person() for _ in range(50)))
    mixed = tmp_path / "mixed"
    shutil.copytree(other.settings.folder, mixed, ignore=shutil.ignore_patterns("*-shm", "*-wal"))
    other.close()
    shutil.copy(other.settings.database, mixed / "records.db")
    shutil.copy(office.settings.folder / "records.db-wal", mixed / "records.db-wal")
    refused(mixed)
    for tail in ("-wal", "-shm"):
        (mixed / f"records.db{tail}").unlink(missing_ok=True)
    with closing(reopened(mixed)) as good:
        assert people(good) == 50


def test_an_office_in_use_by_another_process_says_so(closed: Path) -> None:
    holds = (
        "import sys\nfrom pathlib import Path\nfrom fieldapp import files\n"
        "lock = files.OneCopy(Path(sys.argv[1]))\nlock.acquire()\n"
        "print('held', flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holds, str(closed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(OfficeInUse, match=f"process {other.pid} on") as caught:
            reopened(closed)
        assert is_clear(caught.value)
        other.stdin.close()
        other.wait()
    reopened(closed).close()


def test_keys_that_were_changed_by_hand_are_refused_and_the_records_stay(closed: Path) -> None:
    before = (closed / "records.db").read_bytes()
    slots = closed / "keyslots.json"
    slots.write_bytes(slots.read_bytes().replace(b'"wrapped":"', b'"wrapped":"AAAA'))
    with pytest.raises(Exception, match=r"keys of the office|passphrase") as caught:
        reopened(closed)
    assert is_clear(caught.value)
    assert not isinstance(caught.value, CannotWrite)
    assert (closed / "records.db").read_bytes() == before
