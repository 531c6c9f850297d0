"""Every change of a record, undo and redo, and how things were at a moment: all from one log."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
import typing as t
from collections.abc import Iterable, Mapping, Sequence

from fieldapp.errors import UserError
from fieldapp.records import values
from fieldapp.records.changes import Action, Change, Changes, ChangeSet, Why
from fieldapp.records.fields import NO_REASON, Kind, Record, content
from fieldapp.records.kinds import KINDS, kind_of
from fieldapp.records.office import Staff
from fieldapp.records.values import Plain
from fieldapp.services.opening import OpenOffice
from fieldapp.services.titles import titles
from fieldapp.services.wording import FieldWords, field_label, said
from fieldapp.store.reading import Reader
from fieldapp.text import N_, _

R = t.TypeVar("R", bound=Record)
_BY_HAND = (Action.EDIT, Action.IMPORT)


@dc.dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or redo did.

    Attributes:
        what: the action taken back or done again, such as "mark 24 present".
        left: fields that stayed because they were changed later, such as "Place of Riot control".
    """

    changes: Changes
    what: str
    left: tuple[str, ...] = ()


@dc.dataclass(frozen=True, slots=True)
class HistoryRow:
    """One field changed by one action; a new record gives a row for each field filled."""

    set_number: int
    at: dt.datetime
    who_name: str
    what: str
    field_label: str
    old_text: str
    new_text: str
    field_key: str


class History:
    """The change log as people use it."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office

    def undoable(self) -> ChangeSet | None:
        """This person's latest action that still stands, without its changes."""
        with self._office.reading() as reader:
            return self._newest(reader, _BY_HAND)

    def redoable(self) -> ChangeSet | None:
        """This person's latest undo, unless something new was done after it."""
        with self._office.reading() as reader:
            undo = self._newest(reader, (Action.UNDO,))
            if undo is None:
                return None
            later = reader.newest_sets(who=self._office.person, actions=_BY_HAND, limit=1)
            return undo if not later or later[0].number < undo.number else None

    def undo(self) -> Undone:
        """Take back this person's latest action.

        A field is restored only while it still holds what the action wrote; a record that the
        action made goes to the bin, unless it was changed since.

        Raises:
            UserError: there is nothing to take back.
        """
        target = self.undoable()
        if target is None:
            raise UserError(_("There is nothing to undo."))
        return self._take_back(target, Action.UNDO, target.why)

    def redo(self) -> Undone:
        """Do again what was undone last.

        Raises:
            UserError: nothing was undone, or something new was done since.
        """
        target = self.redoable()
        if target is None:
            raise UserError(_("There is nothing to do again."))
        with self._office.reading() as reader:
            first = reader.change_set(target.undoes or 0)
        return self._take_back(target, Action.REDO, first.why if first else target.why)

    def of(self, record_type: type[Record], uid: str) -> list[HistoryRow]:
        """Every change of a record, newest first."""
        kind = kind_of(record_type)
        with self._office.reading() as reader:
            sets = reader.history(uid)
            names = {person.uid: person.name for person in reader.every(Staff)}
            names |= {person.uid: person.name for person in reader.every(Staff, removed=True)}
            plains = [p for s in sets for c in s.changes for p in (c.before, c.after) if p]
            words = FieldWords(reader, kind, plains)
        rows: list[HistoryRow] = []
        for action in reversed(sets):
            rows.extend(_rows(action, kind, names, words))
        return rows

    def put_back(
        self, record_type: type[Record], uid: str, set_number: int, field_key: str
    ) -> Changes:
        """Give a field the value that it had before an action, whatever it holds now.

        Raises:
            UserError: the action did not touch this field.
        """
        with self._office.reading() as reader:
            record = reader.get(record_type, uid)
            action = next((s for s in reader.history(uid) if s.number == set_number), None)
        change = action.changes[0] if action is not None else None
        if record is None or change is None or field_key not in change.after:
            raise UserError(_("This change is not in the history of the record any more."))
        before = (change.before or {}).get(field_key)
        declared = kind_of(record).fields.get(field_key.removesuffix("?"))
        why = Why(
            N_("put back {field} of {title}"),
            {
                "field": declared.field.label if declared else field_key,
                "title": kind_of(record).title(record),
            },
        )
        with self._office.unit(why) as unit:
            unit.put(with_plain(record, {field_key: before}))
            return unit.commit()

    def as_of(self, record_type: type[R], uid: str, moment: dt.datetime) -> R | None:
        """The record as it was at a moment, also from the bin; None where it was not there yet."""
        with self._office.reading() as reader:
            record = reader.get(record_type, uid)
            if record is None:
                return None
            later = [s.changes[0] for s in reversed(reader.history(uid)) if s.at > moment]
        return _walked_back({uid: record}, later).get(uid)

    def all_as_of(self, record_type: type[R], moment: dt.datetime) -> list[R]:
        """All records of a kind as they were at a moment, without those then in the bin."""
        with self._office.reading() as reader:
            now = reader.every(record_type) + reader.every(record_type, removed=True)
            later = list(reader.changes_after(moment, kind_of(record_type).key))
        then = _walked_back({record.uid: record for record in now}, later)
        return [record for record in then.values() if not record.removed]

    def _newest(self, reader: Reader, actions: Sequence[Action]) -> ChangeSet | None:
        """The latest action of this person that was not taken back, or was and came back."""
        limit = 50
        while True:
            found = reader.newest_sets(who=self._office.person, actions=actions, limit=limit)
            for action in found:
                if not _is_undone(reader, action.number):
                    return action
            if len(found) < limit:
                return None
            limit *= 4

    def _take_back(self, target: ChangeSet, action: Action, why: Why) -> Undone:
        left: list[str] = []
        with self._office.unit(why, action, undoes=target.number) as unit:
            full = unit.change_set(target.number)
            touched = full.changes if full is not None else ()
            reason = _("Taken back: {what}").format(what=said(why))
            held = _held(unit, touched)
            for change in reversed(touched):
                record = held[change.uid]
                wanted, kept_keys = _restoring(record, change, reason)
                left.extend(_left(unit, record, kept_keys))
                if wanted:
                    held[change.uid] = with_plain(record, wanted)
                    unit.put(held[change.uid])
            changes = unit.commit()
        return Undone(changes, said(why), tuple(dict.fromkeys(left)))


