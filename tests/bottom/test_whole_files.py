"""A file is there whole or not at all, whatever the disk does."""

import errno
import os
from pathlib import Path

import pytest

from fieldapp import files
from fieldapp.errors import CannotWrite
from fieldapp.files import writing


def names(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir())


def failing(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    target = tmp_path / "records.xlsx"
    target.write_bytes(b"old")
    return target


def test_a_file_is_replaced_and_is_its_owners_only(target: Path) -> None:
    files.write_whole(target, b"new" * 100_000)
    assert target.read_bytes() == b"new" * 100_000
    assert names(target.parent) == ["records.xlsx"]
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_takes_a_little_at_a_time_gets_all_of_it(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data[:7])))
    files.write_whole(target, bytes(range(256)))
    assert target.read_bytes() == bytes(range(256))


@pytest.mark.parametrize("step", ["write", "fsync", "close", "open"])
@pytest.mark.parametrize("write", [files.write_whole, files.write_new])
def test_a_full_disk_leaves_the_old_file_and_no_part(
    target: Path, monkeypatch: pytest.MonkeyPatch, step: str, write: object
) -> None:
    real_close = os.close

    def refuse(handle: object, *_rest: object) -> int:
        if step == "close" and isinstance(handle, int):
            real_close(handle)
        raise failing(errno.ENOSPC)

    monkeypatch.setattr(os, step, refuse)
    assert callable(write)
    with pytest.raises(CannotWrite, match=r"The disk is full, so “records\.xlsx”"):
        write(target, b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert names(target.parent) == ["records.xlsx"]


def test_a_disk_that_fills_in_the_middle_of_a_file_leaves_the_old_one(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, room = os.write, [100]

    def until_full(handle: int, data: memoryview) -> int:
        if not room[0]:
            raise failing(errno.ENOSPC)
        written = real(handle, data[: room[0]])
        room[0] -= written
        return written

    monkeypatch.setattr(os, "write", until_full)
    with pytest.raises(CannotWrite):
        files.write_whole(target, b"n" * 1000)
    assert target.read_bytes() == b"old"
    assert names(target.parent) == ["records.xlsx"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EDQUOT, "Free some space"),
        (errno.EROFS, "can only be read"),
        (errno.EACCES, "may not be written"),
        (errno.EPERM, "may not be written"),
        (errno.ENOENT, "is not there"),
        (errno.EFBIG, "too big for the disk"),
        (errno.EIO, "may be damaged"),
        (errno.ENAMETOOLONG, "File name too long"),
    ],
)
def test_each_refusal_has_its_sentence_with_file_and_folder(
    tmp_path: Path, number: int, said: str
) -> None:
    found = files.explain_os_error(failing(number), tmp_path / "a.xlsx")
    assert isinstance(found, CannotWrite)
    assert said in str(found)
    assert "“a.xlsx”" in str(found)
    assert str(tmp_path) in str(found)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_read_only_folder_is_found_before_work_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    files.check_writable(tmp_path)
    assert names(tmp_path) == []

    def refuse(*_arguments: object) -> int:
        raise failing(number)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(CannotWrite, match=r"another folder|a folder that you may write"):
        files.check_writable(tmp_path)


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="is not there"):
        files.check_writable(tmp_path / "stick")
    with pytest.raises(CannotWrite, match="is not there"):
        files.write_whole(tmp_path / "stick" / "a.xlsx", b"x")


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "a" / "b")
    files.make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWrite):
        files.make_folder(tmp_path / "file")


def test_a_scanner_that_holds_the_file_is_waited_for(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a virus scanner keeps a new file open for a moment."""
    real, tries = Path.replace, []

    def held_twice(self: Path, other: Path) -> Path:
        tries.append(self)
        if len(tries) < 3:
            raise PermissionError(errno.EACCES, "in use")
        return real(self, other)

    monkeypatch.setattr(writing, "REPLACE_WAITS_S", (0.0, 0.0, 0.0, 0.0))
    monkeypatch.setattr(Path, "replace", held_twice)
    files.write_whole(target, b"new")
    assert (len(tries), target.read_bytes()) == (3, b"new")


def test_a_scanner_that_never_lets_go_leaves_the_old_file(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(self: Path, other: Path) -> Path:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(writing, "REPLACE_WAITS_S", (0.0, 0.0))
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(CannotWrite, match="open in another program"):
        files.write_whole(target, b"new")
    assert (names(target.parent), target.read_bytes()) == (["records.xlsx"], b"old")


def test_a_new_file_never_overwrites_another(target: Path) -> None:
    second = files.write_new(target, b"two")
    third = files.write_new(target, b"three")
    assert (second.name, third.name) == ("records (2).xlsx", "records (3).xlsx")
    assert (target.read_bytes(), second.read_bytes(), third.read_bytes()) == (
        b"old",
        b"two",
        b"three",
    )
    assert len(names(target.parent)) == 3


def test_the_same_bytes_written_again_are_the_same_file(target: Path) -> None:
    assert files.write_new(target, b"old") == target
    second = files.write_new(target, b"two")
    assert files.write_new(target, b"two") == second
    assert len(names(target.parent)) == 2


def test_a_name_taken_while_the_file_is_written_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, real = tmp_path / "a.xlsx", os.fsync

    def another_program_is_faster(handle: int) -> None:
        if not target.exists():
            target.write_bytes(b"theirs")
        real(handle)

    monkeypatch.setattr(os, "fsync", another_program_is_faster)
    assert files.write_new(target, b"ours").name == "a (2).xlsx"
    assert target.read_bytes() == b"theirs"
    assert names(tmp_path) == ["a (2).xlsx", "a.xlsx"]


def test_a_stick_without_links_gets_the_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_self: Path, _other: Path) -> None:
        raise failing(errno.EPERM)

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    assert files.write_new(tmp_path / "a.xlsx", b"ours").read_bytes() == b"ours"
    assert names(tmp_path) == ["a.xlsx"]


def test_parts_left_by_a_kill_are_swept_and_nothing_else(tmp_path: Path) -> None:
    for name in [".a.xlsx.0f0f0f0f.part", ".b.part", "c.part", ".d", "e.xlsx"]:
        (tmp_path / name).write_bytes(b"x")
    assert files.sweep_parts(tmp_path) == 2
    assert names(tmp_path) == [".d", "c.part", "e.xlsx"]
    assert files.sweep_parts(tmp_path / "absent") == 0


def test_a_file_finished_elsewhere_is_settled_under_its_name(target: Path) -> None:
    part = target.with_name(".copy.part")
    part.write_bytes(b"copied")
    files.settle(part, target)
    assert (names(target.parent), target.read_bytes()) == (["records.xlsx"], b"copied")
    with pytest.raises(CannotWrite, match="is not there"):
        files.settle(part, target)
    assert target.read_bytes() == b"copied"
