"""Whatever file is given: what it is, whether it is genuine, what it holds; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.errors import FileRefused, NewerSchema
from fieldapp.keys import signing
from fieldapp.records import canonical
from fieldapp.records.exchange import PACKAGE_FORMAT, Answer, Damaged, Package, Row
from fieldapp.services.exchange import answer_books, books
from fieldapp.services.opening import OpenOffice
from fieldapp.store import ledger, upgrade
from fieldapp.text import _
from fieldapp.workbook.profiles import Profile
from fieldapp.workbook.reading import Workbooks


@dataclass(frozen=True, slots=True)
class Genuine:
    """A package or an answer whose signature and digests hold, and the key that signed it."""

    what: Package | Answer
    public_key: str
    data: bytes


def read(office: OpenOffice, workbooks: Workbooks, data: bytes, name: str) -> Genuine:
    """Read a workbook of the exchange and prove it.

    calamine reads it first; where the digests show that a row was misread, or edited, openpyxl
    reads it again and the better reading counts.

    Raises:
        FileRefused: it is not one of ours, was changed, or comes from nobody known here.
        NewerSchema: a newer version of the program made it.
    """
    book = workbooks.open(data, name, Profile.PACKAGE)
    manifest = books.manifest_of(book, name)
    key = _signer(office, manifest, name)
    if manifest["schema"] > upgrade.HEAD:
        raise NewerSchema(
            _(
                "{name} was made by a newer version of fieldapp. Nothing was taken in; install the "
                "newer version here and take the file in again."
            ).format(name=name)
        )
    if manifest["format"] != PACKAGE_FORMAT:
        return Genuine(answer_books.answer_of(book, manifest, name), key, data)
    rows, damaged = _rows(workbooks, data, name, manifest)
    return Genuine(Package(manifest=manifest, rows=rows, damaged=damaged), key, data)


def _rows(
    workbooks: Workbooks, data: bytes, name: str, manifest: dict[str, str]
) -> tuple[tuple[Row, ...], tuple[Damaged, ...]]:
    refused: FileRefused | None = None
    found: tuple[tuple[Row, ...], tuple[Damaged, ...]] | None = None
    for engine in ("calamine", "openpyxl"):
        try:
            book = workbooks.open(data, name, Profile.PACKAGE, engine=engine)
            read_now = books.rows_of(book, manifest, name)
        except FileRefused as error:
            refused = error
            continue
        if found is None or len(read_now[1]) < len(found[1]):
            found = read_now
        if not found[1]:
            break
    if found is None:
        raise refused or FileRefused(name)
    return found


def _signer(office: OpenOffice, manifest: dict[str, str], name: str) -> str:
    """The known key whose signature the manifest bears."""
    message = canonical.manifest_bytes(manifest)
    try:
        signature = bytes.fromhex(manifest.get("sig", ""))
    except ValueError:
        signature = b""
    for key in _known_keys(office, manifest, name):
        if signing.verify(bytes.fromhex(key), message, signature):
            return key
    raise FileRefused(
        _(
            "The signature of {name} does not hold, so somebody else may have made it. Nothing was "
            "taken in."
        ).format(name=name)
    )


def _known_keys(office: OpenOffice, manifest: dict[str, str], name: str) -> list[str]:
    state = office.file.state
    if manifest["format"] != PACKAGE_FORMAT:
        if state.headquarters:
            raise FileRefused(
                _("{name} is a confirmation for an office; headquarters cannot take it in.").format(
                    name=name
                )
            )
        if not state.partner_key:
            raise FileRefused(
                _(
                    "{name} comes from headquarters, but this office is not enrolled yet. Take in "
                    "headquarters' enrolment answer first."
                ).format(name=name)
            )
        return [state.partner_key]
    if not state.headquarters:
        raise FileRefused(
            _("{name} is a sending to headquarters; an office cannot take it in.").format(name=name)
        )
    with office.reading() as reader:
        enrolled = ledger.list_enrolled(reader, manifest.get("office", ""))
    keys = {entry["public_key"] for entry in enrolled}
    if not keys:
        raise FileRefused(
            _(
                "{name} comes from office {office}, which is not enrolled here. Take in its "
                "enrolment request first, then this file again."
            ).format(name=name, office=manifest.get("office", ""))
        )
    return sorted(keys)
