"""The exchange as people use it: send, take in, see where everything stands."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from fieldapp import files
from fieldapp.errors import FileRefused, NewerSchema, UserError
from fieldapp.records.changes import Action, Changes, Why
from fieldapp.records.exchange import Answer, Package
from fieldapp.records.fields import Record
from fieldapp.services.exchange import (
    answer_books,
    answering,
    applying,
    books,
    enrolling,
    reading_in,
    sealing,
    standing,
    taking_in,
    telling,
)
from fieldapp.services.exchange.outcomes import (
    ConflictRow,
    OfficeRow,
    Pending,
    RecordStatus,
    ReturnedRow,
    SendingRow,
    Sent,
    Status,
    Taken,
)
from fieldapp.services.opening import OpenOffice, write_mark
from fieldapp.store import ledger
from fieldapp.text import N_, _, ngettext
from fieldapp.workbook.reading import Workbooks
from fieldapp.workbook.sheets import Book

LARGEST = 25_000_000
"""Bytes of a file that is taken in at most (safety.md §4.5)."""

Progress = Callable[[int, int], None]


class Exchange:
    """Everything between this office, or this headquarters, and the other side."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office

    def pending(self) -> Pending:
        """What has changed since headquarters' last confirmation."""
        return standing.pending(self._office)

    def export(
        self, *, full: bool = False, to: Path | None = None, progress: Progress | None = None
    ) -> Sent | None:
        """Seal and write the next sending; None where headquarters has everything.

        Where an answer was lost, it goes out even without a record, for the next answer's sake.

        Number, versions and the sealed bytes are committed together; the file is written from
        them afterwards, whole or not at all, and can be written again until it is confirmed.

        Raises:
            UserError: this is headquarters. CannotWrite: the file cannot be written; the sending
                is kept and can be written again.
        """
        office = self._office
        if office.file.state.headquarters:
            raise UserError(_("Headquarters does not send to itself; it answers what it receives."))
        waiting = self.pending()
        if not (waiting.rows or waiting.asked or full):
            return None
        now = office.clock.now()
        with office.unit(Why(N_("seal a sending"))) as unit:
            package = sealing.seal(unit, full=full, now=now)
            data = _written(
                books.package_book(package),
                progress=_of(progress, len(package.rows)),
            )
            name = _file_name(package, now)
            ledger.add_sending(
                unit,
                package_id=package.package_id,
                replica=package.replica,
                seq=package.whole("seq"),
                kind=package.manifest["kind"],
                base=package.whole("base"),
                max=package.whole("max"),
                made_at=now.isoformat(timespec="milliseconds"),
                file_name=name,
                rows=len(package.rows),
                bytes=data,
            )
            unit.commit()
        write_mark(office.settings, office.file)
        path = self._write(name, data, to)
        counts = json.loads(package.manifest["counts"])
        return Sent(path, package.whole("seq"), len(package.rows), len(data), counts,
                    standing.personal(package.rows))  # fmt: skip

    def _write(self, name: str, data: bytes, to: Path | None) -> Path:
        place = to or self._office.settings.sendings
        target = place if place.suffix.lower() == ".xlsx" and not place.is_dir() else place / name
        files.make_folder(target.parent)
        return files.write_new(target, data)

    def write_again(self, number: int, to: Path | None = None) -> Path:
        """The same sending once more, byte for byte.

        Raises:
            UserError: it was confirmed, so its bytes are no longer kept.
        """
        with self._office.reading() as reader:
            for sending in ledger.list_sendings(reader, own=True):
                if sending["seq"] == number:
                    data = ledger.sending_bytes(reader, sending["package_id"])
                    if data is not None:
                        return self._write(sending["file_name"], data, to)
        raise UserError(
            _("Sending {number} is confirmed or unknown here; there is nothing to write.").format(
                number=number
            )
        )

    def receive(
        self,
        paths: Sequence[Path],
        *,
        replies: Path | None = None,
        progress: Progress | None = None,
    ) -> list[Taken]:
        """Take in whatever fieldapp files are given; at headquarters each office gets an answer.

        Every file is one transaction; a refused one stops neither those before nor those after
        it and is told as a problem of its own line.
        """
        taken: list[Taken] = []
        offices: dict[str, list[int]] = {}
        with Workbooks() as workbooks:
            for done, path in enumerate(paths):
                if progress:
                    progress(done, len(paths))
                try:
                    one, office = self._take(workbooks, path)
                except (FileRefused, NewerSchema) as error:
                    one, office = (
                        Taken(path.name, "refused", str(error), problems=(str(error),)),
                        "",
                    )
                if office:
                    offices.setdefault(office, []).append(len(taken))
                taken.append(one)
        for office, places in offices.items():
            reply = self.answer(office, replies)
            for place in places:
                taken[place] = telling.with_reply(taken[place], reply)
        return taken

    def _take(self, workbooks: Workbooks, path: Path) -> tuple[Taken, str]:
        data = read_limited(path)
        if data.lstrip()[:1] == b"{":
            raise FileRefused(
                _(
                    "{name} is an enrolment file. Both sides compare its six words before it is "
                    "taken in: fieldapp enrol {name}"
                ).format(name=path.name)
            )
        genuine = reading_in.read(self._office, workbooks, data, path.name)
        if isinstance(genuine.what, Package):
            return self._take_package(genuine.what, genuine, path.name), genuine.what.office
        return self._take_answer(genuine.what, path.name), ""

    def _take_package(self, package: Package, genuine: reading_in.Genuine, name: str) -> Taken:
        now = self._office.clock.now()
        with self._office.unit(
            Why(N_("take in sending {number} of {office}"),
                {"number": package.manifest["seq"], "office": package.office}),
            Action.RECEIVE,
        ) as unit:  # fmt: skip
            owner = ledger.owner_of(unit, package.replica)
            if owner not in {None, package.office}:
                raise FileRefused(
                    _(
                        "{name} comes from an installation that is enrolled for office {office}. "
                        "Nothing was taken in."
                    ).format(name=name, office=owner)
                )
            if owner is None:
                # the same key after a restore or on a copied disk: a new installation
                ledger.enrol(unit, package.replica, package.office, genuine.public_key, now)
            done = taking_in.take_in(unit, package, genuine.data, now)
            changes = unit.commit() if not done.duplicate else Changes()
        return telling.taken_package(self._office, package, done, name, changes)

    def answer(self, office_code: str, replies: Path | None = None) -> Path:
        """At headquarters: write the answer for an office."""
        now = self._office.clock.now()
        with self._office.unit(Why(N_("answer an office")), Action.ANSWER) as unit:
            made = answering.answer(unit, office_code, now)
            data = _written(answer_books.answer_book(made))
            stamp = now.strftime("%Y%m%dT%H%M%SZ")
            number = made.whole("hseq")
            short = made.manifest["package_id"][:6]
            name = f"ANSWER_{office_code}_{number:06d}_{stamp}_{short}.xlsx"
            ledger.add_answer(
                unit, number=number, office=office_code, upto=made.whole("upto"),
                made_at=now.isoformat(timespec="milliseconds"), file_name=name, bytes=data,
            )  # fmt: skip
            unit.commit()
        place = replies or self._office.settings.answers
        files.make_folder(place)
        return files.write_new(place / name, data)

    def _take_answer(self, answer: Answer, name: str) -> Taken:
        with self._office.unit(
            Why(N_("take in confirmation {number}"), {"number": answer.manifest["hseq"]}),
            Action.ANSWER,
        ) as unit:
            applied = applying.apply(unit, answer, self._office.clock.now())
            heard = applied in {applying.Applied.DONE, applying.Applied.GAP}
            changes = unit.commit() if heard else Changes()
        write_mark(self._office.settings, self._office.file)
        return telling.taken_answer(self._office, answer, applied, name, changes)

    def status(self) -> Status:
        """Counts of each kind, what waits, what headquarters has confirmed, what is due."""
        return standing.status(self._office)

    def record_status(self, kind: type[Record], uid: str) -> RecordStatus:
        """Where one record stands; computed, never a flag (sync.md D2)."""
        return standing.record_status(self._office, kind, uid)

    def sendings(self) -> list[SendingRow]:
        """The office's ledger, newest first."""
        return standing.sendings(self._office)

    def returned(self) -> list[ReturnedRow]:
        """Records that headquarters sent back, with the reason."""
        return standing.returned(self._office)

    def conflicts(self) -> list[ConflictRow]:
        """Fields with two values that wait for a decision."""
        return standing.conflicts(self._office)

    def offices(self) -> list[OfficeRow]:
        """At headquarters: every enrolled office."""
        return standing.offices(self._office)

    def enrol_request(self, to: Path | None = None) -> tuple[Path, str]:
        """Write the file that asks headquarters; returns it with six words to read out."""
        return enrolling.request(self._office, to)

    def enrol_words(self, path: Path) -> str:
        """The six words of an enrolment file, to be compared before it is taken in."""
        return enrolling.words(self._office, read_limited(path))

    def enrol_take(self, path: Path, *, confirmed: bool, replies: Path | None = None) -> Taken:
        """Take an enrolment file in, once both sides read out the same words.

        Raises:
            UserError: the words were not confirmed.
        """
        if not confirmed:
            raise UserError(_("Compare the six words with the other side first."))
        return enrolling.take(self._office, read_limited(path), path.name, replies)


