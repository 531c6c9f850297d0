"""Files that mean harm are refused in one sentence, or read for what they honestly hold."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator

import pytest

from fieldapp.errors import FileRefused
from fieldapp.workbook.profiles import Engine, Profile
from fieldapp.workbook.reading import Workbooks
from tests.workbook import hostile

PACKAGE, FOREIGN = Profile.PACKAGE, Profile.FOREIGN
SECONDS = 15.0  # what a hostile file may cost, on a busy machine

BOTH_REFUSE: dict[str, tuple[Callable[[], bytes], str]] = {
    "laughs": (hostile.laughs, "document type declaration"),
    "quadratic": (hostile.quadratic, "document type declaration"),
    "outside entity": (hostile.outside_entity, "document type declaration"),
    "doctype in another part": (
        lambda: hostile.remade(
            hostile.good(),
            {"xl/styles.xml": lambda xml: b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" + xml},
        ),
        "document type declaration",
    ),
    "zip bomb": (hostile.zip_bomb, "unpacks to far more"),
    "overlapping members": (hostile.overlapping, "damaged or cut short"),
    "lying about size": (hostile.lying_about_size, "damaged or cut short"),
    "zip password": (hostile.encrypted_member, "protected by a password"),
    "too many members": (
        lambda: hostile.remade(hostile.good(), added={f"x/{n}": b"" for n in range(600)}),
        "unpacks to far more",
    ),
    "same part twice": (
        lambda: hostile.remade(hostile.good(), added={hostile.SHEET: b"<worksheet/>"}),
        "the same part twice",
    ),
    "same part in capitals": (
        lambda: hostile.remade(hostile.good(), added={hostile.SHEET.upper(): b"<worksheet/>"}),
        "the same part twice",
    ),
    "way out": (
        lambda: hostile.remade(hostile.good(), added={"../../../pwn.txt": b"x"}),
        "leads out of the workbook",
    ),
    "absolute name": (
        lambda: hostile.remade(hostile.good(), added={"/etc/pwn.txt": b"x"}),
        "leads out of the workbook",
    ),
    "drive": (
        lambda: hostile.remade(hostile.good(), added={"C:/pwn.txt": b"x"}),
        "leads out of the workbook",
    ),
    "password": (lambda: hostile.password_container("EncryptedPackage"), "protected by a password"),
    "other compound file": (lambda: hostile.password_container("WordDocument"), "not an Excel"),
    "cut short": (lambda: hostile.good(500)[:-400], "damaged or cut short"),
    "cut to half": (lambda: hostile.good(500)[:4000], "damaged or cut short"),
    "flipped byte": (lambda: _flipped(hostile.good(500)), "damaged or cut short"),
    "plain text": (lambda: b"name;rank\nA;1\n", "not an Excel workbook"),
    "empty": (lambda: b"", "not an Excel workbook"),
    "another archive": (lambda: _archive({"hello.txt": b"x"}), "not an Excel workbook"),
    "binary workbook": (
        lambda: hostile.remade(hostile.good(), added={"xl/workbook.bin": b"x"}),
        "xlsb",
    ),
    "sheet that is no xml": (
        lambda: hostile.remade(hostile.good(), {hostile.SHEET: lambda _xml: b"\x00\x01"}),
        "damaged",
    ),
    "sheet that is missing": (
        lambda: _without(hostile.good(), hostile.SHEET),
        "damaged or cut short",
    ),
    "three million rows": (lambda: hostile.many_rows(3_000_000), "rows beyond"),
    "large file": (lambda: b"PK\x03\x04" + bytes(25_000_001), "larger than 25 MB"),
}

PACKAGE_REFUSES: dict[str, tuple[Callable[[], bytes], str]] = {
    "macros": (
        lambda: hostile.remade(hostile.good(), added={"xl/vbaProject.bin": b"x"}),
        "contains macros",
    ),
    "links": (
        lambda: hostile.remade(
            hostile.good(), added={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
        ),
        "links or objects",
    ),
    "embedded": (
        lambda: hostile.remade(hostile.good(), added={"xl/embeddings/oleObject1.bin": b"x"}),
        "links or objects",
    ),
    "far cell": (hostile.far_cell, "rows beyond 100,000"),
    "far column": (
        lambda: hostile.with_rows(b'<row r="1"><c r="ZZ1"><v>1</v></c></row>'),
        "columns beyond 200",
    ),
    "wide row without addresses": (
        lambda: hostile.with_rows(b"<row>" + b"<c><v>1</v></c>" * 201 + b"</row>"),
        "columns beyond 200",
    ),
    "rows going back": (
        lambda: hostile.with_rows(
            b'<row r="5"><c r="A5"><v>5</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
        ),
        "damaged",
    ),
    "row below a desert": (
        lambda: hostile.with_rows(
            b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2000"><c r="A2000"><v>2</v></c></row>'
        ),
        "row 2000 stands far below",
    ),
    "merged": (
        lambda: hostile.remade(
            hostile.good(),
            {
                hostile.SHEET: lambda xml: xml.replace(
                    b"</sheetData>",
                    b'</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>',
                )
            },
        ),
        "cells were merged",
    ),
    "wide letters": (
        lambda: hostile.remade(
            hostile.good(), {hostile.SHEET: lambda xml: xml.decode().encode("utf-16")}
        ),
        "damaged",
    ),
    "old format": (lambda: hostile.password_container("Workbook"), "old format"),
}


def _flipped(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.getinfo(hostile.SHEET)
    place = sheet.header_offset + 30 + len(hostile.SHEET) + sheet.compress_size // 2
    return data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]


def _archive(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def _without(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _archive({each: archive.read(each) for each in archive.namelist() if each != name})


@pytest.fixture(scope="module")
def workbooks() -> Iterator[Workbooks]:
    with Workbooks() as workbooks:
        yield workbooks


def refusal(workbooks: Workbooks, data: bytes, profile: Profile) -> str:
    started = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        workbooks.open(data, "roster.xlsx", profile)
    assert time.monotonic() - started < SECONDS
    return str(refused.value)


@pytest.mark.parametrize("profile", [PACKAGE, FOREIGN])
@pytest.mark.parametrize("case", BOTH_REFUSE)
def test_a_harmful_file_is_refused_in_a_sentence(
    workbooks: Workbooks, case: str, profile: Profile
) -> None:
    make, expected = BOTH_REFUSE[case]
    sentence = refusal(workbooks, make(), profile)
    assert expected in sentence
    assert "“roster.xlsx”" in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("case", PACKAGE_REFUSES)
def test_a_package_is_looked_at_more_strictly(workbooks: Workbooks, case: str) -> None:
    make, expected = PACKAGE_REFUSES[case]
    assert expected in refusal(workbooks, make(), PACKAGE)


@pytest.mark.parametrize("engine", ["calamine", "openpyxl"])
@pytest.mark.parametrize("extent", [b"A1:B2", b"A1:XFD1048576"])
def test_a_false_extent_hides_no_row(workbooks: Workbooks, engine: Engine, extent: bytes) -> None:
    data = hostile.false_dimension(extent)
    book = workbooks.open(data, "a.xlsx", PACKAGE, engine=engine)
    assert [row.cells for row in book.sheets[0].rows] == [(n, f"n{n}") for n in range(5)]


def test_a_far_cell_of_a_foreign_file_is_read_where_it_stands(workbooks: Workbooks) -> None:
    rows = workbooks.open(hostile.far_cell(), "a.xlsx", FOREIGN).sheets[0].rows
    assert [(row.number, row.cells[-1]) for row in rows] == [(1, 7), (1_048_576, 1)]
    assert len(rows[1].cells) == 16_384


@pytest.mark.parametrize("profile", [PACKAGE, FOREIGN])
def test_an_address_in_disguise_does_not_hurt(workbooks: Workbooks, profile: Profile) -> None:
    data = hostile.disguised_far_cell()
    try:
        rows = workbooks.open(data, "a.xlsx", profile).sheets[0].rows
    except FileRefused as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - either outcome is right
    else:
        assert rows[0].cells == (7,)
    assert workbooks.open(hostile.good(), "b.xlsx", profile).sheets[0].rows[0].cells == (0, "n0")


def test_rows_without_cells_cost_little(workbooks: Workbooks) -> None:
    rows = workbooks.open(hostile.many_rows(99_000), "a.xlsx", PACKAGE).sheets[0].rows
    assert [(row.number, row.cells) for row in rows] == [(1, (7,))]


def test_the_good_file_is_read_after_all_of_them(workbooks: Workbooks) -> None:
    book = workbooks.open(hostile.good(), "good.xlsx", PACKAGE)
    assert [row.cells for row in book.sheets[0].rows] == [(n, f"n{n}") for n in range(5)]
