"""A field is declared once: its `Annotated` type tells tables, sheets, imports and forms all."""

from __future__ import annotations

import dataclasses as dc
import enum
import types
import typing as t
from collections.abc import Callable, Mapping

from fieldapp.records import values
from fieldapp.records.values import Plain


class Need(enum.IntEnum):
    """When a field must be filled (architecture.md, "Need")."""

    OPTIONAL = 0
    SAVE = 1
    COMPLETE = 2
    LOCK = 3
    VETTING = 4


class Privacy(enum.StrEnum):
    """How far a value travels and who is shown it."""

    PUBLIC = "public"
    PERSONAL = "personal"
    IDENTITY = "identity"
    STAYS = "stays in the office"


@dc.dataclass(frozen=True, slots=True)
class Field:
    """What is true of one field wherever it appears.

    Attributes:
        label: the English words above it, translated where shown.
        vocabulary: the list of terms its codes come from (records/terms.py).
        refers: the kind of record whose uid it holds.
        unit: what a number counts, such as "hours".
        synonyms: heads of columns by which foreign spreadsheets name it.
        prose: several lines of text are expected.
    """

    label: str
    need: Need = Need.OPTIONAL
    privacy: Privacy = Privacy.PUBLIC
    vocabulary: str | None = None
    refers: str | None = None
    unit: str | None = None
    synonyms: tuple[str, ...] = ()
    prose: bool = False


@dc.dataclass(frozen=True, slots=True)
class Declared:
    """One field of one kind, as `fields_of` finds it.

    Attributes:
        key: the permanent name in tables, packages and history; never renamed.
        base: str, int, bool, Decimal, Cents, date, datetime, PartialDate, tuple or a StrEnum.
        default: what a new record begins with; optional: whether the field may hold nothing.
    """

    key: str
    base: type
    field: Field
    default: object
    optional: bool

    @property
    def travels(self) -> bool:
        """Whether the value may enter a package."""
        return self.field.privacy is not Privacy.STAYS

    @property
    def named(self) -> bool:
        """Whether the value names a person or opens a way to one."""
        return self.field.privacy in {Privacy.PERSONAL, Privacy.IDENTITY}


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every kind of record has.

    Attributes:
        uid: 32 hexadecimal digits, made where the record is born, never used again.
        removed: in the bin.
        old: taken over from before the program; unknown serials and dates are allowed.
        unfit: field key -> text as typed that does not fit; the field keeps its last good value.
        extra: field key -> plain value of fields that a newer version of the program knows.
    """

    uid: str
    removed: bool = False
    removed_why: str | None = None
    old: bool = False
    unfit: Mapping[str, str] = dc.field(default_factory=dict, hash=False)
    extra: Mapping[str, Plain] = dc.field(default_factory=dict, hash=False)


@dc.dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its class and the words for it.

    Attributes:
        key: permanent; names the table and the rows of the change log.
        sheet: the permanent English name of its sheet in a package.
        natural: fields that make the uid of a link record (sync.md §1.2); empty for all others.
        number: the field that holds its human number, with the number's middle letters.
        title: what a list or a search shows for a record.
        searched: fields whose words find the record.
    """

    key: str
    record: type[Record]
    label: str
    plural: str
    sheet: str
    natural: tuple[str, ...] = ()
    number: tuple[str, str] | None = None
    title: Callable[[t.Any], str] = lambda record: record.uid
    searched: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, Declared]:
        """Field key -> declaration, in the order declared."""
        return fields_of(self.record)


def _unwrapped(hint: object) -> type:
    """The one type inside `X | None` and `tuple[str, ...]`."""
    if t.get_origin(hint) in {t.Union, types.UnionType}:
        hint = next(part for part in t.get_args(hint) if part is not type(None))
    origin = t.get_origin(hint)
    return t.cast("type", origin or hint)


_DECLARED: dict[type, dict[str, Declared]] = {}


