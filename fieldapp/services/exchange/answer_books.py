"""An answer as a workbook, and back."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping

from fieldapp import text
from fieldapp.errors import FileRefused
from fieldapp.records import canonical
from fieldapp.records.exchange import Answer, Code, Conflict, Returned
from fieldapp.records.kinds import KINDS
from fieldapp.services.exchange import answering, books
from fieldapp.services.exchange.reasons import reason
from fieldapp.text import _
from fieldapp.workbook.reading import ReadBook, ReadSheet
from fieldapp.workbook.sheets import Book, CellType, Column, Readme, Sheet, Value

CONFIRMED, RETURNED, TWO_VERSIONS = "Confirmed", "Returned", "Two versions"


def _grey(*keys: str) -> tuple[Column, ...]:
    return tuple(Column(key, key, CellType.IDENTITY, grey=True) for key in keys)


def answer_book(answer: Answer) -> Book:
    """The workbook of an answer: what is confirmed, returned, doubtful and changed."""
    readme = Readme(
        "README",
        _("Confirmation {number} for office {office}").format(
            number=answer.manifest["hseq"], office=answer.manifest["office"]
        ),
        (
            _("This workbook tells the office what headquarters has taken in."),
            _("Take it in with fieldapp, under Send and receive. Please do not edit it."),
        ),
    )
    sheets = (
        readme,
        books.manifest_part(answer.manifest),
        _confirmed(answer),
        _returned(answer),
        _two_versions(answer),
        *books.data_sheets(answer.rows, answer=True),
    )
    return Book(sheets, right_to_left=text.right_to_left(), title=readme.title, protected=True)


def _confirmed(answer: Answer) -> Sheet:
    columns = (
        Column("number", _("Sending"), CellType.INTEGER),
        *_grey("_replica", "_package"),
    )
    main = {
        package: (seq, replica)
        for replica, chain in answer.streams.items()
        for seq, package in chain.items()
    }
    rows: list[tuple[Value, ...]] = []
    for package in answer.accepted:
        seq, replica = main.get(package, (None, None))
        rows.append((seq, replica, package))
    rows.sort(key=lambda row: (str(row[1]), row[0] or 0, str(row[2])))
    return Sheet(CONFIRMED, columns, rows)


def _returned(answer: Answer) -> Sheet:
    columns = (
        Column("kind", _("Kind"), CellType.TEXT),
        Column("reason", _("Reason"), CellType.TEXT),
        Column("sending", _("Sending"), CellType.IDENTITY),
        *_grey("_kind", "_uid", "_ver", "_code", "_detail"),
    )
    rows = [
        (
            _(KINDS[r.kind].label) if r.kind in KINDS else r.kind,
            reason(r.kind, r.code, r.detail),
            r.sending, r.kind, r.uid, r.ver, r.code.value, r.detail,
        )
        for r in answer.returned
    ]  # fmt: skip
    return Sheet(RETURNED, columns, rows)


def _two_versions(answer: Answer) -> Sheet:
    columns = (
        Column("kind", _("Kind"), CellType.TEXT),
        Column("field", _("Field"), CellType.TEXT),
        Column("ours", _("At headquarters"), CellType.TEXT),
        Column("theirs", _("From the office"), CellType.TEXT),
        *_grey("_kind", "_uid", "_ver", "_field", "_ours", "_theirs", "_decides"),
    )
    rows: list[tuple[Value, ...]] = []
    for c in answer.conflicts:
        kind = KINDS.get(c.kind)
        entry = kind.fields.get(c.field) if kind else None
        human: tuple[Value, ...] = (
            _(kind.label) if kind else c.kind,
            _(entry.field.label) if entry else c.field,
            _spoken(c.ours),
            _spoken(c.theirs),
        )
        ours, theirs = (
            books.pieces_of(canonical.as_bytes(side).decode()) for side in (c.ours, c.theirs)
        )
        # a whole record may stand against its removal: it goes on in the rows below
        for mine, other in itertools.zip_longest(ours, theirs):
            rows.append((*human, c.kind, c.uid, c.ver, c.field, mine, other, c.decides))
            human = (None,) * len(human)
    return Sheet(TWO_VERSIONS, columns, rows)


def _spoken(value: object) -> str | None:
    if value is None or isinstance(value, Mapping):
        return None
    spoken = "; ".join(value) if isinstance(value, list) else str(value)
    return spoken[: books.PIECE]


def answer_of(book: ReadBook, manifest: Mapping[str, str], name: str) -> Answer:
    """The answer that a workbook holds, proven by its digests.

    Raises:
        FileRefused: a cell of it was changed.
    """
    rows, damaged = books.rows_of(book, manifest, name)
    try:
        made = Answer(
            manifest=manifest,
            rows=rows,
            accepted=frozenset(r["_package"] for r in _lines(book, CONFIRMED)),
            streams=_streams(_lines(book, CONFIRMED)),
            returned=tuple(_returned_row(r) for r in _lines(book, RETURNED)),
            conflicts=_conflicts(_lines(book, TWO_VERSIONS)),
        )
    except (KeyError, ValueError) as error:
        raise _changed(name) from error
    if damaged or answering.body_digest(made) != manifest.get("body"):
        raise _changed(name)
    return made


def _lines(book: ReadBook, sheet_name: str) -> list[dict[str, str]]:
    sheet: ReadSheet | None = book.sheet(sheet_name)
    if sheet is None or not sheet.rows:
        raise KeyError(sheet_name)
    header = [str(cell) for cell in sheet.rows[0].cells]
    return [
        {key: "" if line.at(at) is None else str(line.at(at)) for at, key in enumerate(header)}
        for line in sheet.rows[1:]
    ]


def _streams(lines: list[dict[str, str]]) -> dict[str, dict[int, str]]:
    streams: dict[str, dict[int, str]] = {}
    for line in lines:
        number = next(iter(line.values()))
        if line["_replica"]:
            streams.setdefault(line["_replica"], {})[int(number)] = line["_package"]
    return streams


def _returned_row(line: dict[str, str]) -> Returned:
    return Returned(
        kind=line["_kind"],
        uid=line["_uid"],
        ver=line["_ver"],
        code=Code(line["_code"]),
        detail=line["_detail"],
        sending=list(line.values())[2],
    )


def _conflicts(lines: list[dict[str, str]]) -> tuple[Conflict, ...]:
    joined: dict[tuple[str, ...], list[str]] = {}
    for line in lines:
        key = tuple(line[k] for k in ("_kind", "_uid", "_ver", "_field", "_decides"))
        sides = joined.setdefault(key, ["", ""])
        sides[0] += line["_ours"]
        sides[1] += line["_theirs"]
    return tuple(
        Conflict(
            kind=kind, uid=uid, ver=ver, field=field,
            ours=json.loads(ours), theirs=json.loads(theirs), decides=decides,
        )
        for (kind, uid, ver, field, decides), (ours, theirs) in joined.items()
    )  # fmt: skip


def _changed(name: str) -> FileRefused:
    return FileRefused(
        _(
            "{name} was changed after headquarters made it, so it proves nothing. Nothing was "
            "taken in. Ask headquarters to send it again."
        ).format(name=name)
    )
