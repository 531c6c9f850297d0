"""Somebody opens a workbook on its way: one row is noticed, or the whole file is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fieldapp.keys import signing
from fieldapp.records import canonical
from fieldapp.records.exchange import with_id
from fieldapp.records.people import Person
from fieldapp.services.opening import OpenOffice
from fieldapp.workbook.sheets import Book, Readme
from fieldapp.workbook.write import write
from tests.exchange.offices import NewOffice, Pair, digest, enrol
from tests.make import event, kept, person

Change = Callable[[Any], None]


def edited(path: Path, change: Change, name: str = "edited.xlsx") -> Path:
    """A copy in which somebody changed something by hand."""
    book = openpyxl.load_workbook(path)
    change(book)
    target = path.with_name(name)
    book.save(target)
    return target


def cell(book: Any, sheet: str, label: str, row: int = 2) -> Any:
    header = [cell.value for cell in book[sheet][1]]
    return book[sheet].cell(row=row, column=header.index(label) + 1)


def value(label: str, text: object, row: int = 2, sheet: str = "People") -> Change:
    def change(book: Any) -> None:
        cell(book, sheet, label, row).value = text

    return change


def refused(pair: Pair, path: Path, words: str) -> str:
    """The one sentence by which headquarters refuses a file, which changes nothing."""
    before = digest(pair.hq)
    taken = pair.receive(path)
    assert taken.kind == "refused"
    assert taken.reply is None
    assert words in taken.sentence, taken.sentence
    assert digest(pair.hq) == before
    return taken.sentence


@pytest.fixture
def two(pair: Pair) -> tuple[Person, Person]:
    people = person(given="Ama", uid="a" * 32), person(given="Kofi", uid="b" * 32)
    kept(pair.office, *people)
    return people


def person_at(office: OpenOffice, uid: str) -> Person | None:
    with office.reading() as reader:
        return reader.get(Person, uid)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Given names", "Somebody else"),
        ("Date of birth", "sometime"),
        ("Sex", "=1+1"),
        ("_dot", 999),
        ("_ver", "f" * 32),
        ("_anc", "f" * 32),
        ("_more", '{"hat_size":"58"}'),
        ("_more", "["),
    ],
)
def test_an_edited_cell_breaks_its_row_alone_and_the_row_comes_again(
    pair: Pair, two: tuple[Person, Person], label: str, text: object
) -> None:
    path = pair.send()
    book = openpyxl.load_workbook(path)
    uids = [cell(book, "People", "_uid", row).value for row in (2, 3)]
    there = pair.receive(edited(path, value(label, text)))
    assert there.outcomes["rejected"] == 1, there.sentence
    assert len(there.problems) == 1
    assert "Row 2 of the workbook was edited" in there.problems[0]
    assert person_at(pair.hq, uids[0]) is None
    assert person_at(pair.hq, uids[1]) is not None

    pair.hear(there.reply)
    assert [row.code for row in pair.field.returned()] == ["E-EDITED"]
    assert pair.field.pending().rows == 1
    assert pair.field.record_status(Person, uids[0]).code == "not sent"
    assert pair.field.record_status(Person, uids[1]).code == "confirmed"

    again, heard = pair.round()
    assert again.outcomes == {"applied": 1}
    assert "everything is confirmed" in heard.sentence
    assert pair.field.returned() == []
    assert pair.field.record_status(Person, uids[0]).code == "confirmed"
    assert person_at(pair.hq, uids[0]) in two


def remove_row(book: Any) -> None:
    book["People"].delete_rows(2)


def repeat_row(book: Any) -> None:
    book["People"].append([cell.value for cell in book["People"][2]])


def rename(book: Any) -> None:
    book["People"].title = "Personen"


def drop_sheet(book: Any) -> None:
    del book["People"]


def drop_column(book: Any) -> None:
    book["People"].delete_cols(1)


def manifest_line(key: str, text: str) -> Change:
    def change(book: Any) -> None:
        line = next(row for row in book["_manifest"].iter_rows() if row[0].value == key)
        line[1].value = text

    return change


CHANGED = "was changed after it was made"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (value("_rowsha", "0" * 32), CHANGED),
        (value("_uid", "c" * 32), CHANGED),
        (remove_row, CHANGED),
        (repeat_row, CHANGED),
        (rename, CHANGED),
        (drop_sheet, CHANGED),
        (drop_column, CHANGED),
        (manifest_line("counts", "{}"), CHANGED),
        (manifest_line("office", "TIA"), CHANGED),
        (manifest_line("package_id", "0" * 64), CHANGED),
        (manifest_line("sig", "0" * 128), "signature"),
        (manifest_line("sig", "no signature"), "signature"),
        (manifest_line("format", "XX/1"), "no sending and no confirmation"),
    ],
)
@pytest.mark.usefixtures("two")
def test_a_file_that_lost_or_gained_something_is_refused_whole(
    pair: Pair, change: Change, words: str
) -> None:
    path = pair.send()
    refused(pair, edited(path, change), words)
    assert pair.receive(path).outcomes == {"applied": sum(pair.field.status().counts.values())}


def forged(path: Path, key: bytes | None, **changes: str) -> Path:
    """The package with another manifest, signed with a key; unsigned without one."""

    def change(book: Any) -> None:
        sheet = book["_manifest"]
        manifest: dict[str, str] = {}
        for name, text, *_rest in sheet.iter_rows(values_only=True):
            manifest[name] = manifest.get(name, "") + (text or "")
        made = with_id(
            {k: v for k, v in {**manifest, **changes}.items() if k != "package_id" and v}
        )
        if key is not None:
            made["sig"] = signing.sign(key, canonical.manifest_bytes(made)).hex()
        sheet.delete_rows(1, sheet.max_row)
        for line in made.items():
            sheet.append(line)

    return edited(path, change, "forged.xlsx")


@pytest.mark.usefixtures("two")
def test_nobody_else_can_sign_for_an_office(pair: Pair) -> None:
    path = pair.send()
    own = bytes.fromhex(pair.office.file.state.sign_key)
    refused(pair, forged(path, signing.new_signing_key()), "signature")
    refused(pair, forged(path, None, seq="9"), "signature")
    refused(pair, forged(path, own, office="TIA"), "which is not enrolled here")
    assert pair.receive(forged(path, own, seq="9")).outcomes, "the office's own key may"


@pytest.mark.usefixtures("two")
def test_an_installation_of_one_office_does_not_speak_for_another(
    pair: Pair, new_office: NewOffice
) -> None:
    other = enrol(new_office("TIA"), pair.hq)
    kept(other.office, person(given="Esi"))
    own = bytes.fromhex(other.office.file.state.sign_key)
    path = forged(other.send(), own, replica=pair.office.file.state.replica)
    refused(pair, path, "enrolled for office LOM")


def test_an_office_that_is_not_enrolled_is_told_to_enrol_first(
    pair: Pair, new_office: NewOffice
) -> None:
    stranger = Pair(new_office("TIA"), pair.hq)
    kept(stranger.office, person())
    refused(pair, stranger.send(), "office TIA, which is not enrolled here")


@pytest.mark.usefixtures("two")
def test_a_sending_of_a_newer_version_asks_for_an_update_and_stops_no_other_file(
    pair: Pair,
) -> None:
    path = pair.send()
    own = bytes.fromhex(pair.office.file.state.sign_key)
    newer = forged(path, own, schema="29991231_later")
    refused(pair, newer, "newer version of fieldapp")
    first, second = pair.center.receive([newer, path])
    assert first.kind == "refused"
    assert second.kind == "sending"


def test_what_is_not_ours_is_refused_in_a_sentence(pair: Pair, tmp_path: Path) -> None:
    foreign = tmp_path / "list.xlsx"
    foreign.write_bytes(write(Book((Readme("List", "Participants", ()),))))
    assert "fieldapp import" in refused(pair, foreign, "no sending and no confirmation")
    text = tmp_path / "notes.xlsx"
    text.write_text("not a workbook at all")
    refused(pair, text, "notes.xlsx")
    empty = tmp_path / "empty.xlsx"
    empty.write_bytes(b"")
    refused(pair, empty, "empty.xlsx")
    refused(pair, tmp_path / "absent.xlsx", "cannot be read")


def test_an_enrolment_file_is_not_taken_in_without_its_six_words(
    pair: Pair, new_office: NewOffice
) -> None:
    stranger = Pair(new_office("TIA"), pair.hq)
    request, _words = stranger.field.enrol_request()
    assert json.loads(request.read_bytes())
    refused(pair, request, "six words")


@pytest.mark.usefixtures("two")
def test_a_sending_that_was_renamed_and_comes_again_changes_nothing(pair: Pair) -> None:
    path = pair.send()
    pair.receive(path)
    copy = path.with_name("Copy of sending (1).xlsx")
    shutil.copy(path, copy)
    with pair.hq.reading() as reader:
        before = reader.state.dot, reader.state.sets
    taken = pair.receive(edited(copy, lambda _book: None, "saved again.xlsx"))
    assert "was taken in before" in taken.sentence
    assert not taken.changes
    with pair.hq.reading() as reader:
        assert (reader.state.dot, reader.state.sets) == before
    assert "everything is confirmed" in pair.hear(taken.reply).sentence


@pytest.mark.usefixtures("two")
def test_each_side_refuses_what_is_for_the_other(pair: Pair) -> None:
    path = pair.send()
    reply = pair.receive(path).reply
    assert reply is not None
    refused(pair, reply, "a confirmation for an office")
    before = digest(pair.office)
    (taken,) = pair.field.receive([path])
    assert "a sending to headquarters" in taken.sentence
    assert digest(pair.office) == before


def answers_of(pair: Pair) -> Path:
    kept(pair.office, event())
    reply = pair.receive(pair.send()).reply
    assert reply is not None
    return reply


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (value("_package", "0" * 64, sheet="Confirmed"), "proves nothing"),
        (lambda book: book["Confirmed"].delete_rows(2), "proves nothing"),
        (lambda book: book.remove(book["Returned"]), "proves nothing"),
        (value("Field", "x", sheet="Two versions"), "proves nothing"),
        (manifest_line("hseq", "99"), CHANGED),
        (manifest_line("sig", "0" * 128), "signature"),
    ],
)
def test_an_edited_answer_is_refused_whole(pair: Pair, change: Change, words: str) -> None:
    reply = answers_of(pair)
    before = digest(pair.office)
    (taken,) = pair.field.receive([edited(reply, change)])
    if taken.kind == "refused":
        assert words in taken.sentence
        assert digest(pair.office) == before
    else:  # words for people may be changed: nothing is read from them
        assert change.__name__ == "change"
        assert "everything is confirmed" in taken.sentence


def test_an_answer_for_another_office_changes_nothing(pair: Pair, new_office: NewOffice) -> None:
    other = enrol(new_office("TIA"), pair.hq)
    reply = answers_of(other)
    before = digest(pair.office)
    taken = pair.hear(reply)
    assert "for office TIA" in taken.sentence
    assert digest(pair.office) == before


def test_an_older_answer_changes_nothing(pair: Pair) -> None:
    older = answers_of(pair)
    newer = answers_of(pair)
    pair.hear(newer)
    before = digest(pair.office)
    taken = pair.hear(older)
    assert "is older than the last one" in taken.sentence
    assert digest(pair.office) == before


def test_an_answer_from_a_stranger_is_refused(pair: Pair, new_office: NewOffice) -> None:
    lone = new_office("TIA")
    reply = answers_of(pair)
    (taken,) = Pair(lone, pair.hq).field.receive([reply])
    assert "not enrolled yet" in taken.sentence
