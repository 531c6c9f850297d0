"""Backups are whole before they count, are thinned by age, and come back as a new installation."""

import datetime as dt
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fieldapp.errors import CannotWrite, DamagedRecords, FileRefused, WrongPassphrase
from fieldapp.records.equipment import Item
from fieldapp.records.people import Person
from fieldapp.services import opening, safety_copies, setting_up
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from fieldapp.store import backups, engine
from tests import make
from tests.conftest import BEGIN, PASSPHRASE, FakeClock
from tests.store.faults import PAGE, flip, is_clear

NewOffice = Callable[..., OpenOffice]


def reopened(folder: Path, clock: FakeClock | None = None) -> OpenOffice:
    return opening.unlock(folder, PASSPHRASE, sign_in="Adviser", clock=clock)


def people(office: OpenOffice) -> int:
    with office.reading() as reader:
        return reader.count(Person)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_encrypted_whole_and_has_its_keys_beside(office: OpenOffice) -> None:
    make.kept(office, make.person(given="Akosua"))
    made = safety_copies.backup(office)
    assert names(made.parent) == [
        "records-20260115T093000Z.fieldbackup",
        "records-20260115T093000Z.keyslots.json",
    ]
    assert b"Akosua" not in made.read_bytes()
    assert not made.read_bytes().startswith(b"SQLite")
    with closing(engine.connect(made, office.file.key, read_only=True)) as raw:
        assert raw.execute("PRAGMA cipher_integrity_check").fetchall() == []
        assert raw.execute("SELECT given FROM person").fetchall() == [("Akosua",)]


def test_a_backup_at_start_is_made_when_the_newest_is_four_hours_old(
    office: OpenOffice, fake_clock: FakeClock
) -> None:
    assert safety_copies.backup_if_due(office) is not None
    fake_clock.step(seconds=3 * 3600)
    assert safety_copies.backup_if_due(office) is None
    fake_clock.step(seconds=3600)
    assert safety_copies.backup_if_due(office) is not None
    assert len(safety_copies.listed(office)) == 2


def test_a_backup_from_a_wrong_clocks_future_does_not_hold_up_the_next(
    office: OpenOffice, fake_clock: FakeClock
) -> None:
    fake_clock.step(days=3650)
    safety_copies.backup(office)
    fake_clock.set(BEGIN)
    assert safety_copies.backup_if_due(office) is not None


def test_years_of_backups_are_thinned_to_days_weeks_and_months(
    tmp_path: Path,
) -> None:
    begin = dt.datetime(2024, 1, 1, 8, tzinfo=dt.UTC)
    for hours in range(0, 3 * 365 * 24, 8):
        stamp = (begin + dt.timedelta(hours=hours)).strftime("%Y%m%dT%H%M%SZ")
        (tmp_path / f"records-{stamp}.fieldbackup").write_bytes(b"x")
        (tmp_path / f"records-{stamp}.keyslots.json").write_bytes(b"{}")
        if hours % (24 * 30) == 0:  # as an office would: after each, or after a month away
            backups.thin(tmp_path)
    backups.thin(tmp_path)
    kept = [backup.made_at for backup in backups.listed(tmp_path)]
    every = [begin + dt.timedelta(hours=hours) for hours in range(0, 3 * 365 * 24, 8)][::-1]
    assert kept[:10] == every[:10]
    assert len({moment.date() for moment in kept} & {moment.date() for moment in every[:42]}) == 14
    weeks = list(dict.fromkeys(moment.strftime("%G%V") for moment in every))[:8]
    assert set(weeks) <= {moment.strftime("%G%V") for moment in kept}
    months = list(dict.fromkeys(moment.strftime("%Y%m") for moment in every))[:12]
    assert {moment.strftime("%Y%m") for moment in kept} == set(months)
    assert 10 <= len(kept) <= 10 + 14 + 8 + 12
    assert len(list(tmp_path.glob("*.keyslots.json"))) == len(kept)


def test_thinning_stays_below_the_limit_and_never_takes_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "LIMIT_BYTES", 250)
    for day in range(1, 9):
        (tmp_path / f"records-202601{day:02d}T080000Z.fieldbackup").write_bytes(b"x" * 100)
    backups.thin(tmp_path)
    assert [backup.made_at.day for backup in backups.listed(tmp_path)] == [8, 7]
    monkeypatch.setattr(backups, "LIMIT_BYTES", 10)
    backups.thin(tmp_path)
    assert [backup.made_at.day for backup in backups.listed(tmp_path)] == [8]


