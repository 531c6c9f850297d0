"""An office and its headquarters on one table: enrolled, sending, answering."""

from __future__ import annotations

import dataclasses as dc
import hashlib
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from fieldapp.services.exchange.outcomes import Sent, Taken
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from fieldapp.store.tables import metadata

NewOffice = Callable[..., OpenOffice]


@dc.dataclass(frozen=True, slots=True)
class Pair:
    """An office and the headquarters that enrolled it, each with its exchange."""

    office: OpenOffice
    hq: OpenOffice

    @property
    def field(self) -> Exchange:
        return Exchange(self.office)

    @property
    def center(self) -> Exchange:
        return Exchange(self.hq)

    def send(self, *, full: bool = False) -> Path:
        sent: Sent | None = self.field.export(full=full)
        assert sent is not None
        return sent.path

    def receive(self, path: Path) -> Taken:
        """One file at headquarters; the answer is written."""
        (taken,) = self.center.receive([path])
        return taken

    def hear(self, reply: Path | None) -> Taken:
        """The answer in the office."""
        assert reply is not None
        (taken,) = self.field.receive([reply])
        return taken

    def round(self, *, full: bool = False) -> tuple[Taken, Taken]:
        """A sending goes and its answer comes back."""
        there = self.receive(self.send(full=full))
        return there, self.hear(there.reply)


def enrol(office: OpenOffice, hq: OpenOffice) -> Pair:
    """Make the two known to each other."""
    pair = Pair(office, hq)
    request, _words = pair.field.enrol_request()
    reply = pair.center.enrol_take(request, confirmed=True).reply
    assert reply is not None
    pair.field.enrol_take(reply, confirmed=True)
    return pair


def digest(office: OpenOffice) -> str:
    """Everything in the file of an office."""
    seal = hashlib.sha256()
    with office.reading() as reader:
        for table in metadata.sorted_tables:
            rows = reader.connection.execute(sa.select(table)).all()
            seal.update(repr((table.name, sorted(map(repr, rows)))).encode())
    return seal.hexdigest()
