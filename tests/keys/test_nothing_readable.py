"""Names of people stand nowhere on the disk in readable form but in what is sent."""

import datetime as dt
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from fieldapp.keys import slots, stretching
from fieldapp.records import ids
from fieldapp.records.office import Right
from fieldapp.services import opening, safety_copies, setting_up
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.history import History
from fieldapp.services.importing import Importing
from fieldapp.services.keeping import Keeping
from fieldapp.services.opening import OpenOffice
from fieldapp.services.searching import Searching
from fieldapp.services.training import Training
from tests import make
from tests.conftest import PASSPHRASE

LATIN = tuple(f"{a}{b}" for a in ("Kwabena", "Zinabou", "Ytziri", "Oluwas", "Thandiw", "Quetzal")
              for b in ("xalo", "ketu", "vindra", "mbero", "zuri"))  # fmt: skip
ARABIC = tuple(f"{a} {b}" for a in ("عبدالرحيم", "خديجة", "منصور", "زليخة", "إبراهيم")
               for b in ("الطوارقي", "بن سليمان", "الزاكوري", "القيرواني", "أغ محمد"))  # fmt: skip
DEVANAGARI = tuple(f"{a} {b}" for a in ("पूर्णिमा", "धनबहादुर", "सरस्वती", "विष्णुमाया", "हरिकृष्ण")
                   for b in ("श्रेष्ठ", "तामाङ", "गुरुङ", "अधिकारी", "महर्जन"))  # fmt: skip
STAFF = tuple(f"{a} Wojciechowicz-{b}" for a in ("Brunhilde", "Casimir", "Dagny", "Eustachy")
              for b in ("Ånstad", "Bărbulescu", "Çelik", "Đorđe", "Łukasik"))  # fmt: skip
NAMES = (*LATIN, *ARABIC, *DEVANAGARI, *STAFF)


def needles() -> set[tuple[str, bytes]]:
    """Every name, and its longest word, as any program might have written it."""
    found = set()
    for name in NAMES:
        for text in {name.casefold(), max(name.split(), key=len)}:
            found |= {(name, text.encode(code)) for code in ("utf-8", "utf-16-le", "utf-16-be")}
            found.add((name, text.encode("ascii", "backslashreplace")))
    return found


def readable(paths: Iterator[Path] | list[Path]) -> set[tuple[str, str]]:
    """(file name, name of a person) for every name that stands readable in a file."""
    sought = needles()
    return {
        (path.name, name)
        for path in paths
        if path.is_file()
        for data in [path.read_bytes()]
        for name, needle in sought
        if needle in data
    }


def all_but_what_is_sent(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix != ".xlsx")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where every temporary file of this program and of its children goes."""
    place = tmp_path / "temporary"
    place.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert tempfile.gettempdir() == str(place)
    return place


_UNNAMED = getattr(os, "O_TMPFILE", -1)
_watched: list[Path] = []
_spooled: list[bytes] = []


def _watch(event: str, args: tuple[object, ...]) -> None:
    """Python tells before it removes a file, and when it opens one that never has a name."""
    if not _watched or event not in {"os.remove", "open"}:
        return
    path, flags = args[0], args[-1]
    if not isinstance(path, str | os.PathLike) or not Path(path).is_relative_to(_watched[0]):
        return
    if event == "os.remove":
        _spooled.append(Path(path).read_bytes())
    elif isinstance(flags, int) and flags & _UNNAMED == _UNNAMED:
        _spooled.append(b"unnamed")


sys.addaudithook(_watch)


@pytest.fixture
def spooled(temporary: Path) -> Iterator[list[bytes]]:
    """What stood in the temporary files that this process made and removed again."""
    _watched.append(temporary)
    _spooled.clear()
    yield _spooled
    _watched.clear()


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty people get a passphrase here."""
    quick = stretching.Cost(memory_kib=64, passes=1, lanes=1, rounds=10)
    monkeypatch.setattr(slots, "Cost", lambda: quick)