def test_a_damaged_file_makes_no_backup_and_takes_none_away(office: OpenOffice) -> None:
    make.kept(office, *(make.person() for _ in range(100)))
    good = safety_copies.backup(office)
    office.file.close()
    flip(office.settings.database, 20 * PAGE + 5)
    for number in range(2):
        with pytest.raises(DamagedRecords, match="could not be made") as caught:
            backups.make(
                office.settings.database, office.file.key, good.parent, reason=f"again-{number}"
            )
        assert is_clear(caught.value)
    assert [backup.path for backup in safety_copies.listed(office)] == [good]
    assert [name for name in names(good.parent) if name.startswith(".")] == []


def test_too_little_space_is_told_before_anything_is_written(
    office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = office.settings.database.stat().st_size
    monkeypatch.setattr("fieldapp.files.free_space", lambda _folder: 3 * size - 1)
    with pytest.raises(CannotWrite, match="too little space for a backup") as caught:
        safety_copies.backup(office)
    assert is_clear(caught.value)
    assert names(office.settings.backups) == []


def test_the_second_place_gets_each_backup_with_its_keys(
    office: OpenOffice, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    chosen = office.settings.with_changes(second_backup_place=stick)
    with_second = OpenOffice(chosen, office.file, office.lock, office.person, office.clock)
    made = safety_copies.backup(with_second)
    (folder,) = stick.iterdir()
    assert folder.name == "fieldapp-backups-LOM-A"
    assert names(folder) == names(made.parent)
    assert (folder / made.name).read_bytes() == made.read_bytes()
    shutil.rmtree(stick)
    assert safety_copies.backup(with_second).exists(), "a stick that is away stops no backup"


def test_a_restored_office_is_a_new_installation_that_offers_everything_again(
    office: OpenOffice, fake_clock: FakeClock
) -> None:
    make.kept(office, *(make.person() for _ in range(20)), make.item())
    made = safety_copies.backup(office)
    folder, before = office.settings.folder, office.file.state
    make.kept(office, make.person(given="Later"))
    assert Exchange(office).export() is not None
    office.close()
    aside = safety_copies.restore(folder, made, PASSPHRASE, sign_in="Adviser", clock=fake_clock)
    assert aside is not None
    assert names(folder).count(aside.name) == 1
    assert not {"records.db-wal", "records.db-shm"} & set(names(folder))
    with closing(reopened(folder, fake_clock)) as restored:
        state = restored.file.state
        assert (state.replica != before.replica, state.letter, state.seq) == (True, "B", 0)
        assert people(restored) == 20
        pending = Exchange(restored).pending()
        assert pending.counts["person"] == 20
        assert safety_copies.check(restored) == []


def test_what_was_set_aside_still_opens_with_everything_in_it(office: OpenOffice) -> None:
    made = safety_copies.backup(office)
    make.kept(office, *(make.person() for _ in range(7)))
    office.close()
    aside = safety_copies.restore(office.settings.folder, made, PASSPHRASE)
    assert aside is not None
    with closing(engine.connect(aside, office.file.key)) as raw:
        assert raw.execute("SELECT count(*) FROM person").fetchone() == (7,)


def test_a_log_left_by_a_killed_program_is_set_aside_and_not_replayed(
    office: OpenOffice, tmp_path: Path
) -> None:
    made = safety_copies.backup(office)
    make.kept(office, *(make.person() for _ in range(7)))
    killed = tmp_path / "killed"
    shutil.copytree(office.settings.folder, killed)
    assert (killed / "records.db-wal").stat().st_size
    aside = safety_copies.restore(killed, killed / "backups" / made.name, PASSPHRASE)
    assert aside is not None
    with closing(reopened(killed)) as restored:
        assert people(restored) == 0
        assert safety_copies.check(restored) == []
    with closing(engine.connect(aside, office.file.key)) as raw:
        assert raw.execute("SELECT count(*) FROM person").fetchone() == (7,)


def test_two_restores_of_one_backup_issue_no_number_twice(office: OpenOffice) -> None:
    folder = office.settings.folder
    made = safety_copies.backup(office)
    make.kept(office, make.item())
    office.close()
    asides, numbers, letters = set(), [], []
    for _time in range(3):
        asides.add(safety_copies.restore(folder, made, PASSPHRASE))
        with closing(reopened(folder)) as restored:
            make.kept(restored, make.item())
            with restored.reading() as reader:
                numbers += [item.number for item in reader.every(Item)]
            letters.append(restored.file.state.letter)
    assert letters == ["B", "C", "D"]
    assert len(set(numbers)) == 3
    assert len(asides) == 3


def test_a_headquarters_counts_a_new_epoch_each_time_it_is_restored(
    new_office: NewOffice,
) -> None:
    headquarters = new_office("HQ", role="headquarters")
    made = safety_copies.backup(headquarters)
    headquarters.close()
    epochs = []
    for _time in range(2):
        safety_copies.restore(headquarters.settings.folder, made, PASSPHRASE)
        with closing(reopened(headquarters.settings.folder)) as restored:
            epochs.append(restored.file.state.epoch)
    assert epochs == [2, 3]


def test_a_headquarters_that_was_rewound_by_hand_counts_a_new_epoch(
    new_office: NewOffice,
) -> None:
    headquarters = new_office("HQ", role="headquarters")
    folder = headquarters.settings.folder
    headquarters.close()
    old = (folder / "records.db").read_bytes()
    with closing(reopened(folder)) as later:
        make.kept(later, make.person())
    (folder / "records.db").write_bytes(old)
    with closing(reopened(folder)) as rewound:
        assert rewound.file.state.epoch == 2


def test_a_backup_opens_on_a_new_computer_in_an_empty_folder(
    office: OpenOffice, tmp_path: Path
) -> None:
    make.kept(office, *(make.person() for _ in range(5)))
    made = safety_copies.backup(office)
    stick, new = tmp_path / "stick", tmp_path / "new" / "office"
    shutil.copytree(made.parent, stick)
    assert safety_copies.restore(new, stick / made.name, PASSPHRASE, sign_in="Adviser") is None
    with closing(reopened(new)) as restored:
        assert people(restored) == 5
        assert restored.settings.office_code == "LOM"
        assert restored.file.state.replica != office.file.state.replica


def test_a_backup_older_than_a_change_of_passphrase_opens_with_either(office: OpenOffice) -> None:
    made = safety_copies.backup(office)
    new = "a louder crane departs"
    setting_up.change_passphrase(office, new)
    folder = office.settings.folder
    office.close()
    with pytest.raises(WrongPassphrase):
        safety_copies.restore(folder, made, "neither of the two")
    for passphrase in (PASSPHRASE, new):
        safety_copies.restore(folder, made, passphrase)
        opening.unlock(folder, new).close()


def test_a_damaged_backup_is_refused_and_the_records_stay(office: OpenOffice) -> None:
    make.kept(office, *(make.person() for _ in range(100)))
    made = safety_copies.backup(office)
    folder = office.settings.folder
    office.close()
    flip(made, 20 * PAGE + 5)
    before = names(folder)
    with pytest.raises(DamagedRecords, match="Nothing was changed") as caught:
        safety_copies.restore(folder, made, PASSPHRASE)
    assert is_clear(caught.value)
    assert names(folder) == before
    with closing(reopened(folder)) as same:
        assert people(same) == 100


def test_a_file_that_is_no_backup_is_refused(office: OpenOffice, tmp_path: Path) -> None:
    other = tmp_path / "letter.docx"
    other.write_bytes(b"PK")
    with pytest.raises(FileRefused) as caught:
        safety_copies.restore(office.settings.folder, other, PASSPHRASE)
    assert is_clear(caught.value)


def test_a_restore_leaves_the_backup_as_it_was(office: OpenOffice) -> None:
    made = safety_copies.backup(office)
    office.close()
    before, beside = made.read_bytes(), names(made.parent)
    safety_copies.restore(office.settings.folder, made, PASSPHRASE)
    assert made.read_bytes() == before
    assert names(made.parent) == beside


def test_an_open_office_is_not_restored_over(office: OpenOffice) -> None:
    made = safety_copies.backup(office)
    with pytest.raises(Exception, match="already open"):
        safety_copies.restore(office.settings.folder, made, PASSPHRASE)


@pytest.mark.parametrize("computer", ["the same", "another"])
def test_a_folder_copied_to_another_computer_is_a_new_installation(
    office: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, computer: str
) -> None:
    make.kept(office, *(make.person() for _ in range(5)))
    office.close()
    copy = tmp_path / "copy"
    shutil.copytree(office.settings.folder, copy)
    if computer == "another":
        monkeypatch.setattr(opening, "_machine", lambda: "0123456789abcdef")
    with closing(reopened(copy)) as opened:
        first = opened.file.state.replica
        assert (first != office.file.state.replica) == (computer == "another")
        assert people(opened) == 5
    with closing(reopened(copy)) as again:
        assert again.file.state.replica == first, "it is a new one once, not at each start"
