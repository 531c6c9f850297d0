"""What an import looks for: one slot for each field of its kinds, with all heads that name it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fieldapp.records.fields import Declared, Need, Record, fields_of
from fieldapp.records.kinds import KINDS, kind_of
from fieldapp.records.search import words
from fieldapp.text import _

LINKED = {"unit": "name", "organisation": "name", "agreement": "code"}
"""Kinds that are matched or made by a name in a cell -> the field that the name fills."""

_ASIDE = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Slot:
    """Something a column can hold.

    Attributes:
        key: the field's key, or one of the import's own.
        label: the English words for it, translated where shown.
        heads: normalised heads of columns that mean it.
        refers: the kind matched or made by the cell's text.
        words: normalised foreign word -> plain value, for choices.
        person: the words "null" or "none" may be somebody's name here.
        named: an identity, where "NA" means nothing.
    """

    key: str
    base: type
    label: str
    heads: frozenset[str]
    need: Need = Need.OPTIONAL
    refers: str | None = None
    vocabulary: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    person: bool = False
    named: bool = False

    def named_by(self, keys: Iterable[str]) -> bool:
        """Whether one of the keys of a head means it, also in the language of the program."""
        found = set(keys)
        return bool(self.heads & found) or head_key(_(self.label)) in found


def head_key(text: str) -> str:
    """The head of a column as it is compared: words only, without accents, in one case."""
    return " ".join(words(text))


def head_keys(text: str) -> tuple[str, ...]:
    """The keys of a head, the second one without what stands in brackets."""
    return tuple(dict.fromkeys((head_key(text), head_key(_ASIDE.sub(" ", text)))))


def own_slot(key: str, base: type, label: str, heads: Iterable[str], **more: object) -> Slot:
    """A slot that is no field of a record, such as a total that is only checked."""
    named = {"person": False, "named": False, **more}
    return Slot(
        key,
        base,
        label,
        frozenset(head_key(head) for head in (label, *heads)),
        person=bool(named["person"]),
        named=bool(named["named"]),
    )


def slots_of(
    kinds: Iterable[type[Record]], words_of: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Slot]:
    """The slots of all fields of some kinds; fields of one key in two kinds share a slot.

    Left out are human numbers, which the office gives itself, and links to kinds that a cell
    cannot name for certain: such columns end up in the note.
    """
    found: dict[str, Slot] = {}
    linked: set[str] = set()
    for kind in kinds:
        number = kind_of(kind).number
        for key, entry in fields_of(kind).items():
            refers = entry.field.refers
            if (number and key == number[0]) or (refers and refers not in LINKED):
                continue
            slot = slot_of(entry, (words_of or {}).get(key, {}))
            if refers and refers not in linked:
                linked.add(refers)
                slot = _also_named(slot, refers)
            found[key] = _joined(found[key], slot) if key in found else slot
    return found


def slot_of(entry: Declared, words_of: Mapping[str, str] | None = None) -> Slot:
    """The slot of one field."""
    heads = (entry.field.label, *entry.field.synonyms)
    return Slot(
        entry.key,
        entry.base,
        entry.field.label,
        frozenset(head_key(head) for head in heads),
        need=entry.field.need,
        refers=entry.field.refers,
        vocabulary=entry.field.vocabulary,
        words={head_key(word): value for word, value in (words_of or {}).items()},
        person=entry.named and entry.base is str,
        named=entry.field.refers is not None or entry.key in {"serial", "tag", "shipment"},
    )


def _also_named(slot: Slot, refers: str) -> Slot:
    """With the heads of the name of what it refers to: an agency's column means the holder."""
    name = KINDS[refers].fields[LINKED[refers]]
    return _with_heads(slot, frozenset(head_key(head) for head in name.field.synonyms))


def _joined(one: Slot, other: Slot) -> Slot:
    return _with_heads(one, other.heads)


def _with_heads(slot: Slot, heads: frozenset[str]) -> Slot:
    return Slot(
        slot.key,
        slot.base,
        slot.label,
        slot.heads | heads,
        slot.need,
        slot.refers,
        slot.vocabulary,
        slot.words,
        slot.person,
        slot.named,
    )
