"""What every command shares: the folder, the passphrase, one answer in words or as JSON."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from fieldapp import files
from fieldapp.errors import UserError
from fieldapp.services import safety_copies
from fieldapp.services.opening import OpenOffice, is_office, unlock
from fieldapp.text import _

F = TypeVar("F", bound=Callable[..., Any])
PASSPHRASE = "FIELDAPP_PASSPHRASE"  # noqa: S105 - the name of a variable


class Answer:
    """One command's answer: sentences for people, or one object for programs."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._object: dict[str, Any] = {}

    def say(self, sentence: str) -> None:
        """A line for people; silent where JSON was asked for."""
        if not self.as_json:
            click.echo(sentence)

    def put(self, **values: Any) -> None:
        """Parts of the object that `--json` prints."""
        self._object |= values

    def finish(self) -> None:
        """Print the object, if it was asked for."""
        if self.as_json:
            click.echo(json.dumps(self._object, ensure_ascii=False, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def shared(command: F) -> F:
    """Give a command `--folder`, `--json`, and an `answer` and `folder` to work with."""

    @click.option(
        "--folder",
        type=click.Path(path_type=Path, file_okay=False),
        help="The office folder; the default is in your user data.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    @functools.wraps(command)
    def wrapped(*args: Any, folder: Path | None, as_json: bool, **options: Any) -> None:
        answer = Answer(as_json=as_json)
        place = (folder or files.default_folder()).expanduser().absolute()
        try:
            command(*args, answer=answer, folder=place, **options)
        except UserError as error:
            if as_json:
                answer.put(error=str(error))
                answer.finish()
            raise
        answer.finish()

    return wrapped  # type: ignore[return-value]


def unlocking(command: F) -> F:
    """Give a command `--passphrase-file` and `--as`, and the opened `office`."""

    @click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help=f"A file whose first line is the passphrase; else {PASSPHRASE}, else it is asked.",
    )
    @click.option("--as", "sign_in", help="Who opens the office, where several people use it.")
    @shared
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        answer: Answer,
        folder: Path,
        passphrase_file: Path | None,
        sign_in: str | None,
        **options: Any,
    ) -> None:
        with opened(folder, passphrase_file, sign_in) as office:
            command(*args, answer=answer, office=office, **options)

    return wrapped  # type: ignore[return-value]


@contextlib.contextmanager
def opened(folder: Path, passphrase_file: Path | None, sign_in: str | None) -> Iterator[OpenOffice]:
    """The office of a folder, closed afterwards whatever happens."""
    if not is_office(folder):
        raise UserError(
            _(
                "There is no office in {folder}. Set one up with: fieldapp init, "
                "or name the right folder with --folder."
            ).format(folder=folder)
        )
    with contextlib.closing(unlock(folder, passphrase(passphrase_file), sign_in=sign_in)) as office:
        yield office


def copy_first(office: OpenOffice) -> None:
    """A safety copy before a command that writes, where the newest is some hours old.

    A copy that cannot be made is told and does not stop the work.
    """
    try:
        safety_copies.backup_if_due(office)
    except UserError as error:
        click.echo(str(error), err=True)


def passphrase(passphrase_file: Path | None, *, twice: bool = False) -> str:
    """The passphrase from a file, the environment or a prompt."""
    if passphrase_file is not None:
        lines = passphrase_file.read_text("utf-8-sig").splitlines()
        return lines[0] if lines else ""
    if given := os.environ.get(PASSPHRASE):
        return given
    if not sys.stdin.isatty():
        raise UserError(
            _("No passphrase was given. Use --passphrase-file or the variable {name}.").format(
                name=PASSPHRASE
            )
        )
    return str(click.prompt(_("Passphrase"), hide_input=True, confirmation_prompt=twice, err=True))


@contextlib.contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while something long runs; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
