"""One running program holds an office folder; whatever ends it frees the folder."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp import files
from fieldapp.errors import CannotWrite, OfficeInUse

HOLDER = """
import sys
from pathlib import Path
from fieldapp import files
held = files.OneCopy(Path(sys.argv[1]))
held.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another real process that holds the folder until its input ends."""
    root = Path(files.__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_folder_held_by_another_process_is_refused_with_its_number(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(OfficeInUse, match=f"process {holder.pid} on .*close it and try again"):
        files.OneCopy(tmp_path).acquire()


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")
def test_a_killed_process_frees_the_folder(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with files.OneCopy(tmp_path):
        assert (tmp_path / "in-use.json").exists()
    assert not (tmp_path / "in-use.json").exists()


@pytest.mark.parametrize("note", [b"", b"[]", b'{"pid": "x"}', b"\xff", None])
def test_a_damaged_note_still_gives_a_sentence(
    tmp_path: Path, holder: subprocess.Popen[str], note: bytes | None
) -> None:
    (tmp_path / "in-use.json").unlink()
    if note is not None:
        (tmp_path / "in-use.json").write_bytes(note)
    with pytest.raises(OfficeInUse, match=r"another running copy of fieldapp\. Go on"):
        files.OneCopy(tmp_path).acquire()


def test_a_second_copy_in_one_process_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first, second = files.OneCopy(tmp_path), files.OneCopy(tmp_path)
    with first, pytest.raises(OfficeInUse, match="already open"):
        second.acquire()
    with second:
        pass
    second.release()


def test_a_folder_that_is_not_there_cannot_be_held(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWrite):
        files.OneCopy(tmp_path / "file" / "office").acquire()


def test_a_folder_whose_note_cannot_be_written_is_let_go_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match="disk is full"):
        files.OneCopy(tmp_path).acquire()
    monkeypatch.undo()
    with files.OneCopy(tmp_path):
        pass
