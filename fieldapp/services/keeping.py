"""Keep, remove and restore records of any kind; what was typed and does not fit is kept beside."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
import typing as t
from collections.abc import Mapping

from fieldapp.errors import UserError
from fieldapp.records import ids, typed, values
from fieldapp.records.changes import Changes, Why
from fieldapp.records.fields import Declared, Record, content
from fieldapp.records.kinds import KINDS, kind_of
from fieldapp.records.office import Staff
from fieldapp.records.search import normalised
from fieldapp.records.terms import label_of
from fieldapp.records.training import EventState
from fieldapp.services import belonging, words
from fieldapp.services.opening import OpenOffice
from fieldapp.services.titles import titles
from fieldapp.store.reading import Reader
from fieldapp.text import N_, _

R = t.TypeVar("R", bound=Record)

_NOT_COPIED: Mapping[str, Mapping[str, object]] = {
    "person": dict.fromkeys(("national_id", "service_no", "passport", "passport_expires")),
    "event": {
        **dict.fromkeys(("number", "state_why", "approved_by", "headcount", "headcount_women")),
        "cost": None,
        "state": EventState.PLANNED,
    },
    "item": {**dict.fromkeys(("number", "tag", "serial", "last_seen")), "other_ids": ()},
    "lot": dict.fromkeys(("number", "last_seen")),
    "donation": dict.fromkeys(("number",)),
}
"""Kind -> what a duplicate begins without: it is another thing than its original."""


_NOT_LISTED = frozenset({"attendance", "term"})
"""Kinds that come back by marking and by choosing again, not from the bin."""


@dc.dataclass(frozen=True, slots=True)
class BinRow:
    """A record in the bin.

    Attributes:
        kind: the kind's key; by: the name of the person who removed it, "" where not known.
    """

    kind: str
    uid: str
    title: str
    removed_at: dt.datetime | None
    by: str
    reason: str


class Keeping:
    """The records of an office, one at a time and whatever their kind."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office

    def keep(self, record: Record, *, why: Why | None = None) -> Changes:
        """Keep a new or changed record; one action, empty `Changes` where nothing is new.

        Raises:
            Rejected: a field without which it cannot be kept is empty.
        """
        if why is None:
            with self._office.reading() as reader:
                why = _why(reader.get(type(record), record.uid), record)
        with self._office.unit(why) as unit:
            unit.put(record, fiscal_year=self._office.fiscal_year())
            return unit.commit()

    def keep_typed(
        self, record_type: type[Record], uid: str, field_key: str, typed_text: str
    ) -> Changes:
        """Keep what was typed into one field.

        Text that the field cannot hold stands in `unfit` and the last good value stays; a good
        value clears it. Words of lists and titles of records are taken for their codes.

        Raises:
            Rejected: the field may not be empty. UserError: the text is too long to be kept.
        """
        if len(typed_text) > values.TEXT_LIMIT:
            raise UserError(_("This text is longer than 32,000 characters. Shorten it."))
        entry = kind_of(record_type).fields[field_key]
        with self._office.reading() as reader:
            held = _present(reader, record_type, uid)
            unfit = {k: v for k, v in held.unfit.items() if k != field_key}
            try:
                read = _read(reader, entry, typed_text)
                changed = dc.replace(held, unfit=unfit, **t.cast("t.Any", {field_key: read}))
            except values.Unfit:
                kept = values.clean(typed_text).strip()
                changed = dc.replace(held, unfit={**unfit, field_key: kept})
        why = Why(
            N_("change {field} of {title}"), {"field": entry.field.label, "title": _title(held)}
        )
        return self.keep(changed, why=why)

    def remove(self, record_type: type[Record], uid: str, *, reason: str = "") -> Changes:
        """Put a record into the bin, with its parts: an event with its sessions and participants.

        Raises:
            Rejected: other records use it.
        """
        with self._office.reading() as reader:
            record = _present(reader, record_type, uid)
            if record.removed:
                return Changes()
            belonging.refuse_used(reader, record)
            gone = [record, *belonging.parts_of(reader, record)]
        why = Why(N_("remove {kind}: {title}"), _named(record))
        with self._office.unit(why) as unit:
            for part in gone:
                unit.put(dc.replace(part, removed=True, removed_why=reason.strip() or None))
            return unit.commit()

    def restore(self, record_type: type[Record], uid: str) -> Changes:
        """Take a record out of the bin, with the parts that went there with it."""
        with self._office.reading() as reader:
            record = _present(reader, record_type, uid)
            if not record.removed:
                return Changes()
            back = [record, *belonging.removed_with(reader, record)]
        with self._office.unit(Why(N_("restore {kind}: {title}"), _named(record))) as unit:
            for part in back:
                unit.put(dc.replace(part, removed=False, removed_why=None))
            return unit.commit()

    def duplicate(self, record_type: type[Record], uid: str) -> tuple[Changes, str]:
        """A new record like another one, without its number and what names one thing only.

        Raises:
            UserError: a record of this kind joins two others, so that there is only one.
        """
        kind = kind_of(record_type)
        if kind.natural:
            raise UserError(_("There can be only one of these, so it cannot be duplicated."))
        with self._office.reading() as reader:
            held = _present(reader, record_type, uid)
        blanks = t.cast("t.Any", _NOT_COPIED.get(kind.key, {}))
        copy = dc.replace(held, uid=ids.new_uid(), removed=False, removed_why=None, **blanks)
        copy = dc.replace(copy, unfit={k: v for k, v in held.unfit.items() if k not in blanks})
        return self.keep(copy, why=Why(N_("duplicate {kind}: {title}"), _named(held))), copy.uid

    def bin(self) -> list[BinRow]:
        """What is in the bin, last removed first; parts of what is there are not listed."""
        with self._office.reading() as reader:
            gone = [
                (key, record)
                for key, kind in KINDS.items()
                if key not in _NOT_LISTED
                for record in reader.every(kind.record, removed=True)
            ]
            uids = {record.uid for _key, record in gone}
            shown = [
                (key, r) for key, r in gone if not any(o in uids for o in belonging.owners(key, r))
            ]
            when = reader.removals(record.uid for _key, record in shown)
            names = {person.uid: person.name for person in reader.every(Staff)}
            called = titles(reader, [(key, record.uid) for key, record in shown])
        rows = []
        for key, record in shown:
            at, who = when.get(record.uid, (None, ""))
            rows.append(
                BinRow(
                    key,
                    record.uid,
                    called.get(record.uid, ""),
                    at,
                    names.get(who, ""),
                    record.removed_why or "",
                )
            )
        never = dt.datetime.min.replace(tzinfo=dt.UTC)
        return sorted(rows, key=lambda row: row.removed_at or never, reverse=True)


