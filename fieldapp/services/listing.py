"""The records of a list: all of a kind, or the few that changed."""

from __future__ import annotations

import typing as t
from collections.abc import Iterable

from fieldapp.records import values
from fieldapp.records.fields import Record
from fieldapp.store.reading import Reader

R = t.TypeVar("R", bound=Record)


def present(
    reader: Reader, kind: type[R], uids: Iterable[str] | None, *, order: str = "uid"
) -> list[R]:
    """Records out of the bin, in order of a field as `Reader.every` has it."""
    if uids is None:
        return reader.every(kind, order=order)
    found = [record for record in reader.many(kind, uids).values() if not record.removed]
    field = order.removeprefix("-")
    found.sort(key=lambda record: record.uid)
    found.sort(
        key=lambda record: str(values.plain(getattr(record, field)) or ""),
        reverse=order.startswith("-"),
    )
    return found
