"""A row becomes a record: each value in its field, what has no field as a line of the note."""

from __future__ import annotations

import typing as t
from collections.abc import Collection

from fieldapp.records.fields import Declared, Record, fields_of
from fieldapp.records.values import TEXT_LIMIT, clean
from fieldapp.services.importing.links import Links
from fieldapp.services.importing.targets import Row
from fieldapp.text import N_, _

R = t.TypeVar("R", bound=Record)

UNKNOWN_WORD = N_("This word is not in the list; it is kept as it stands, to be corrected.")
NOTE_CUT = N_("The note was longer than 32,000 characters and was cut.")


def built(
    kind: type[R],
    row: Row,
    links: Links,
    *,
    uid: str = "",
    spent: Collection[str] = (),
    **fixed: t.Any,
) -> R:
    """The record of `kind` that a row makes.

    Slots that the kind has no field for become lines of its note, but for those in `spent`, which
    the caller has used. `fixed` are fields that the caller knows.
    """
    declared = fields_of(kind)
    fields: dict[str, t.Any] = {}
    unfit: dict[str, str] = {}
    lines: list[str] = []
    for key, text in row.texts.items():
        entry = declared.get(key)
        if entry is not None and key in row.unfit:
            unfit[key] = row.unfit[key]
        elif (key in spent and key not in row.unfit) or key in fixed:
            continue
        elif entry is None:
            lines.append(f"{row.heads[key]}: {' '.join(text.split())}")
        elif entry.field.vocabulary and _code(entry, text, links) is None:
            unfit[key] = clean(text)[:TEXT_LIMIT]
            row.tell(key, text, _(UNKNOWN_WORD))
        else:
            fields[key] = _value(entry, row.values[key], text, links)
    if "note" in declared:
        fields["note"] = _note(row, fields.get("note"), lines)
    return kind(uid=uid or row.uid, old=True, unfit=unfit, **(fields | fixed))


def _code(entry: Declared, text: str, links: Links) -> str | None:
    return links.term(str(entry.field.vocabulary), text)


def _value(entry: Declared, value: object, text: str, links: Links) -> object:
    """The value of a field: the code of a word, the uid of what a name stands for."""
    if entry.field.vocabulary:
        return _code(entry, text, links)
    if entry.field.refers is None:
        return value
    if entry.base is tuple:
        names = t.cast("tuple[str, ...]", value)
        return tuple(dict.fromkeys(links.named(entry.field.refers, name) for name in names))
    return links.named(entry.field.refers, str(value))


def _note(row: Row, own: object, lines: list[str]) -> str | None:
    note = clean("\n".join([*([str(own)] if own else []), *lines, *row.lines]))
    if len(note) > TEXT_LIMIT:
        row.tell("note", note, _(NOTE_CUT))
        note = note[:TEXT_LIMIT]
    return note or None