def fields_of(record: type[Record]) -> dict[str, Declared]:
    """The declared fields of a record class, by their permanent keys."""
    if record in _DECLARED:
        return _DECLARED[record]
    hints = t.get_type_hints(record, include_extras=True)
    found: dict[str, Declared] = {}
    for entry in dc.fields(record):
        hint = hints[entry.name]
        if t.get_origin(hint) is t.Annotated:
            base, field = t.get_args(hint)[:2]
            default = None if entry.default is dc.MISSING else entry.default
            optional = type(None) in t.get_args(base)
            found[entry.name] = Declared(entry.name, _unwrapped(base), field, default, optional)
    return _DECLARED.setdefault(record, found)


_KEYS: dict[tuple[type, bool], tuple[str, ...]] = {}


def _keys(record: type[Record], *, stays: bool) -> tuple[str, ...]:
    """The keys of the fields that travel, or of all: asked so often that it is kept."""
    if (found := _KEYS.get((record, stays))) is not None:
        return found
    keys = tuple(key for key, entry in fields_of(record).items() if stays or entry.travels)
    return _KEYS.setdefault((record, stays), keys)


R = t.TypeVar("R", bound=Record)

NO_REASON = "-"
"""Stands in a content for a removal without a reason."""


def content(record: Record, *, stays: bool = False) -> dict[str, Plain]:
    """The filled fields in plain form: what is compared, logged, hashed and carried.

    An unfit value stands under the field's key with a question mark, so that it merges like a
    field of its own. `stays=True` adds the fields that never leave the office: for the log.
    """
    kept: dict[str, Plain] = {}
    keys = _keys(type(record), stays=stays)
    for key in keys:
        value = getattr(record, key)
        if value is not None and (plain := values.plain(value)) is not None:
            kept[key] = plain
    for key, typed in record.unfit.items():
        if key in keys:
            kept[key + "?"] = values.clean(typed)
    for key, raw in record.extra.items():
        kept[key] = raw
    if record.old:
        kept["old"] = 1
    if record.removed:
        kept["removed"] = values.clean(record.removed_why or "") or NO_REASON
    return kept


def made(kind: type[R], uid: str, plain: Mapping[str, object], held: R | None = None) -> R:
    """The record of a content; fields that stay in the office come from `held`.

    A field that the content does not name is empty, whatever a new record begins with.

    Raises:
        values.Unfit: a value its field cannot hold, with the field's key as second argument.
    """
    declared = fields_of(kind)
    chosen: dict[str, t.Any] = {"uid": uid, **_state(plain)}
    unfit: dict[str, str] = {}
    extra: dict[str, Plain] = {}
    for key, raw in plain.items():
        if key in declared:
            chosen[key] = _value(declared[key], raw)
        elif key.endswith("?") and key[:-1] in declared:
            unfit[key[:-1]] = str(raw)
        elif key not in _STATE:
            extra[key] = t.cast("Plain", raw)
    for key, entry in declared.items():
        if key not in chosen:
            chosen[key] = _absent(entry, held)
        if chosen[key] is None and entry.base is str and not entry.optional:
            chosen[key] = ""
    return kind(**chosen, unfit=unfit, extra=extra)


_STATE = frozenset({"removed", "old"})


def _state(plain: Mapping[str, object]) -> dict[str, t.Any]:
    """What a content says of the record as a whole."""
    found: dict[str, t.Any] = {}
    if "removed" in plain:
        reason = plain["removed"]
        found["removed"] = True
        found["removed_why"] = None if reason == NO_REASON else str(reason)
    if "old" in plain:
        found["old"] = plain["old"] in (1, "1", True)
    return found


def _value(entry: Declared, raw: object) -> object:
    try:
        return values.value(entry.base, raw)
    except values.Unfit as error:
        raise values.Unfit(error.args[0], entry.key) from error


def _absent(entry: Declared, held: Record | None) -> object:
    """What a field is where a content does not name it: nothing, if it can be."""
    if held is not None and not entry.travels:
        return getattr(held, entry.key)
    if entry.optional:
        return None
    return () if entry.base is tuple else entry.default