def _written(book: Book, *, progress: Callable[[int], None] | None = None) -> bytes:
    """The bytes of a workbook; what writes Excel is loaded when it is first needed."""
    from fieldapp.workbook.write import write

    return write(book, progress=progress)


def read_limited(path: Path) -> bytes:
    """The bytes of a file from outside, if it is not larger than any file of ours can be.

    Raises:
        FileRefused: it is too large or cannot be read.
    """
    try:
        with path.open("rb") as handle:
            data = handle.read(LARGEST + 1)
    except OSError as error:
        raise FileRefused(
            _("{name} cannot be read. Check that it is there and try again.").format(name=path.name)
        ) from error
    if len(data) > LARGEST:
        raise FileRefused(
            ngettext(
                "{name} is larger than {n} megabyte, more than any file of fieldapp.",
                "{name} is larger than {n} megabytes, more than any file of fieldapp.",
                LARGEST // 1_000_000,
            ).format(name=path.name, n=LARGEST // 1_000_000)
        )
    return data


def _of(progress: Progress | None, total: int) -> Callable[[int], None] | None:
    if progress is None:
        return None
    return lambda done: progress(done, total)


def _file_name(package: Package, now: dt.datetime) -> str:
    kind = "F" if package.manifest["kind"] == "full" else "D"
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    return (
        f"SYNC_{package.office}_{package.replica[:4]}_{package.whole('seq'):06d}_{kind}_{stamp}_"
        f"{package.package_id[:6]}.xlsx"
    )
