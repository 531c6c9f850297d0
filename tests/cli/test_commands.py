"""The command line: what it prints, how it ends, and a whole round trip by commands alone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import fieldapp
from fieldapp import cli
from fieldapp.cli.asking import PASSPHRASE as VARIABLE
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from tests import make
from tests.conftest import PASSPHRASE

NewOffice = Callable[..., OpenOffice]

HEAD = ("Country", "Course title", "Start date", "End date", "Location", "Qty", "Total cost")
COURSES = (
    ("Togo", "Night driving", "6/14/2018", "7/26/2018", "Lome", "12", "$13,841"),
    ("Togo", "Mine risk", "8/01/2018", "8/03/2018", "Kara", "30", "$2,100"),
)


class Line:
    """The command line of one test."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = ""
        self.err = ""

    def run(self, *words: object) -> int:
        """Carry out a command; what it printed stands in `out` and `err`."""
        self._capsys.readouterr()
        code = cli.run([str(word) for word in words])
        self.out, self.err = self._capsys.readouterr()
        return code

    def told(self, *words: object, code: int = 0) -> dict[str, Any]:
        """The one object that a command prints with --json."""
        assert self.run(*words, "--json") == code, self.out + self.err
        lines = self.out.splitlines()
        assert len(lines) == 1, self.out
        found = json.loads(lines[0])
        assert isinstance(found, dict)
        return found


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Line:
    """A command line where the passphrase is given by the variable."""
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    return Line(capsys)


@pytest.fixture
def folder(new_office: NewOffice) -> Path:
    """The folder of an office that nobody has open."""
    return closed(new_office())


def closed(office: OpenOffice) -> Path:
    office.close()
    return office.settings.folder


def courses(folder: Path) -> Path:
    """A foreign list of two courses."""
    book = openpyxl.Workbook()
    for row in (HEAD, *COURSES):
        book.worksheets[0].append(row)
    path = folder / "courses.xlsx"
    book.save(path)
    return path


# --- how a command ends ----------------------------------------------------------------------


def test_done_is_zero(line: Line, folder: Path) -> None:
    assert line.run("status", "--folder", folder) == 0
    assert "LOM" in line.out


@pytest.mark.parametrize(
    "words", [["fly"], ["import", "nonsense", "x.xlsx"], ["init"], ["status", "--wings"]]
)
def test_wrong_usage_is_two(line: Line, words: list[str]) -> None:
    assert line.run(*words) == 2
    assert "Usage: fieldapp" in line.err


def test_no_office_in_the_folder_is_one_and_says_how_to_set_one_up(
    line: Line, tmp_path: Path
) -> None:
    assert line.run("status", "--folder", tmp_path / "nowhere") == 1
    assert "There is no office in" in line.err
    assert "fieldapp init" in line.err
    assert line.out == ""
    assert not (tmp_path / "nowhere").exists()


def test_what_the_user_must_do_stands_in_the_object_too(line: Line, tmp_path: Path) -> None:
    told = line.told("status", "--folder", tmp_path, code=1)
    assert "There is no office in" in told["error"]


def test_a_wrong_passphrase_is_one_and_leaves_the_office_free(
    line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "a loud heron leaves")
    assert line.run("status", "--folder", folder) == 1
    assert "passphrase" in line.err
    assert "Traceback" not in line.err
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    assert line.run("status", "--folder", folder) == 0


