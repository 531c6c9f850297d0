"""What people read after a file was taken in."""

from __future__ import annotations

import dataclasses as dc
from pathlib import Path

from fieldapp.records.changes import Changes
from fieldapp.records.exchange import Answer, Package
from fieldapp.records.kinds import KINDS
from fieldapp.services.exchange.applying import Applied
from fieldapp.services.exchange.outcomes import Taken
from fieldapp.services.exchange.reasons import reason
from fieldapp.services.exchange.standing import pending
from fieldapp.services.exchange.taking_in import TakenIn
from fieldapp.services.opening import OpenOffice
from fieldapp.store import doubts
from fieldapp.text import _, ngettext


def with_reply(taken: Taken, reply: Path) -> Taken:
    """The same line with the answer that was written for it."""
    return dc.replace(taken, reply=reply)


def taken_package(
    office: OpenOffice, package: Package, done: TakenIn, name: str, changes: Changes
) -> Taken:
    """What headquarters reads after a sending."""
    number, code = package.manifest["seq"], package.office
    problems = []
    if done.forked:
        problems.append(
            _(
                "Two different files came as sending {number} of {office}: its records were copied "
                "to another computer. Nothing is lost; the answer tells the office."
            ).format(number=number, office=code)
        )
    if done.missing:
        problems.append(
            _("Missing from {office}: {numbers}. Later sendings hold their records.").format(
                office=code, numbers=", ".join(map(str, done.missing))
            )
        )
    problems += _row_problems(office, package)
    if done.duplicate:
        sentence = _("Sending {number} of {office} was taken in before; nothing changed.").format(
            number=number, office=code
        )
    else:
        sentence = _(
            "Sending {number} of {office}: {applied} taken in, {same} already here, "
            "{conflict} with two versions, {rejected} returned."
        ).format(
            number=number,
            office=code,
            applied=done.outcomes.get("applied", 0),
            same=done.outcomes.get("stale", 0),
            conflict=done.outcomes.get("conflict", 0),
            rejected=done.outcomes.get("rejected", 0),
        )
    return Taken(name, "sending", sentence, changes, done.outcomes, problems=tuple(problems))


def _row_problems(office: OpenOffice, package: Package) -> list[str]:
    with office.reading() as reader:
        rows = doubts.list_returned(reader, package.office)
    mine = {(row.uid, row.ver) for row in package.rows}
    mine |= {(row.uid, package.replica) for row in package.damaged}
    return [
        f"{_(KINDS[r.kind].label) if r.kind in KINDS else r.kind}: "
        f"{reason(r.kind, r.code, r.detail)}"
        for r in rows
        if (r.uid, r.ver) in mine
    ]


def taken_answer(
    office: OpenOffice, answer: Answer, applied: Applied, name: str, changes: Changes
) -> Taken:
    """What the office reads after a confirmation."""
    number = answer.manifest["hseq"]
    match applied:
        case Applied.DONE:
            left = pending(office).rows
            back = len(answer.returned)
            sentence = (
                ngettext(
                    "Confirmation {number} was taken in; {n} record is not confirmed yet.",
                    "Confirmation {number} was taken in; {n} records are not confirmed yet.",
                    left,
                ).format(number=number, n=left)
                if left
                else _("Confirmation {number} was taken in; everything is confirmed.").format(
                    number=number
                )
            )
            if back and not left:
                sentence = ngettext(
                    "Confirmation {number} was taken in; {n} record came back.",
                    "Confirmation {number} was taken in; {n} records came back.",
                    back,
                ).format(number=number, n=back)
        case Applied.OLDER:
            sentence = _(
                "Confirmation {number} is older than the last one; nothing changed."
            ).format(number=number)
        case Applied.GAP:
            sentence = _(
                "Confirmation {number} builds on one that never came. Send once more; the next "
                "confirmation will hold everything."
            ).format(number=number)
        case _:
            sentence = _("{file} is for office {office}; nothing changed.").format(
                file=name, office=answer.manifest["office"]
            )
    return Taken(name, "confirmation", sentence, changes)