def fill(office: OpenOffice) -> None:
    """A hundred names by the ways that names come in."""
    for name in STAFF:
        initials = f"{name[0]}{ids.new_uid()[-6:]}"
        setting_up.add_person(
            office, name=name, sign_in=initials, passphrase=PASSPHRASE, right=Right.TRAINER
        )
    keeping = Keeping(office)
    people = [make.person(given=name, family="K") for name in LATIN]
    people += [make.person(given="N", family=None, name_local=name) for name in ARABIC]
    people += [make.person(given=name) for name in DEVANAGARI]
    for person in people:
        keeping.keep(person)
    event = make.event()
    keeping.keep(event)
    training = Training(office)
    training.plan_sessions(event.uid)
    training.enrol(event.uid, [person.uid for person in people])
    training.all_present(training.sessions(event.uid)[0].uid)
    keeping.keep_typed(type(people[0]), people[0].uid, "born", f"unknown, says {LATIN[1]}")
    keeping.remove(type(event), event.uid, reason=f"asked by {LATIN[2]}")
    History(office).undo()
    assert Searching(office).search(LATIN[0][:5])
    make.kept(office, make.unit(name="Riverine Police", commander=people[3].uid))


def to_headquarters_and_back(office: OpenOffice, headquarters: OpenOffice) -> Path:
    """Enrol, send, confirm; the sending."""
    field, centre = Exchange(office), Exchange(headquarters)
    reply = centre.enrol_take(field.enrol_request()[0], confirmed=True).reply
    assert reply is not None
    field.enrol_take(reply, confirmed=True)
    sent = field.export()
    assert sent is not None
    (taken,) = centre.receive([sent.path])
    assert taken.reply is not None
    field.receive([taken.reply])
    return sent.path


def a_foreign_list(folder: Path) -> Path:
    """A workbook of people from outside, to be looked at by an import."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["First name", "Last name", "Date of birth"])
    for name in LATIN:
        sheet.append([name, "K", dt.datetime(1980, 5, 17)])  # noqa: DTZ001 - Excel has no zones
    path = folder / "participants.xlsx"
    book.save(path)
    return path


def test_a_hundred_names_stand_nowhere_readable_but_in_the_sending(
    new_office: Callable[..., OpenOffice],
    tmp_path: Path,
    temporary: Path,
    spooled: list[bytes],
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert len(set(NAMES)) == 100
    caplog.set_level(logging.DEBUG)
    foreign = a_foreign_list(tmp_path)
    spooled.clear()  # openpyxl, with which the test made that list
    office, headquarters = new_office(), new_office("HQ", role="headquarters")
    fill(office)
    sending = to_headquarters_and_back(office, headquarters)
    _changes, looked = Importing(office).run("people", [foreign], dry_run=True)
    assert looked.rows == len(LATIN)
    Importing(office).run("people", [foreign])
    backup = safety_copies.backup(office)

    folders = (office.settings.folder, headquarters.settings.folder, temporary)
    log = office.settings.folder / "records.db-wal"
    assert log.stat().st_size > 100_000, "the log beside the open file is among what is looked at"
    for folder in folders:
        assert readable(list(all_but_what_is_sent(folder))) == set()

    office.close()
    with closing(opening.unlock(office.settings.folder, PASSPHRASE, sign_in="Adviser")):
        safety_copies.restore(tmp_path / "new", backup, PASSPHRASE, sign_in="Adviser")
    for folder in (*folders, tmp_path / "new"):
        assert readable(list(all_but_what_is_sent(folder))) == set()
    assert caplog.text
    (tmp_path / "log").write_text(caplog.text, "utf-8")
    assert readable([tmp_path / "log"]) == set()
    assert spooled, "the sheets' empty shells, which openpyxl makes"
    assert b"unnamed" not in spooled
    (tmp_path / "spooled").write_bytes(b"\n".join(spooled))
    assert readable([tmp_path / "spooled"]) == set()
    _controls(sending, tmp_path / "inside", spooled)


def _controls(sending: Path, inside: Path, spooled: list[bytes]) -> None:
    """What is readable is found, and a temporary file is noticed, even one without a name."""
    spooled.clear()
    shutil.unpack_archive(sending, inside, "zip")
    assert {name for _file, name in readable(list(inside.rglob("*")))} == set(NAMES)
    with tempfile.TemporaryFile() as unnamed:
        unnamed.write(b"x")
    with tempfile.NamedTemporaryFile(delete=False) as named:
        named.write(b"seen")
    Path(named.name).unlink()
    assert spooled[-1] == b"seen"
    if sys.platform == "linux":
        assert spooled == [b"unnamed", b"seen"]
