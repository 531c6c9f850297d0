"""The commands by name, and how each ends: 0 done, 1 the user must act, 2 wrong usage, 3 a bug."""

from __future__ import annotations

import importlib
import locale
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import click

import fieldapp
from fieldapp import files, text
from fieldapp.errors import UserError
from fieldapp.text import _

DONE, ACT, USAGE, BUG = 0, 1, 2, 3

log = logging.getLogger("fieldapp")


_PLACES = {
    "recording": ("demo", "history", "import", "init", "undo"),
    "exchanging": ("enrol", "export", "receive", "status"),
    "care": ("backup", "check", "rekey", "restore"),
}
"""Module of this room -> its commands."""


class Commands(click.Group):
    """Loads a command's module when it is asked for: the window and each command start sooner."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All names, for the help."""
        return sorted(name for names in _PLACES.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command of a name."""
        for place, names in _PLACES.items():
            if cmd_name in names:
                module = importlib.import_module(f"fieldapp.cli.{place}")
                return next((one for one in module.COMMANDS if one.name == cmd_name), None)
        return None


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
