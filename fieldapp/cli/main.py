"""The commands by name, and how each ends: 0 done, 1 the user must act, 2 wrong usage, 3 a bug."""

from __future__ import annotations

import locale
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import click

import fieldapp
from fieldapp import files, text
from fieldapp.cli import care, exchanging, recording
from fieldapp.errors import UserError
from fieldapp.text import _

DONE, ACT, USAGE, BUG = 0, 1, 2, 3

log = logging.getLogger("fieldapp")


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(fieldapp.__version__, prog_name="fieldapp")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The office folder that the window opens.",
)
@click.pass_context
def commands(context: click.Context, folder: Path | None) -> None:
    """Records of a field office; without a command, the window."""
    if context.invoked_subcommand is None:
        context.exit(window(folder))


def window(folder: Path | None) -> int:
    """Open the window; a missing display or system library is named before Qt can abort."""
    from fieldapp.ui import display

    if problem := display.problem():
        raise UserError(problem)
    from fieldapp import app

    return app.run((folder or files.default_folder()).expanduser().absolute())


for group in (recording.COMMANDS, exchanging.COMMANDS, care.COMMANDS):
    for one in group:
        commands.add_command(one)


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line; the exit code."""
    _speak()
    try:
        result = commands.main(list(arguments), prog_name="fieldapp", standalone_mode=False)
    except UserError as error:
        click.echo(str(error), err=True)
        return ACT
    except click.exceptions.Abort:
        click.echo(_("Stopped; nothing was changed."), err=True)
        return ACT
    except click.ClickException as error:
        error.show()
        return USAGE
    except Exception:
        log.exception("unexpected")
        click.echo(
            _("Something unexpected went wrong; nothing saved is lost. Details are above."),
            err=True,
        )
        return BUG
    return result if isinstance(result, int) else DONE


def _speak() -> None:
    """Texts in the language of the system where there is a catalogue; UTF-8 on every terminal."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    name = locale.getlocale()[0] or "en"
    text.use(name.split("_")[0].lower())
