"""The set-up of an office comes back as it was saved, or says what is wrong with it."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from fieldapp import settings
from fieldapp.errors import CannotWrite, UserError
from fieldapp.settings import Role, Settings


def office(folder: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "folder": folder,
        "office_code": "LOM",
        "office_name": "Lomé",
        "country": "Togo",
        "role": Role.FIELD,
    }
    return Settings(**(values | changes))


def test_every_setting_comes_back(tmp_path: Path) -> None:
    saved = office(
        tmp_path / "new" / "folder",
        role=Role.HEADQUARTERS,
        language="fr",
        zone="Africa/Lome",
        fiscal_year_start=1,
        second_backup_place=tmp_path / 'stick "blue"\\é مكتب',
        database_url="postgresql://server/records",
        idle_lock_minutes=25,
    )
    settings.save(saved)
    assert settings.load(saved.folder) == saved


@pytest.mark.parametrize(
    "name",
    ['say "yes"', "C:\\new\\table", "مكتب لومي", "कार्यालय", "a\nb\tc\r\x00\x1f\x7f", "'''", '"""',
     "# no comment", "\u2028\u202e\U0001f3e0", ""],
)  # fmt: skip
def test_odd_names_come_back(tmp_path: Path, name: str) -> None:
    settings.save(office(tmp_path, office_name=name))
    assert settings.load(tmp_path).office_name == name


@runs(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text())
def test_any_text_comes_back(tmp_path: Path, name: str) -> None:
    settings.save(office(tmp_path, office_name=name))
    assert settings.load(tmp_path).office_name == name


@pytest.mark.parametrize("code", ["L", "lom", "LOM-1", "ABCDEFGHI", "LÖM", "", "LOM\n", "٣٤"])
def test_a_code_that_is_none_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(UserError, match="2 to 8 capital letters"):
        office(tmp_path, office_code=code)


def test_a_typed_code_is_trimmed_and_set_in_capitals() -> None:
    assert settings.office_code(" gt01 ") == "GT01"


@pytest.mark.parametrize(
    "change", [{"fiscal_year_start": 0}, {"fiscal_year_start": 13}, {"idle_lock_minutes": 0}]
)
def test_a_number_out_of_range_is_refused(tmp_path: Path, change: dict[str, int]) -> None:
    with pytest.raises(UserError, match=r"from 1 to 12|1 to 480"):
        office(tmp_path).with_changes(**change)


def test_a_change_makes_a_new_setting_and_leaves_the_old(tmp_path: Path) -> None:
    old = office(tmp_path)
    assert (old.with_changes(language="ar").language, old.language) == ("ar", "en")


def test_everything_of_an_office_is_in_its_folder(tmp_path: Path) -> None:
    found = office(tmp_path)
    places = [found.database, found.key_slots, found.backups, found.sendings, found.answers]
    places += [found.log_folder, found.mark]
    assert {place.parent for place in places} == {tmp_path}
    assert (found.database.name, found.key_slots.name, found.mark.name) == (
        "records.db",
        "keyslots.json",
        "replica.mark",
    )
    assert len(set(places)) == 7


def test_a_folder_without_an_office_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no office in .*fieldapp init"):
        settings.load(tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('office_code = "LOM"\n', "", "“office_code” is missing"),
        ('"LOM"', "12", "does not fit"),
        ('"LOM"', '"lom"', "office code"),
        ('"field"', '"boss"', "neither field nor headquarters"),
        ("= 10\n", "= true\n", "does not fit"),
        ("= 10\n", "= 99\n", "99"),
        ('"Togo"', '"Togo', "office.toml cannot be read"),
    ],
)
def test_a_broken_file_says_what_is_wrong_and_what_to_do(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    settings.save(office(tmp_path))
    path = tmp_path / "office.toml"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    with pytest.raises(UserError, match="put back the copy from a backup") as refused:
        settings.load(tmp_path)
    assert said in str(refused.value)


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"x" * 200_000])
def test_what_is_not_a_settings_file_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "office.toml").write_bytes(raw)
    with pytest.raises(UserError, match="cannot be read"):
        settings.load(tmp_path)


def test_settings_of_a_newer_program_are_read_as_far_as_they_are_known(tmp_path: Path) -> None:
    settings.save(office(tmp_path))
    with (tmp_path / "office.toml").open("a") as file:
        file.write("colour = 'blue'\n")
    assert settings.load(tmp_path) == office(tmp_path)


def test_a_name_that_is_no_text_is_refused_and_the_old_settings_stay(tmp_path: Path) -> None:
    settings.save(office(tmp_path))
    with pytest.raises(UserError, match="cannot be kept"):
        settings.save(office(tmp_path, office_name="\ud800"))
    assert settings.load(tmp_path) == office(tmp_path)


def test_settings_on_a_full_disk_stay_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.save(office(tmp_path))

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match="disk is full"):
        settings.save(office(tmp_path, language="fr"))
    monkeypatch.undo()
    assert settings.load(tmp_path) == office(tmp_path)
