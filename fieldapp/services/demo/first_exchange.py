"""An office and headquarters get to know each other; records go there and come back confirmed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fieldapp.errors import UserError
from fieldapp.records.changes import Why
from fieldapp.records.equipment import Item
from fieldapp.records.fields import Record, content, made
from fieldapp.records.people import Person
from fieldapp.records.training import Attendance
from fieldapp.services.demo import invented
from fieldapp.services.exchange.outcomes import Sent
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from fieldapp.text import N_, _, ngettext

Say = Callable[[str], None]

_CORRECTED: dict[str, tuple[type[Record], str]] = {
    "person": (Person, N_("enter a new telephone number")),
    "attendance": (Attendance, N_("correct a mark after the signed sheet")),
    "item": (Item, N_("move an item to another shelf")),
}


def enrol(office: OpenOffice, headquarters: OpenOffice, say: Say) -> tuple[Path, Path]:
    """Make the two known to each other; returns the request and the answer.

    Raises:
        UserError: the two do not read the same six words.
    """
    field, center = Exchange(office), Exchange(headquarters)
    request, words = field.enrol_request()
    say(_("The office asks to be enrolled: {file}").format(file=request))
    _same(words, center.enrol_words(request))
    say(_("Both sides read the same six words: {words}").format(words=words))
    taken = center.enrol_take(request, confirmed=True)
    answer = _reply(taken.reply, request)
    say(_("Headquarters enrols it and answers: {file}").format(file=answer))
    say(_("Headquarters: {sentence}").format(sentence=taken.sentence))
    if field.enrol_words(answer) not in taken.sentence:
        _same("", words)
    applied = field.enrol_take(answer, confirmed=True)
    say(_("The office: {sentence}").format(sentence=applied.sentence))
    return request, answer


def _same(here: str, there: str) -> None:
    if here != there:
        raise UserError(
            _("The two sides read different words, so an enrolment file was changed on its way.")
        )


def send_and_confirm(office: OpenOffice, headquarters: OpenOffice, say: Say) -> tuple[Path, Path]:
    """One round: a sending goes, its confirmation comes back; returns both files.

    Raises:
        UserError: there was nothing to send.
    """
    field, center = Exchange(office), Exchange(headquarters)
    sent = field.export()
    if sent is None:
        raise UserError(_("There is nothing that headquarters has not confirmed already."))
    say(_sent(sent))
    say(_readable(sent))
    (taken,) = center.receive([sent.path])
    say(_("Headquarters: {sentence}").format(sentence=taken.sentence))
    reply = _reply(taken.reply, sent.path)
    say(_("Its confirmation: {file}").format(file=reply))
    (confirmed,) = field.receive([reply])
    say(_("The office: {sentence}").format(sentence=confirmed.sentence))
    left = field.status().unconfirmed
    say(
        ngettext(
            "{n} record waits to be confirmed.", "{n} records wait to be confirmed.", left
        ).format(n=left)
        if left
        else _("Nothing waits to be confirmed.")
    )
    return sent.path, reply


def correct_three(office: OpenOffice, say: Say) -> None:
    """Change three records that headquarters has confirmed, as three actions."""
    for kind, (uid, fields) in invented.later().items():
        record_type, message = _CORRECTED[kind]
        with office.unit(Why(message)) as unit:
            held = unit.get(record_type, uid)
            plain = {} if held is None else content(held, stays=True)
            unit.put(made(record_type, uid, {**plain, **fields}, held))
            unit.commit()
        say(_("The office changes a record: {what}").format(what=_(message)))


def _sent(sent: Sent) -> str:
    return ngettext(
        "Sending {number}: {n} record, {size} KiB: {file}",
        "Sending {number}: {n} records, {size} KiB: {file}",
        sent.rows,
    ).format(number=sent.number, n=sent.rows, size=-(-sent.size_bytes // 1024), file=sent.path)


def _readable(sent: Sent) -> str:
    return ngettext(
        "The file is not sealed: who opens it can read {n} record that may name people.",
        "The file is not sealed: who opens it can read {n} records that may name people.",
        sent.personal,
    ).format(n=sent.personal)


def _reply(reply: Path | None, to: Path) -> Path:
    if reply is None:
        raise UserError(
            _("Headquarters made no answer to “{file}”. Make the demonstration anew.").format(
                file=to.name
            )
        )
    return reply
