"""Search everything: word beginnings over people, units, events, equipment and acts."""

from __future__ import annotations

import dataclasses as dc
from collections.abc import Callable, Sequence

from fieldapp.records.equipment import Donation, Item, Lot
from fieldapp.records.fields import Record
from fieldapp.records.kinds import kind_of
from fieldapp.records.people import Person
from fieldapp.records.search import normalised
from fieldapp.records.training import Event
from fieldapp.records.units import Organisation, ServiceUnit
from fieldapp.services.opening import OpenOffice
from fieldapp.services.people import newest_posts
from fieldapp.services.titles import titles
from fieldapp.services.wording import day_text
from fieldapp.store.reading import Reader


@dc.dataclass(frozen=True, slots=True)
class Hit:
    """A record found; `detail` tells it from others with the same title."""

    kind: str
    uid: str
    title: str
    detail: str


class Searching:
    """Finds records by the beginnings of their words, without accents, in any script."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office

    def search(self, text: str, kinds: Sequence[str] = (), limit: int = 50) -> list[Hit]:
        """Records that have a word beginning with each word of `text`, best first."""
        with self._office.reading() as reader:
            records = reader.search(text, kinds, limit)
            details = _details(reader, records)
        wanted = normalised(text.strip())
        hits = [
            Hit(kind_of(r).key, r.uid, kind_of(r).title(r), details.get(r.uid, "")) for r in records
        ]
        return sorted(hits, key=lambda hit: _rank(hit, wanted))


def _rank(hit: Hit, wanted: str) -> tuple[int, str]:
    """The whole title first, then a title that begins so, then the rest in order of title."""
    title = normalised(hit.title)
    place = 0 if title == wanted else 1 if title.startswith(wanted) else 2
    return place, title


def _details(reader: Reader, records: Sequence[Record]) -> dict[str, str]:
    """uid -> what tells a record from its namesakes, with few queries for all."""
    people = [record.uid for record in records if isinstance(record, Person)]
    posts = newest_posts(reader, people) if people else {}
    wanted = [("unit", post.unit) for post in posts.values() if post.unit]
    wanted += [("unit", r.parent) for r in records if isinstance(r, ServiceUnit) and r.parent]
    wanted += [("unit", r.recipient) for r in records if isinstance(r, Donation) and r.recipient]
    names = titles(reader, wanted)
    details: dict[str, str] = {}
    for record in records:
        if isinstance(record, Person):
            post = posts.get(record.uid)
            found = [post.rank, names.get(post.unit, "")] if post else []
            parts: list[str | None] = [*found, record.service_no]
        else:
            tell = _TELLS.get(type(record))
            parts = tell(record, names) if tell else []
        details[record.uid] = " · ".join(part for part in parts if part)
    return details


def _of_event(record: Event, _names: dict[str, str]) -> list[str | None]:
    day = day_text(record.start.isoformat()) if record.start else None
    return [record.number, record.place, day]


def _of_donation(record: Donation, names: dict[str, str]) -> list[str | None]:
    day = day_text(record.given.text) if record.given else None
    return [names.get(record.recipient or ""), day]


_TELLS: dict[type[Record], Callable[..., list[str | None]]] = {
    Event: _of_event,
    Donation: _of_donation,
    ServiceUnit: lambda record, names: [names.get(record.parent or ""), record.country],
    Organisation: lambda record, _names: [record.acronym, record.country],
    Item: lambda record, _names: [record.number, record.make, record.model, record.serial],
    Lot: lambda record, _names: [record.number, record.place],
}
