"""Commands that go between an office and headquarters: export, receive, enrol, status."""

from __future__ import annotations

from pathlib import Path

import click

from fieldapp.cli.asking import Answer, copy_first, progress, unlocking
from fieldapp.errors import UserError
from fieldapp.records.kinds import KINDS
from fieldapp.services.exchange.outcomes import Status, Taken
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from fieldapp.text import _, ngettext

FILES = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option("--to", type=click.Path(path_type=Path), help="A folder or a file name.")
@click.option("--all", "everything", is_flag=True, help="Everything, not only what is new.")
@unlocking
def export(*, answer: Answer, office: OpenOffice, to: Path | None, everything: bool) -> None:
    """Write the next sending for headquarters."""
    copy_first(office)
    with progress(_("Writing")) as told:
        sent = Exchange(office).export(full=everything, to=to, progress=told)
    if sent is None:
        answer.say(_("Headquarters has confirmed everything; there is nothing to send."))
        answer.put(file=None, rows=0)
        return
    answer.say(
        ngettext(
            "Sending {number}: {n} record, {size} KiB, in {file}",
            "Sending {number}: {n} records, {size} KiB, in {file}",
            sent.rows,
        ).format(number=sent.number, n=sent.rows, size=-(-sent.size_bytes // 1024), file=sent.path)
    )
    answer.say(
        ngettext(
            "It names people in {n} record and is not sealed: whoever gets the file can read it.",
            "It names people in {n} records and is not sealed: whoever gets the file can read it.",
            sent.personal,
        ).format(n=sent.personal)
    )
    answer.put(
        file=str(sent.path),
        number=sent.number,
        rows=sent.rows,
        bytes=sent.size_bytes,
        counts=dict(sent.counts),
        personal=sent.personal,
        sealed=False,
    )


@click.command()
@click.argument("paths", nargs=-1, required=True, type=FILES, metavar="FILE…")
@click.option(
    "--replies",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where headquarters writes its answers.",
)
@unlocking
def receive(
    *, answer: Answer, office: OpenOffice, paths: tuple[Path, ...], replies: Path | None
) -> None:
    """Take in whatever fieldapp files are given: sendings, confirmations."""
    copy_first(office)
    with progress(_("Taking in")) as told:
        taken = Exchange(office).receive(paths, replies=replies, progress=told)
    for one in taken:
        if one.kind != "refused" or len(taken) > 1:
            _tell(answer, one)
    answer.put(files=[_plain(one) for one in taken])
    refused = [one for one in taken if one.kind == "refused"]
    if refused and len(refused) == len(taken):
        raise UserError(refused[0].sentence)
    if refused:
        raise UserError(
            ngettext(
                "{n} file was refused; the others were taken in.",
                "{n} files were refused; the others were taken in.",
                len(refused),
            ).format(n=len(refused))
        )


def _tell(answer: Answer, one: Taken) -> None:
    if one.kind != "refused":
        answer.say(one.sentence)
    for problem in one.problems[:20]:
        answer.say(f"  {problem}")
    if len(one.problems) > 20:
        answer.say(_("  … and {n} more").format(n=len(one.problems) - 20))
    if one.reply is not None:
        answer.say(_("  Answer for the office: {file}").format(file=one.reply))


def _plain(one: Taken) -> dict[str, object]:
    return {
        "file": one.file,
        "kind": one.kind,
        "sentence": one.sentence,
        "outcomes": dict(one.outcomes),
        "changed": sum(len(uids) for uids in one.changes.touched.values()),
        "reply": str(one.reply) if one.reply else None,
        "problems": list(one.problems),
    }


@click.command()
@click.argument("path", required=False, type=FILES, metavar="[FILE]")
@click.option("--to", type=click.Path(path_type=Path), help="Where the new file is written.")
@click.option("--yes", is_flag=True, help="The six words were compared and are the same.")
@unlocking
def enrol(
    *, answer: Answer, office: OpenOffice, path: Path | None, to: Path | None, yes: bool
) -> None:
    """Make an office and its headquarters known to each other.

    Without FILE an office writes its request. With FILE, headquarters takes a request and writes
    its answer, and an office takes that answer.
    """
    exchange = Exchange(office)
    if path is None:
        made, words = exchange.enrol_request(to)
        answer.say(_("Send this request to headquarters: {file}").format(file=made))
        answer.put(file=str(made), words=words)
        return
    words = exchange.enrol_words(path)
    answer.say(_("Read these six words to the other side; they must be the same there:"))
    answer.say(f"  {words}")
    answer.put(words=words)
    if not yes and not answer.as_json:
        yes = click.confirm(_("Are they the same?"), err=True)
    taken = exchange.enrol_take(path, confirmed=yes, replies=to)
    answer.say(taken.sentence)
    answer.put(file=str(taken.reply) if taken.reply else None)


@click.command()
@unlocking
def status(*, answer: Answer, office: OpenOffice) -> None:
    """Counts of each kind, what waits, what headquarters has confirmed, what is due."""
    exchange = Exchange(office)
    found = exchange.status()
    answer.say(f"{found.office} {office.settings.office_name}")
    for key, number in found.counts.items():
        if number:
            answer.say(f"  {_(KINDS[key].plural)}: {number}")
    for line in _standing(found):
        answer.say(line)
    for line in found.due:
        answer.say(f"  {line}")
    answer.put(
        office=found.office,
        role=found.role,
        enrolled=found.enrolled,
        counts=dict(found.counts),
        unconfirmed=found.unconfirmed,
        waiting_sendings=found.waiting_sendings,
        last_confirmed_at=found.last_confirmed_at,
        returned=found.returned,
        conflicts=found.conflicts,
        backup_at=found.backup_at,
        due=list(found.due),
    )
    if office.file.state.headquarters:
        _tell_offices(answer, exchange)


def _standing(found: Status) -> list[str]:
    if found.role == "headquarters":
        return []
    if not found.enrolled:
        return [_("Not enrolled with headquarters: nothing can be confirmed yet.")]
    if found.unconfirmed == 0:
        return [_("Everything is confirmed by headquarters.")]
    return [
        ngettext(
            "{n} record is not confirmed by headquarters.",
            "{n} records are not confirmed by headquarters.",
            found.unconfirmed,
        ).format(n=found.unconfirmed)
    ]


def _tell_offices(answer: Answer, exchange: Exchange) -> None:
    rows = exchange.offices()
    for row in rows:
        gaps = _(", missing {numbers}").format(numbers=", ".join(map(str, row.gaps)))
        answer.say(
            ngettext(
                "  {office}: {n} sending taken in{gaps}",
                "  {office}: {n} sendings taken in{gaps}",
                row.received,
            ).format(office=row.code, n=row.received, gaps=gaps if row.gaps else "")
        )
    answer.put(
        offices=[
            {
                "office": row.code,
                "received": row.received,
                "missing": list(row.gaps),
                "conflicts": row.conflicts,
                "last_received_at": row.last_received_at,
            }
            for row in rows
        ]
    )


COMMANDS = (export, receive, enrol, status)