def with_plain(record: R, wanted: Mapping[str, Plain | None]) -> R:
    """A record with some keys of its content set to plain values, None for empty ones.

    The keys are those of the change log: fields, fields as typed ("born?"), "removed", "old" and
    what a newer version wrote.
    """
    declared = kind_of(record).fields
    chosen: dict[str, t.Any] = {}
    unfit, extra = dict(record.unfit), dict(record.extra)
    for key, raw in wanted.items():
        if key == "removed":
            chosen["removed"] = raw is not None
            chosen["removed_why"] = None if raw in (None, NO_REASON) else str(raw)
        elif key == "old":
            chosen["old"] = raw is not None
        elif key in declared:
            entry = declared[key]
            empty: object = () if entry.base is tuple else "" if entry.default == "" else None
            chosen[key] = empty if raw is None else values.value(entry.base, raw)
        else:
            aside, name = (unfit, key[:-1]) if key.endswith("?") else (extra, key)
            aside.pop(name, None)
            if raw is not None:
                t.cast("dict[str, Plain]", aside)[name] = raw
    return dc.replace(record, unfit=unfit, extra=extra, **chosen)


def _is_undone(reader: Reader, number: int) -> bool:
    """Whether an action was taken back and the taking back was not itself taken back."""
    by = reader.undone([number]).get(number)
    return by is not None and not _is_undone(reader, by)


def _held(reader: Reader, touched: Iterable[Change]) -> dict[str, Record]:
    """The records of some changes as they are now."""
    by_kind: dict[str, list[str]] = {}
    for change in touched:
        by_kind.setdefault(change.kind, []).append(change.uid)
    held: dict[str, Record] = {}
    for key, uids in by_kind.items():
        held |= reader.many(KINDS[key].record, uids)
    return held


def _restoring(
    record: Record, change: Change, reason: str
) -> tuple[dict[str, Plain | None], list[str]]:
    """What takes a change back, and the keys that hold something newer by now."""
    now = content(record, stays=True)
    newer = [key for key, wrote in change.after.items() if now.get(key) != wrote]
    if change.before is not None:
        before = change.before
        return {key: before.get(key) for key in change.after if key not in newer}, newer
    if record.removed:
        return {}, []
    later = newer + [key for key in now if key not in change.after]
    return ({}, later) if later else ({"removed": reason}, [])


def _left(reader: Reader, record: Record, keys: Sequence[str]) -> list[str]:
    if not keys:
        return []
    kind = kind_of(record)
    title = titles(reader, [(kind.key, record.uid)]).get(record.uid, "")
    return [
        _("{field} of {title}").format(field=field_label(kind, key), title=title) for key in keys
    ]


def _rows(
    action: ChangeSet, kind: Kind, names: Mapping[str, str], words: FieldWords
) -> list[HistoryRow]:
    change = action.changes[0]
    order = {key: place for place, key in enumerate(kind.fields)}
    keys = sorted(change.after, key=lambda key: (order.get(key.removesuffix("?"), 99), key))
    return [
        HistoryRow(
            set_number=action.number,
            at=action.at,
            who_name=names.get(action.who, "") or _("the program"),
            what=_what(action),
            field_label=field_label(kind, key),
            old_text=words.show(key, (change.before or {}).get(key)),
            new_text=words.show(key, change.after[key]),
            field_key=key,
        )
        for key in keys
    ]


def _what(action: ChangeSet) -> str:
    if action.action is Action.UNDO:
        return _("undo: {what}").format(what=said(action.why))
    if action.action is Action.REDO:
        return _("do again: {what}").format(what=said(action.why))
    return said(action.why)


def _walked_back(now: Mapping[str, R], later: Iterable[Change]) -> dict[str, R]:
    """Records as they were before some changes, given newest first."""
    wanted: dict[str, dict[str, Plain | None] | None] = {}
    for change in later:
        if change.before is None:
            wanted[change.uid] = None
        else:
            wanted[change.uid] = {**(wanted.get(change.uid) or {}), **change.before}
    then: dict[str, R] = {}
    for uid, record in now.items():
        before = wanted.get(uid, {})
        if before is not None:
            then[uid] = with_plain(record, before) if before else record
    return then
