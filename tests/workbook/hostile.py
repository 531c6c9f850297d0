"""Makes workbooks that mean harm, or that are broken, out of one good workbook."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"
Change = Callable[[bytes], bytes]


def good(rows: int = 5) -> bytes:
    """A small honest workbook by openpyxl: a number and a name in each row."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number in range(rows):
        sheet.append([number, f"n{number}"])
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def remade(
    source: bytes,
    changes: dict[str, Change] | None = None,
    *,
    added: dict[str, bytes] | None = None,
) -> bytes:
    """The same archive with parts changed and others added after them."""
    whole = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(source)) as before,
        zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as after,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # the same name twice is the point of one of them
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, (changes or {}).get(name, bytes)(content))
        for name, content in (added or {}).items():
            after.writestr(name, content)
    return whole.getvalue()


def with_rows(rows: bytes) -> bytes:
    """The good workbook with these rows of XML in place of its own."""
    new = b"<sheetData>" + rows + b"</sheetData>"
    return remade(
        good(), {SHEET: lambda xml: re.sub(rb"<sheetData>.*</sheetData>", lambda _: new, xml)}
    )


def with_doctype(doctype: bytes, text: bytes) -> bytes:
    """The good workbook with entities declared, and one used in A1."""
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"

    def change(xml: bytes) -> bytes:
        return xml.replace(b"<worksheet", doctype + b"<worksheet", 1).replace(
            b"<sheetData>", b"<sheetData>" + row, 1
        )

    return remade(good(), {SHEET: change})


def laughs() -> bytes:
    """A billion laughs: each entity is ten of the one before."""
    entities = b'<!ENTITY a0 "lol">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
    )
    return with_doctype(b"<!DOCTYPE x [" + entities + b"]>", b"&a9;")


def quadratic() -> bytes:
    """One long entity, used very often."""
    return with_doctype(b'<!DOCTYPE x [<!ENTITY a "' + b"A" * 50_000 + b'">]>', b"&a;" * 20_000)


def outside_entity() -> bytes:
    """An entity that is a file of the reader's machine."""
    return with_doctype(b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>', b"&e;")


def zip_bomb() -> bytes:
    """A member of 190 MB that packs to almost nothing."""
    row = (
        b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"A" * 190_000_000 + b"</t></is></c></row>"
    )
    return with_rows(row)


def overlapping() -> bytes:
    """Two members of the directory that share the bytes of one."""
    data = bytearray(good())
    end = data.rfind(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<HLL", data, end + 10)
    first = bytes(data[start:end])
    name = first.index(b".xml")
    twin = first[: 46 + struct.unpack_from("<H", first, 28)[0]]
    twin = twin[: name - 1] + b"X" + twin[name:]
    data[end:end] = twin
    struct.pack_into(
        "<HHLL", data, end + len(twin) + 8, count + 1, count + 1, size + len(twin), start
    )
    return bytes(data)


def lying_about_size() -> bytes:
    """A directory that declares a sheet smaller than it unpacks."""
    data = bytearray(good(500))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        real = archive.getinfo(SHEET).file_size
    place = data.rfind(SHEET.encode()) - 46  # of the directory's entry
    struct.pack_into("<L", data, place + 24, real // 2)
    return bytes(data)


def encrypted_member() -> bytes:
    """An archive whose members bear the mark of a ZIP password."""
    data = bytearray(good())
    place = data.rfind(SHEET.encode()) - 46
    data[place + 8] |= 1
    return bytes(data)


def password_container(stream: str) -> bytes:
    """The beginning of a compound file that has a stream of this name."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + stream.encode("utf-16-le") + bytes(500)
    )


def many_rows(count: int) -> bytes:
    """Rows without a cell, below one with a cell."""
    rows = b'<row r="1"><c r="A1"><v>7</v></c></row>'
    return with_rows(rows + b"".join(b'<row r="%d"/>' % n for n in range(2, count)))


def far_cell() -> bytes:
    """One cell in the last corner of the sheet; calamine makes room for all before it."""
    return with_rows(
        b'<row r="1"><c r="A1"><v>7</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def disguised_far_cell() -> bytes:
    """The same, written so that a search for addresses does not see it."""
    return with_rows(
        b'<row r="1"><c r="A1"><v>7</v></c></row>'
        b'<row r="&#49;048576"><c r="&#88;FD1048576"><v>1</v></c></row>'
    )


def false_dimension(extent: bytes) -> bytes:
    """A sheet that declares another extent than it has."""
    return remade(
        good(),
        {
            SHEET: lambda xml: re.sub(
                rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % extent, xml
            )
        },
    )
