"""Is this a workbook that can be read without harm? Asked before any reader of Excel sees it."""

from __future__ import annotations

import xml.parsers.expat
from dataclasses import dataclass
from enum import StrEnum

from fieldapp.errors import FileRefused
from fieldapp.text import _
from fieldapp.workbook import parts
from fieldapp.workbook.archive import MEGABYTE, Archive, Limits, not_a_workbook, protected
from fieldapp.workbook.profiles import Profile

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # holds .xls, and workbooks with a password
_PROLOG = 65_536  # bytes within which a part's first element must stand
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


class Kind(StrEnum):
    """What a file is by its content, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


LIMITS = {
    Profile.PACKAGE: Limits(),
    Profile.FOREIGN: Limits(rows=1_048_576, columns=16_384, blank_rows=None),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be read, and what is known of it; pages are known for .xlsx alone."""

    kind: Kind
    pages: tuple[parts.Page, ...] = ()
    remarks: tuple[str, ...] = ()


def check(data: bytes, profile: Profile, name: str, limits: Limits | None = None) -> Checked:
    """Look into a file without parsing its rows; raises FileRefused with one sentence."""
    limits = limits or LIMITS[profile]
    strict = profile is Profile.PACKAGE
    if len(data) > limits.container:
        raise FileRefused(
            _("“{name}” is larger than {most} MB; send it in smaller parts.").format(
                name=name, most=limits.container // MEGABYTE
            )
        )
    if data.startswith(_OLD_EXCEL):
        return _old(data, name, strict=strict)
    if not data.startswith(b"PK\x03\x04"):
        raise not_a_workbook(name)
    archive = Archive(data, name, limits, strict=strict)
    for part in archive.names:
        if part.lower().endswith((".xml", ".rels")):
            _check_prolog(archive.read(part), name)
    if "mimetype" in archive and archive.read("mimetype").strip() == _ODS and not strict:
        return _open_document(archive)
    pages, remarks = parts.Package(archive, limits, strict=strict).checked()
    return Checked(Kind.XLSX, pages, remarks)


def _old(data: bytes, name: str, *, strict: bool) -> Checked:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise protected(name)
    is_book = any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book"))
    if not is_book:
        raise not_a_workbook(name)
    if strict:
        raise FileRefused(
            _("“{name}” was saved in Excel's old format; send the file as it was made.").format(
                name=name
            )
        )
    return Checked(Kind.XLS)


def _open_document(archive: Archive) -> Checked:
    if "content.xml" not in archive:
        raise archive.damaged()
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise protected(archive.name)
    return Checked(Kind.ODS)


class _Found(Exception):
    """The first element was reached."""


def _check_prolog(part: bytes, name: str) -> None:
    """Refuse a document type declaration, the door to entities; it can only stand at the top."""

    def declared(*_doctype: object) -> None:
        raise FileRefused(
            _(
                "“{name}” contains a document type declaration, which no workbook needs"
                " and which can do harm."
            ).format(name=name)
        )

    def reached(_tag: str, _attributes: dict[str, str]) -> None:
        raise _Found

    parser = xml.parsers.expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = reached
    try:
        parser.Parse(part[:_PROLOG], len(part) <= _PROLOG)
    except _Found:
        return
    except xml.parsers.expat.ExpatError as broken:
        raise FileRefused(
            _("“{name}” is damaged: a part of it cannot be read.").format(name=name)
        ) from broken
    raise FileRefused(_("“{name}” is damaged: a part of it cannot be read.").format(name=name))