def _title(record: Record) -> str:
    return kind_of(record).title(record)


def _named(record: Record) -> dict[str, str | int]:
    return {"kind": kind_of(record).label, "title": _title(record)}


def _present(reader: Reader, record_type: type[R], uid: str) -> R:
    found = reader.get(record_type, uid)
    if found is None:
        raise UserError(_("This record is not here any more. It may have been taken back."))
    return found


def _why(held: Record | None, record: Record) -> Why:
    """What is done by keeping a record in place of the one held."""
    if held is None:
        return Why(N_("new {kind}: {title}"), _named(record))
    before, after = content(held, stays=True), content(record, stays=True)
    touched = {k.removesuffix("?") for k in before.keys() | after.keys()
               if before.get(k) != after.get(k)}  # fmt: skip
    fields = kind_of(record).fields
    if len(touched) == 1 and (key := touched.pop()) in fields:
        values_ = {"field": fields[key].field.label, "title": _title(held)}
        return Why(N_("change {field} of {title}"), t.cast("dict[str, str | int]", values_))
    return Why(N_("change {kind}: {title}"), _named(held))


def _read(reader: Reader, entry: Declared, text: str) -> object:
    """The value of a field from what was typed.

    Raises:
        values.Unfit: the field cannot hold it.
    """
    if entry.field.vocabulary:
        return _code(reader, entry.field.vocabulary, text)
    if entry.field.refers and entry.base is str:
        return _referred(reader, entry.field.refers, text)
    found = typed.parse(entry.base, text)
    if found is not None:
        return found
    if entry.optional:
        return None
    return () if entry.base is tuple else entry.default


def _code(reader: Reader, vocabulary: str, text: str) -> str | None:
    wanted = normalised(text.strip())
    if not wanted:
        return None
    for code, label in words.choices(reader, vocabulary).items():
        english = label_of(vocabulary, code) or ""
        if wanted in {normalised(code), normalised(label), normalised(english)}:
            return code
    raise values.Unfit(N_("This word is not in the list."))


def _referred(reader: Reader, key: str, text: str) -> str | None:
    wanted = text.strip()
    if not wanted:
        return None
    kind = KINDS[key]
    if reader.get(kind.record, wanted) is not None:
        return wanted
    same = [r for r in reader.search(wanted, (key,))
            if normalised(kind.title(r)) == normalised(wanted)]  # fmt: skip
    if len(same) != 1:
        raise values.Unfit(N_("Choose one from the list."))
    return same[0].uid
