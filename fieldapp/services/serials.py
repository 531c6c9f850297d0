"""Serials as people read them off a plate: without signs, with letters that look like digits."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator

from fieldapp.records.equipment import Item
from fieldapp.store.reading import Reader

_SIGNS = re.compile(r"[\W_]")
_LOOK_ALIKE = str.maketrans("OQIL", "0011")


def plain(text: str) -> str:
    """A serial in capitals without blanks and signs: sn-00 12 is SN0012."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper()


def look_alike(text: str) -> str:
    """A serial in which letters and digits that look alike are one (records.md a20, rule 2)."""
    return plain(text).translate(_LOOK_ALIKE)


def find(reader: Reader, text: str) -> list[Item]:
    """Items of which a text is the serial, another number, or looks like the serial; best first."""
    wanted, alike = plain(text), look_alike(text)
    if not wanted:
        return []
    places: dict[str, int] = {}
    for uid, serial, *others in reader.columns(
        Item, ("uid", "serial", "tag", "number", "other_ids")
    ):
        if serial and look_alike(serial) == alike:
            places[uid] = 0 if plain(serial) == wanted else 2
        if places.get(uid) != 0 and wanted in {plain(other) for other in _numbers(others)}:
            places[uid] = 1
    found = reader.many(Item, places)
    return sorted(found.values(), key=lambda item: (places[item.uid], item.number or ""))


def _numbers(columns: list[str | None]) -> Iterator[str]:
    """The tag, the number and each of the other numbers, as the table holds them."""
    tag, number, listed = columns
    yield from (text for text in (tag, number) if text)
    if listed:
        yield from json.loads(listed)


def doubles(reader: Reader, item: Item) -> list[Item]:
    """Other items of the same make and model with the same serial or one that looks alike."""
    if not item.serial:
        return []
    wanted, sort = look_alike(item.serial), _sort(item.make, item.model)
    same = [
        uid
        for uid, serial, make, model in reader.columns(Item, ("uid", "serial", "make", "model"))
        if serial
        and uid != item.uid
        and look_alike(serial) == wanted
        and _sort(make, model) == sort
    ]
    found = reader.many(Item, same)
    return sorted(found.values(), key=lambda other: (other.serial != item.serial, other.uid))


def _sort(make: str | None, model: str | None) -> tuple[str, str]:
    return plain(make or ""), plain(model or "")
