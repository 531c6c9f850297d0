"""Commands that look after an office's file: check, backup, restore, rekey."""

from __future__ import annotations

from pathlib import Path

import click

from fieldapp.cli.asking import Answer, passphrase, shared, unlocking
from fieldapp.errors import DamagedRecords
from fieldapp.services import safety_copies, setting_up
from fieldapp.services.opening import OpenOffice
from fieldapp.text import _

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@unlocking
def check(*, answer: Answer, office: OpenOffice) -> None:
    """Look through the whole records file and its change log."""
    problems = safety_copies.check(office)
    answer.put(problems=problems)
    if problems:
        raise DamagedRecords(
            _("The records are damaged: {problems}. Restore the newest backup.").format(
                problems="; ".join(problems[:5])
            )
        )
    answer.say(_("The records are whole."))


@click.command()
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="Another folder, as on a stick."
)
@unlocking
def backup(*, answer: Answer, office: OpenOffice, to: Path | None) -> None:
    """Make a verified, encrypted safety copy."""
    made = safety_copies.backup(office, to)
    answer.say(_("Backup made and checked: {file}").format(file=made))
    answer.put(file=str(made))


@click.command()
@click.argument("file", type=FILE)
@click.option("--passphrase-file", type=FILE)
@click.option("--as", "sign_in", help="Who restores, where several people use the office.")
@shared
def restore(
    *, answer: Answer, folder: Path, file: Path, passphrase_file: Path | None, sign_in: str | None
) -> None:
    """Put a backup in the place of the records; those are set aside, not deleted."""
    aside = safety_copies.restore(folder, file, passphrase(passphrase_file), sign_in=sign_in)
    answer.say(_("Restored from {file}.").format(file=file.name))
    if aside is not None:
        answer.say(_("The records before are kept in {file}.").format(file=aside))
    answer.say(_("Everything is offered to headquarters again, so nothing is missed."))
    answer.put(restored=str(file), set_aside=str(aside) if aside else None)


@click.command()
@click.option("--new-passphrase-file", type=FILE, help="A file with the new passphrase.")
@click.option("--recovery-words", is_flag=True, help="Print new recovery words instead.")
@unlocking
def rekey(
    *,
    answer: Answer,
    office: OpenOffice,
    new_passphrase_file: Path | None,
    recovery_words: bool,
) -> None:
    """Change your passphrase, or print new recovery words."""
    if recovery_words:
        words = setting_up.renew_recovery_words(office)
        answer.say(_("Print these new recovery words; the old ones open nothing any more:"))
        answer.say(f"  {words}")
        answer.put(recovery_words=words)
        return
    if new_passphrase_file is not None:
        new = passphrase(new_passphrase_file)
    else:
        new = click.prompt(_("New passphrase"), hide_input=True, confirmation_prompt=True, err=True)
    setting_up.change_passphrase(office, new)
    answer.say(_("The passphrase is changed."))


COMMANDS = (check, backup, restore, rekey)
