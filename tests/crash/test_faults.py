"""A full, locked or failing disk: one clear sentence, and nothing is lost."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from fieldapp import files
from fieldapp.errors import CannotWrite, DiskFull
from fieldapp.files import folders
from fieldapp.records.people import Person
from fieldapp.services import opening, safety_copies
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from tests import make
from tests.conftest import PASSPHRASE
from tests.store.faults import is_clear

NewOffice = Callable[..., OpenOffice]
MIB = 2**20


class Disk:
    """A small disk of memory, mounted for one test."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._filler = place / "filler"

    def fill(self, *, but: int = 0) -> None:
        """Leave no room but some bytes, in steps of a page."""
        with self._filler.open("ab", buffering=0) as filler, contextlib.suppress(OSError):
            while (left := shutil.disk_usage(self.place).free - but) > 0:
                filler.write(b"\xff" * min(left, MIB))

    def empty(self) -> None:
        self._filler.unlink()

    def lock(self, *, read_only: bool = True) -> None:
        """Turn the write protection on or off."""
        option = f"remount,{'ro' if read_only else 'rw'}"
        subprocess.run(["mount", "-o", option, str(self.place)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """16 MiB; skipped where nothing can be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs", str(place)]
    if sys.platform != "linux" or shutil.which("mount") is None or os.geteuid():
        pytest.skip("only root can mount a disk")
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield Disk(place)
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def on_disk(disk: Disk, new_office: NewOffice) -> Iterator[OpenOffice]:
    """An open office on the small disk, with ten people."""
    there = new_office()
    there.close()
    shutil.copytree(there.settings.folder, disk.place / "LOM")
    with closing(reopened(disk.place / "LOM")) as office:
        make.kept(office, *(make.person() for _ in range(10)))
        yield office


def reopened(folder: Path) -> OpenOffice:
    return opening.unlock(folder, PASSPHRASE, sign_in="Adviser")


def people(office: OpenOffice) -> int:
    with office.reading() as reader:
        return len(reader.every(Person))


def keep(office: OpenOffice, count: int) -> None:
    make.kept(office, *(make.person() for _ in range(count)))


@contextmanager
def no_more_pages(office: OpenOffice) -> Iterator[None]:
    """The database cannot grow, as on a disk that is full."""
    engine = office.file._engine

    def limit(connection: sa.engine.Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    sa.event.listen(engine, "begin", limit)
    yield
    sa.event.remove(engine, "begin", limit)
    engine.dispose()


def test_a_database_that_cannot_grow_keeps_all_from_before(office: OpenOffice) -> None:
    keep(office, 10)
    before = office.file.state
    with no_more_pages(office), pytest.raises(DiskFull) as caught:
        keep(office, 300)
    assert is_clear(caught.value)
    assert "is full" in str(caught.value)
    assert (people(office), office.file.state) == (10, before)
    keep(office, 300)
    assert people(office) == 310
    assert safety_copies.check(office) == []


def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(
    disk: Disk, on_disk: OpenOffice
) -> None:
    disk.fill()
    with pytest.raises(DiskFull) as caught:
        keep(on_disk, 200)
    assert is_clear(caught.value)
    assert people(on_disk) == 10
    disk.empty()
    keep(on_disk, 200)
    assert people(on_disk) == 210
    assert safety_copies.check(on_disk) == []


def test_an_office_closes_on_a_full_disk_and_opens_with_all_that_was_saved(
    disk: Disk, on_disk: OpenOffice
) -> None:
    disk.fill()
    with pytest.raises(DiskFull):
        keep(on_disk, 200)
    on_disk.close()
    disk.fill()
    with pytest.raises(DiskFull) as caught:
        reopened(on_disk.settings.folder)
    assert is_clear(caught.value)
    disk.empty()
    with closing(reopened(on_disk.settings.folder)) as again:
        assert people(again) == 10
        assert again.file.state.replica == on_disk.file.state.replica


def test_the_reserve_lets_a_last_save_succeed_on_a_full_disk(
    disk: Disk, new_office: NewOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "ROOMY_BYTES", 4 * MIB)
    monkeypatch.setattr(folders, "RESERVE_BYTES", 4 * MIB)
    there = new_office()
    there.close()
    folder = disk.place / "LOM"
    shutil.copytree(there.settings.folder, folder)
    with closing(reopened(folder)) as office:
        assert (folder / "reserve.bin").stat().st_size == 4 * MIB
        keep(office, 10)
        disk.fill()
        with pytest.raises(DiskFull, match="save once more") as caught:
            keep(office, 200)
        assert is_clear(caught.value)
        assert not (folder / "reserve.bin").exists()
        keep(office, 200)
        disk.fill()
        with pytest.raises(DiskFull, match="Free some space"):
            keep(office, 200)
    disk.empty()
    with closing(reopened(folder)) as office:
        assert people(office) == 210
        assert (folder / "reserve.bin").exists(), "the reserve is kept anew where there is room"
    disk.fill()
    with closing(reopened(folder)) as office:
        assert people(office) == 210, "a full disk is opened with the help of the reserve"
        assert not (folder / "reserve.bin").exists()


def test_the_reserve_is_held_from_the_first_start_on(
    office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "ROOMY_BYTES", 0)
    monkeypatch.setattr(folders, "RESERVE_BYTES", MIB)
    office.close()
    with closing(reopened(office.settings.folder)):
        assert (office.settings.folder / folders.RESERVE).stat().st_size == MIB


def test_an_export_to_a_full_stick_keeps_the_sending_to_be_written_again(
    office: OpenOffice, disk: Disk
) -> None:
    keep(office, 50)
    disk.fill()
    with pytest.raises(CannotWrite, match="disk is full") as caught:
        Exchange(office).export(to=disk.place)
    assert is_clear(caught.value)
    assert [path.name for path in disk.place.iterdir()] == ["filler"]
    disk.empty()
    path = Exchange(office).write_again(1, to=disk.place)
    assert path.read_bytes()[:2] == b"PK"
    assert [path] == list(disk.place.iterdir())


def test_a_backup_that_finds_no_room_leaves_nothing_behind(
    office: OpenOffice, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(office, 200)
    disk.fill(but=100_000)
    with pytest.raises(CannotWrite, match="too little space"):
        safety_copies.backup(office, disk.place)
    monkeypatch.setattr(files, "free_space", lambda _folder: 2**40)  # filled meanwhile
    with pytest.raises(CannotWrite, match="too little space") as caught:
        safety_copies.backup(office, disk.place)
    assert is_clear(caught.value)
    assert [path.name for path in disk.place.iterdir()] == ["filler"]


def test_a_headquarters_on_a_full_disk_takes_nothing_in_by_half(
    new_office: NewOffice, on_disk: OpenOffice, disk: Disk
) -> None:
    """The disk fills while a confirmation is taken in; later it is taken in whole."""
    headquarters = new_office("HQ", role="headquarters")
    field, centre = Exchange(on_disk), Exchange(headquarters)
    reply = centre.enrol_take(field.enrol_request()[0], confirmed=True).reply
    assert reply is not None
    field.enrol_take(reply, confirmed=True)
    keep(on_disk, 200)
    sent = field.export(to=headquarters.settings.folder)
    assert sent is not None
    (taken,) = centre.receive([sent.path])
    assert taken.reply is not None
    with no_more_pages(on_disk):
        disk.fill()
        with pytest.raises(DiskFull) as caught:
            field.receive([taken.reply])
        assert is_clear(caught.value)
    assert field.status().unconfirmed == 0 or field.status().waiting_sendings
    disk.empty()
    field.receive([taken.reply])
    assert field.status().unconfirmed == 0
    assert safety_copies.check(on_disk) == []


def test_a_locked_folder_is_told_at_the_door_and_nothing_changes(
    disk: Disk, on_disk: OpenOffice
) -> None:
    folder = on_disk.settings.folder
    on_disk.close()
    disk.lock()
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(CannotWrite, match="can only be read") as caught:
        reopened(folder)
    assert is_clear(caught.value)
    assert sorted(path.name for path in folder.iterdir()) == before
    disk.lock(read_only=False)
    with closing(reopened(folder)) as again:
        assert people(again) == 10


def test_a_locked_stick_is_told_and_the_sending_is_kept(office: OpenOffice, disk: Disk) -> None:
    keep(office, 5)
    disk.lock()
    with pytest.raises(CannotWrite, match="Remove the write protection") as caught:
        Exchange(office).export(to=disk.place)
    assert is_clear(caught.value)
    with pytest.raises(CannotWrite):
        safety_copies.backup(office, disk.place)
    disk.lock(read_only=False)
    assert Exchange(office).write_again(1, to=disk.place).exists()


def test_read_only_media_are_read_and_restored_from(
    new_office: NewOffice, disk: Disk, tmp_path: Path
) -> None:
    office, headquarters = new_office(), new_office("HQ", role="headquarters")
    field, centre = Exchange(office), Exchange(headquarters)
    request, _words = field.enrol_request()
    centre.enrol_take(request, confirmed=True)
    keep(office, 5)
    sent = field.export(to=disk.place)
    assert sent is not None
    backup = safety_copies.backup(office, disk.place)
    disk.lock()
    (taken,) = centre.receive([sent.path])
    assert taken.kind == "sending"
    safety_copies.restore(tmp_path / "new", backup, PASSPHRASE)
    with closing(reopened(tmp_path / "new")) as restored:
        assert people(restored) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to the size of files")
def test_a_failing_disk_is_told_as_such_and_loses_nothing(office: OpenOffice) -> None:
    """The system refuses to write beyond a size, which the database takes for a fault."""
    import resource

    keep(office, 10)
    log = office.settings.folder / "records.db-wal"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
    try:
        with pytest.raises(CannotWrite, match="reported a fault") as caught:
            keep(office, 200)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert is_clear(caught.value)
    assert people(office) == 10
    keep(office, 200)
    assert people(office) == 210
    assert safety_copies.check(office) == []


def test_parts_of_a_killed_export_are_swept_from_a_stick_when_they_are_old(
    office: OpenOffice, tmp_path: Path
) -> None:
    keep(office, 5)
    stick = tmp_path / "stick"
    stick.mkdir()
    old, new = stick / ".SYNC_LOM.xlsx.0123abcd.part", stick / ".SYNC_TIA.xlsx.4567cdef.part"
    other = stick / ".download.part"
    for part in (old, new, other):
        part.write_bytes(b"PK")
    for part in (old, other):
        os.utime(part, (0, 0))
    sent = Exchange(office).export(to=stick)
    assert sent is not None
    assert set(stick.iterdir()) == {new, other, sent.path}


def test_what_a_killed_backup_leaves_is_swept_at_the_next_start(office: OpenOffice) -> None:
    backup_folder = safety_copies.backup(office).parent
    for tail in ("", "-wal", "-shm", "-journal"):
        (backup_folder / f".records-20260101T000000Z.fieldbackup.part{tail}").write_bytes(b"x")
    office.close()
    with closing(reopened(office.settings.folder)):
        assert [path.name for path in backup_folder.glob(".*")] == []
