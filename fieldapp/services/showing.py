"""What a form shows of one record: the record, what it refers to by name, and where it stands."""

from __future__ import annotations

import dataclasses as dc
from collections.abc import Mapping

from fieldapp.records.fields import Record
from fieldapp.records.kinds import KINDS, kind_of
from fieldapp.records.office import Term
from fieldapp.records.terms import VOCABULARIES
from fieldapp.services.exchange.outcomes import RecordStatus
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from fieldapp.services.titles import titles
from fieldapp.text import _


@dc.dataclass(frozen=True, slots=True)
class Shown:
    """One record, the titles (by uid) of what it refers to, and its status with headquarters."""

    record: Record
    titles: Mapping[str, str]
    status: RecordStatus | None


@dc.dataclass(frozen=True, slots=True)
class Word:
    """A code of a list with its label, which is translated where shown."""

    code: str
    label: str
    retired: bool


class Showing:
    """Reads what screens show of single records and lists of words."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office
        self._exchange = Exchange(office)

    def record(self, record_type: type[Record], uid: str) -> Shown | None:
        """A record as its form shows it, also from the bin; None where there is none."""
        with self._office.reading() as reader:
            record = reader.get(record_type, uid)
            if record is None:
                return None
            wanted: list[tuple[str, str]] = []
            for key, entry in kind_of(record_type).fields.items():
                if entry.field.refers and (held := getattr(record, key)):
                    uids = held if isinstance(held, tuple) else (held,)
                    wanted.extend((entry.field.refers, each) for each in uids)
            found = titles(reader, wanted)
        return Shown(record, found, self._exchange.record_status(record_type, uid))

    def words(self) -> dict[str, tuple[Word, ...]]:
        """Every list of words: vocabulary -> its words in the order of their labels."""
        with self._office.reading() as reader:
            terms = reader.every(Term)
        lists = {
            vocabulary: {
                code: Word(code, _(label), retired=False) for code, label in shipped.items()
            }
            for vocabulary, shipped in VOCABULARIES.items()
        }
        for term in terms:
            words = lists.setdefault(term.vocabulary, {})
            words[term.code] = Word(term.code, term.label, term.retired)
        return {
            vocabulary: tuple(sorted(words.values(), key=lambda word: word.label.casefold()))
            for vocabulary, words in lists.items()
        }

    def all_of(self, kind: str) -> tuple[Word, ...]:
        """All records of a kind of which there are few, to be chosen from: uid and title."""
        with self._office.reading() as reader:
            found = reader.every(KINDS[kind].record)
        title = KINDS[kind].title
        return tuple(Word(record.uid, title(record), retired=False) for record in found)