def test_a_passphrase_is_not_asked_where_nobody_can_answer(
    line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    assert line.run("status", "--folder", folder) == 1
    assert "--passphrase-file" in line.err


def test_a_passphrase_file_goes_before_the_variable(
    line: Line, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "a loud heron leaves")
    (tmp_path / "key.txt").write_text(f"{PASSPHRASE}\n", "utf-8")
    words = ("status", "--folder", folder, "--passphrase-file", tmp_path / "key.txt")
    assert line.run(*words) == 0


def test_an_office_that_another_copy_has_open_is_one(line: Line, office: OpenOffice) -> None:
    assert line.run("status", "--folder", office.settings.folder) == 1
    assert "open" in line.err


def test_a_bug_is_three_and_never_looks_like_success(
    line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_self: Exchange) -> None:
        raise RuntimeError("a slip of ours")

    monkeypatch.setattr(Exchange, "status", broken)
    assert line.run("status", "--folder", folder) == 3
    assert "nothing saved is lost" in line.err
    assert "a slip of ours" in caplog.text


# --- what commands do ------------------------------------------------------------------------


def test_a_dry_run_writes_nothing_and_a_second_import_adds_nothing(
    line: Line, folder: Path, tmp_path: Path
) -> None:
    words = ("import", "events", courses(tmp_path), "--folder", folder)
    dry = line.told(*words, "--dry-run")
    assert line.told("status", "--folder", folder)["counts"]["event"] == 0
    report = tmp_path / "report.xlsx"
    first = line.told(*words, "--report", report)
    assert line.told("status", "--folder", folder)["counts"]["event"] == 2
    again = line.told(*words)
    keys = ("created", "updated", "same", "skipped", "rejected")
    assert [dry[key] for key in keys] == [first[key] for key in keys] == [2, 0, 0, 0, 0]
    assert [again[key] for key in keys] == [0, 0, 2, 0, 0]
    assert {sum(found[key] for key in keys) for found in (dry, first, again)} == {dry["rows"]}
    assert openpyxl.load_workbook(report).sheetnames


def test_one_undo_takes_an_import_back_and_the_history_tells_it(
    line: Line, folder: Path, tmp_path: Path
) -> None:
    line.told("import", "events", courses(tmp_path), "--folder", folder)
    assert "courses.xlsx" in line.told("undo", "--folder", folder)["what"]
    assert line.told("status", "--folder", folder)["counts"]["event"] == 0
    assert line.run("undo", "--folder", folder) == 1


def test_history_finds_a_record_by_its_number(line: Line, office: OpenOffice) -> None:
    make.kept(office, event := make.event(name="Night driving"))
    with office.reading() as reader:
        kept = reader.get(type(event), event.uid)
    assert kept is not None
    folder = closed(office)
    told = line.told("history", "event", kept.number, "--folder", folder)
    assert told["uid"] == event.uid
    assert "Night driving" in [change["new"] for change in told["changes"]]
    assert line.run("history", "event", "LOM-nothing", "--folder", folder) == 1


def test_a_backup_brings_back_what_was_there(line: Line, folder: Path, tmp_path: Path) -> None:
    line.told("import", "events", courses(tmp_path), "--folder", folder)
    backup = line.told("backup", "--folder", folder)["file"]
    line.told("undo", "--folder", folder)
    told = line.told("restore", backup, "--folder", folder, "--as", "Adviser")
    assert Path(told["set_aside"]).exists()
    assert line.told("status", "--folder", folder)["counts"]["event"] == 2
    assert line.told("check", "--folder", folder)["problems"] == []


def test_a_damaged_file_is_told_and_not_opened(line: Line, folder: Path) -> None:
    records = folder / "records.db"
    data = bytearray(records.read_bytes())
    data[len(data) // 2] ^= 0xFF
    records.write_bytes(data)
    assert line.run("check", "--folder", folder) == 1
    assert "damaged" in line.err
    assert "backup" in line.err


def test_a_new_passphrase_opens_and_the_old_one_does_not(
    line: Line, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new.txt"
    new.write_text("nine slow ferries at dusk", "utf-8")
    line.told("rekey", "--new-passphrase-file", new, "--folder", folder)
    assert line.run("status", "--folder", folder) == 1
    assert line.run("status", "--folder", folder, "--passphrase-file", new) == 0
    monkeypatch.setenv(VARIABLE, "nine slow ferries at dusk")
    words = line.told("rekey", "--recovery-words", "--folder", folder)["recovery_words"]
    monkeypatch.setenv(VARIABLE, words)
    assert line.run("status", "--folder", folder) == 0


def test_a_file_of_something_else_is_refused(line: Line, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.xlsx"
    other.write_bytes(b"no workbook at all")
    told = line.told("receive", other, "--folder", folder, code=1)
    assert [one["kind"] for one in told["files"]] == ["refused"]


def test_records_go_to_headquarters_and_come_back_confirmed_by_commands_alone(
    line: Line, new_office: NewOffice, tmp_path: Path
) -> None:
    field, centre = closed(new_office()), closed(new_office("HQ", role="headquarters"))
    line.told("import", "events", courses(tmp_path), "--folder", field)
    request = line.told("enrol", "--folder", field)
    asked = line.told("enrol", request["file"], "--folder", centre, "--yes")
    assert asked["words"] == request["words"]
    line.told("enrol", asked["file"], "--folder", field, "--yes")
    sent = line.told("export", "--folder", field, "--to", tmp_path / "out")
    assert (sent["rows"], sent["sealed"]) == (sum(sent["counts"].values()), False)
    assert line.told("status", "--folder", field)["unconfirmed"] == sent["rows"]

    taken = line.told("receive", sent["file"], "--folder", centre, "--replies", tmp_path / "back")
    (one,) = taken["files"]
    assert one["changed"] == sent["rows"]
    twice = line.told("receive", sent["file"], "--folder", centre, "--replies", tmp_path / "back")
    assert twice["files"][0]["changed"] == 0

    line.told("receive", one["reply"], "--folder", field)
    status = line.told("status", "--folder", field)
    assert (status["unconfirmed"], status["waiting_sendings"]) == (0, 0)
    assert line.run("status", "--folder", field) == 0
    assert "Everything is confirmed by headquarters." in line.out
    assert line.told("export", "--folder", field) == {"file": None, "rows": 0}
    assert line.told("export", "--all", "--folder", field)["rows"] == sent["rows"]
    assert line.told("status", "--folder", centre)["offices"][0]["received"] == 1


def test_an_office_is_set_up_by_a_command(line: Line, tmp_path: Path) -> None:
    folder = tmp_path / "TIA"
    words = ("init", "--office", "tia", "--name", "Tirana", "--country", "Albania",
             "--person", "Ana", "--folder", folder)  # fmt: skip
    told = line.told(*words)
    assert told["office"] == "TIA"
    assert len(told["recovery_words"].replace("-", " ").split()) >= 12
    assert line.told("status", "--folder", folder)["counts"]["staff"] == 1
    assert line.run(*words) == 1
    assert "already" in line.err


# --- as a program of its own -----------------------------------------------------------------


def program(*words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Start fieldapp as a user does, where there is no display."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {key: value for key, value in os.environ.items() if key not in hidden}
    return subprocess.run(
        [sys.executable, "-m", "fieldapp", *words],
        env={**kept, "PYTHONUTF8": "1", **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_program_names_its_version() -> None:
    done = program("--version")
    assert (done.returncode, done.stdout) == (0, f"fieldapp, version {fieldapp.__version__}\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a display")
def test_without_a_display_the_window_is_refused_in_words(tmp_path: Path) -> None:
    done = program("--folder", str(tmp_path))
    assert done.returncode == 1
    assert "There is no screen here" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demonstration_runs_without_a_window_and_prints_one_object(tmp_path: Path) -> None:
    done = program("demo", "--no-window", "--json", "--folder", str(tmp_path / "demo"))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert all(Path(file).exists() for file in told["files"])
    assert Path(told["office"], "records.db").exists()
