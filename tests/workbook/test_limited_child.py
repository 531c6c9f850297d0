"""A reader in the child process can do what it likes; the program goes on."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from fieldapp.errors import Cancelled, FileRefused
from fieldapp.limited import LimitedReader, ReaderCrashed

DEEDS = "tests.workbook.deeds:"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reader() -> Iterator[LimitedReader]:
    with LimitedReader() as reader:
        yield reader


def test_one_child_answers_one_question_after_another(reader: LimitedReader) -> None:
    first = reader.ask(DEEDS + "echo", {"a": ["é", 1.5]}, b"x" * 3_000_000)
    second = reader.ask(DEEDS + "echo", {}, b"")
    assert first["size"] == 3_000_000
    assert str(first["request"]["a"]) == "['é', Decimal('1.5')]"
    assert first["process"] == second["process"] != psutil.Process().pid


def test_the_child_loads_neither_screens_nor_databases(reader: LimitedReader) -> None:
    loaded = reader.ask(DEEDS + "modules", {}, b"")["modules"]
    assert not {"PySide6", "sqlalchemy", "sqlcipher3", "openpyxl"} & set(loaded)


def test_a_refusal_in_the_child_keeps_its_words(reader: LimitedReader) -> None:
    with pytest.raises(FileRefused, match=r"^The reason, as it is written\.$"):
        reader.ask(DEEDS + "refuse", {}, b"")


def test_an_unknown_fault_is_told_by_its_type_alone(
    reader: LimitedReader, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(ReaderCrashed, match=r"“a[.]xlsx” could not be read as a workbook"),
    ):
        reader.ask(DEEDS + "stumble", {}, b"", name="a.xlsx")
    assert "KeyError" in caplog.text
    assert "Mensah" not in caplog.text


def test_a_crash_is_a_sentence_and_the_next_file_is_read(reader: LimitedReader) -> None:
    with pytest.raises(ReaderCrashed, match=r"“a[.]xlsx” is damaged"):
        reader.ask(DEEDS + "crash", {}, b"", name="a.xlsx")
    assert reader.ask(DEEDS + "echo", {}, b"1")["size"] == 1


def test_a_slow_reader_is_stopped() -> None:
    with (
        LimitedReader(seconds=0.5) as reader,
        pytest.raises(FileRefused, match="took longer than"),
    ):
        reader.ask(DEEDS + "wait_for_ever", {}, b"")


def test_a_hungry_reader_is_stopped() -> None:
    with LimitedReader(memory=200_000_000) as reader:
        with pytest.raises(FileRefused, match="too much memory"):
            reader.ask(DEEDS + "take_memory", {}, b"")
        assert reader.ask(DEEDS + "echo", {}, b"1")["size"] == 1


def test_cancelling_from_another_thread_ends_the_reading(reader: LimitedReader) -> None:
    canceller = threading.Timer(0.3, reader.cancel)
    canceller.start()
    with pytest.raises(Cancelled):
        reader.ask(DEEDS + "wait_for_ever", {}, b"")
    canceller.join()
    assert reader.ask(DEEDS + "echo", {}, b"1")["size"] == 1


def test_cancelling_nothing_does_nothing(reader: LimitedReader) -> None:
    reader.cancel()
    assert reader.ask(DEEDS + "echo", {}, b"1")["size"] == 1


def test_closing_leaves_no_process() -> None:
    with LimitedReader() as reader:
        process = psutil.Process(reader.ask(DEEDS + "echo", {}, b"")["process"])
    assert not process.is_running()


def test_a_reader_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with LimitedReader() as reader:
        reader.ask(DEEDS + "chatter", {}, b"")
    assert capfd.readouterr() == ("", "")


PROGRAM = """
from fieldapp.limited import LimitedReader
def main():
    with LimitedReader() as reader:
        print(reader.ask("tests.workbook.deeds:echo", {}, b"12")["size"])
if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("how", ["script", "module", "command"])
def test_it_works_however_the_program_was_started(how: str, tmp_path: Path) -> None:
    program = tmp_path / "started.py"
    program.write_text(PROGRAM)
    arguments = {
        "script": [str(program)],
        "module": ["-m", "started"],
        "command": ["-c", PROGRAM],
    }[how]
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={
            "PYTHONPATH": f"{ROOT}:{tmp_path}" if sys.platform != "win32" else f"{ROOT};{tmp_path}"
        },
    )
    assert (done.stdout.strip(), done.stderr) == ("2", "")
