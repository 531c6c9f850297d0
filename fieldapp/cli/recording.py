"""Commands that make and change records: demo, init, import, undo, history."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from fieldapp import settings
from fieldapp.cli.asking import Answer, copy_first, passphrase, progress, shared, unlocking
from fieldapp.errors import UserError
from fieldapp.records.kinds import KINDS
from fieldapp.services import demo as demonstration
from fieldapp.services.history import History
from fieldapp.services.importing import KINDS as IMPORTS
from fieldapp.services.importing import Importing, ImportResult
from fieldapp.services.importing.report import write_report
from fieldapp.services.opening import OpenOffice
from fieldapp.services.setting_up import set_up
from fieldapp.text import _, ngettext

FILES = click.Path(path_type=Path, exists=True, dir_okay=False)
SHOWN = 20


@click.command()
@click.option("--no-window", is_flag=True, help="Only make the files.")
@click.option("--fresh", is_flag=True, help="Make it anew, even if it is there.")
@shared
def demo(*, answer: Answer, folder: Path, no_window: bool, fresh: bool) -> None:
    """Make an invented office, let it exchange with its headquarters, and open it."""
    place = folder.with_name(folder.name + "-demonstration")
    context = click.get_current_context()
    if context.get_parameter_source("folder") is click.core.ParameterSource.COMMANDLINE:
        place = folder
    made = demonstration.build(place, say=answer.say, fresh=fresh)
    answer.put(
        office=str(made.office),
        headquarters=str(made.headquarters),
        files=[str(file) for file in made.files],
    )
    if no_window or answer.as_json:
        return
    from fieldapp.ui import display

    if problem := display.problem():
        answer.say(_("The window is not opened. {reason}").format(reason=problem))
        return
    from fieldapp import app

    sys.stdout.flush()
    context.exit(app.run(made.office))


@click.command()
@click.option("--office", "code", required=True, help="Office code, such as LOM.")
@click.option("--name", required=True, help="Name of the office.")
@click.option("--country", required=True)
@click.option(
    "--role", type=click.Choice(["field", "headquarters"]), default="field", show_default=True
)
@click.option("--person", required=True, help="Your name; you become an adviser of the office.")
@click.option("--sign-in", help="The name listed at unlock; the default is the office code.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone, such as Africa/Lome.")
@click.option("--language", default="en", show_default=True)
@click.option("--letter", default="A", show_default=True, help="B for a second laptop, and so on.")
@click.option(
    "--second-place",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A second place for encrypted backups, such as a stick.",
)
@click.option("--passphrase-file", type=FILES)
@shared
def init(*, answer: Answer, folder: Path, code: str, name: str, **given: object) -> None:
    """Set up an office in the folder."""
    chosen = settings.Settings(
        folder=folder,
        office_code=settings.office_code(code),
        office_name=name,
        country=str(given["country"]),
        role=settings.Role(str(given["role"])),
        language=str(given["language"]),
        zone=str(given["zone"]),
        second_backup_place=_path(given["second_place"]),
    )
    office, words = set_up(
        chosen,
        person_name=str(given["person"]),
        sign_in=str(given["sign_in"] or chosen.office_code),
        passphrase=passphrase(_path(given["passphrase_file"]), twice=True),
        letter=str(given["letter"]).upper(),
    )
    office.close()
    answer.say(_("The office {office} is set up in {folder}.").format(office=name, folder=folder))
    answer.say(_("Print these recovery words and keep them away from the computer:"))
    answer.say(f"  {words}")
    answer.put(folder=str(folder), office=chosen.office_code, recovery_words=words)


def _path(given: object) -> Path | None:
    return given if isinstance(given, Path) else None


@click.command("import")
@click.argument("kind", type=click.Choice(sorted(IMPORTS)))
@click.argument("paths", nargs=-1, required=True, type=FILES, metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="An Excel file of the counts and every problem.",
)
@unlocking
def import_(
    *,
    answer: Answer,
    office: OpenOffice,
    kind: str,
    paths: tuple[Path, ...],
    dry_run: bool,
    report: Path | None,
) -> None:
    """Take in foreign spreadsheets."""
    if not dry_run:
        copy_first(office)
    with progress(_("Reading")) as told:
        _changes, result = Importing(office).run(kind, paths, dry_run=dry_run, progress=told)
    if report is not None:
        write_report(report, result)
    _tell_import(answer, result, dry_run=dry_run)
    answer.put(**result.as_plain(), dry_run=dry_run)


def _tell_import(answer: Answer, result: ImportResult, *, dry_run: bool) -> None:
    answer.say(
        _(
            "{rows} rows: {created} new, {updated} changed, {same} already here, "
            "{skipped} left out, {rejected} not taken."
        ).format(
            rows=result.rows,
            created=result.created,
            updated=result.updated,
            same=result.same,
            skipped=result.skipped,
            rejected=result.rejected,
        )
    )
    for problem in result.problems[:SHOWN]:
        row = _("{sheet}, row {row}").format(sheet=problem.sheet, row=problem.row)
        where = row if problem.row else problem.sheet
        column = f" [{problem.column}]" if problem.column else ""
        value = f" “{problem.value}”" if problem.value else ""
        answer.say(f"  {where}{column}{value}: {problem.reason}")
    if len(result.problems) > SHOWN:
        answer.say(
            _("  … and {n} more; --report writes them all.").format(n=len(result.problems) - SHOWN)
        )
    if dry_run:
        answer.say(_("Nothing was written; this was a dry run."))


@click.command()
@unlocking
def undo(*, answer: Answer, office: OpenOffice) -> None:
    """Take back your last action; an import is one action."""
    copy_first(office)
    undone = History(office).undo()
    answer.say(_("Taken back: {what}").format(what=undone.what))
    for field in undone.left:
        answer.say(_("  Left as it is, because it was changed later: {field}").format(field=field))
    answer.put(what=undone.what, left=list(undone.left))


@click.command()
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("number", metavar="ID")
@unlocking
def history(*, answer: Answer, office: OpenOffice, kind: str, number: str) -> None:
    """Every change of a record; ID is its number, or the id that --json prints."""
    found = KINDS[kind]
    with office.reading() as reader:
        uid = number
        if found.number is not None and reader.get(found.record, number) is None:
            by_number: dict[str, Any] = {found.number[0]: number}
            named = reader.every(found.record, **by_number)
            uid = named[0].uid if named else number
        if reader.get(found.record, uid) is None:
            raise UserError(
                _("There is no {kind} with the number or id {id}.").format(
                    kind=_(found.label), id=number
                )
            )
    rows = History(office).of(found.record, uid)
    for row in rows:
        answer.say(
            f"{row.at:%Y-%m-%d %H:%M} {row.who_name}: {row.field_label}: "
            f"{row.old_text or '-'} → {row.new_text or '-'}"
        )
    answer.say(ngettext("{n} change", "{n} changes", len(rows)).format(n=len(rows)))
    answer.put(
        uid=uid,
        changes=[
            {
                "at": row.at,
                "who": row.who_name,
                "what": row.what,
                "field": row.field_key,
                "old": row.old_text,
                "new": row.new_text,
            }
            for row in rows
        ],
    )


COMMANDS = (demo, init, import_, undo, history)
