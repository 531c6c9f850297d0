"""What was done and what a field holds, in the language in use: for history and undo."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping

from fieldapp import text
from fieldapp.records import terms, values
from fieldapp.records.changes import Why
from fieldapp.records.fields import Declared, Kind
from fieldapp.records.office import Term
from fieldapp.records.training import Mark
from fieldapp.records.values import Cents, PartialDate, Plain
from fieldapp.services.titles import titles
from fieldapp.store.reading import Reader
from fieldapp.text import N_, _, ngettext

_ONE_OF: dict[str, str] = {}

_LOCALES = {"en": "en_GB"}
"""Locales of days where the language alone would put the month first."""

_MARKS_OF_RECORD = {
    "removed": N_("Reason for the bin"),
    "old": N_("Old record"),
}


def counted(one: str, many: str) -> str:
    """Mark the two forms of a template with a count `n`; the second one is kept in the log."""
    _ONE_OF[many] = one
    return many


def said(why: Why) -> str:
    """What was done, such as "mark 24 present".

    The values `kind` and `field` are English labels and are translated too.
    """
    if not why.message:
        return ""
    n = why.values.get("n")
    template = (
        ngettext(_ONE_OF[why.message], why.message, n)
        if isinstance(n, int) and why.message in _ONE_OF
        else _(why.message)
    )
    shown = {
        key: _(value) if key in {"kind", "field"} and isinstance(value, str) else value
        for key, value in why.values.items()
    }
    try:
        return template.format(**shown)
    except (KeyError, IndexError, ValueError):
        return why.message  # written by a newer version, with values this one does not know


def field_label(kind: Kind, key: str) -> str:
    """The label of a key of the change log: a field, a field as typed, or a mark of the record."""
    if key in _MARKS_OF_RECORD:
        return _(_MARKS_OF_RECORD[key])
    declared = kind.fields.get(key.removesuffix("?"))
    if declared is None:
        return key
    label = _(declared.field.label)
    return _("{field}, as typed").format(field=label) if key.endswith("?") else label


class FieldWords:
    """Shows plain values of one kind of record; looks up what they refer to once for all."""

    def __init__(
        self, reader: Reader, kind: Kind, shown: Iterable[Mapping[str, Plain | None]]
    ) -> None:
        self._fields = kind.fields
        referred: set[tuple[str, str]] = set()
        codes: set[str] = set()
        for plain in shown:
            for key, value in plain.items():
                entry = self._fields.get(key)
                if entry is None or value is None:
                    continue
                for part in value if isinstance(value, list) else [str(value)]:
                    if entry.field.refers:
                        referred.add((entry.field.refers, part))
                    elif entry.field.vocabulary:
                        codes.add(terms.term_uid(entry.field.vocabulary, part))
        self._titles = titles(reader, referred)
        self._terms = {uid: term.label for uid, term in reader.many(Term, codes).items()}

    def show(self, key: str, value: Plain | None) -> str:
        """A value as a person reads it; nothing is an empty text."""
        if value is None:
            return ""
        entry = self._fields.get(key)
        if key == "old":
            return _("yes")
        if entry is None:
            return "; ".join(value) if isinstance(value, list) else str(value)
        parts = value if isinstance(value, list) else [value]
        return "; ".join(self._one(entry, part) for part in parts)

    def _one(self, entry: Declared, value: str | int) -> str:
        if entry.field.refers:
            return self._titles.get(str(value)) or _("a record that is not here")
        if entry.field.vocabulary:
            code = str(value)
            label = self._terms.get(terms.term_uid(entry.field.vocabulary, code))
            shipped = terms.label_of(entry.field.vocabulary, code) or code
            return label or _(shipped)
        return _by_type(entry, value)


def _by_type(entry: Declared, value: str | int) -> str:
    if entry.base is bool:
        return _("yes") if value else _("no")
    if issubclass(entry.base, Cents):
        return f"{value} {entry.field.unit or ''}".rstrip()
    if entry.base in {dt.date, PartialDate}:
        return day_text(str(value))
    if issubclass(entry.base, enum.StrEnum) and entry.base is not Mark:
        return _(str(value))
    return str(value)


def day_text(written: str) -> str:
    """A day in the manner of the language in use; as it is written where the day is not known."""
    from babel import UnknownLocaleError
    from babel.dates import format_date

    try:
        day = PartialDate(written).full
    except values.Unfit:
        return written
    if day is None:
        return written
    try:
        return format_date(day, "medium", locale=_LOCALES.get(text.language(), text.language()))
    except (UnknownLocaleError, ValueError):
        return day.isoformat()
