"""Make the demonstration in a folder, or find the one that is there."""

from __future__ import annotations

import shutil
import tomllib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from fieldapp import files
from fieldapp.errors import UserError
from fieldapp.records.kinds import KINDS
from fieldapp.services.demo import first_exchange, invented
from fieldapp.services.demo.first_exchange import Say
from fieldapp.services.demo.loading import load
from fieldapp.services.opening import OpenOffice, is_office
from fieldapp.services.setting_up import set_up
from fieldapp.settings import Role, Settings
from fieldapp.text import _

MARK = "demonstration.toml"
PASSPHRASE = "paper kites above the harbour"  # noqa: S105 - of invented records, shown to everyone
_SHOWN = ("unit", "person", "event", "attendance", "item", "lot", "donation")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult:
    """A demonstration that is ready to be opened.

    Attributes:
        office: folder of the field office. headquarters: folder of its headquarters.
        sign_in: the name at the field office's unlock.
        files: what travelled between the two, in order; empty if it was made earlier.
        made: False if the demonstration was there already.
    """

    folder: Path
    office: Path
    headquarters: Path
    sign_in: str
    passphrase: str
    files: tuple[Path, ...]
    made: bool


def build(folder: Path, *, say: Say, fresh: bool = False) -> DemoResult:
    """Make the invented office and its headquarters in `folder`, and let them exchange twice.

    A demonstration that is there already is left as it is, unless `fresh`. Each step is said as
    one sentence.

    Raises:
        UserError: something else is in the folder. OfficeInUse: the old one is open.
        CannotWrite: the disk is full or failed; the next call begins anew.
    """
    folder = folder.expanduser().absolute()
    if not fresh and _is_finished(folder):
        say(_("There is a demonstration in {folder} already; it is used.").format(folder=folder))
        _say_keys(say)
        return _result(folder, (), made=False)
    _make_room(folder)
    _write_mark(folder, finished=False)
    travelled = _made(folder, say)
    _write_mark(folder, finished=True)
    _say_keys(say)
    return _result(folder, travelled, made=True)


def _made(folder: Path, say: Say) -> tuple[Path, ...]:
    with (
        closing(_set_up(folder, Role.FIELD, say)) as office,
        closing(_set_up(folder, Role.HEADQUARTERS, say)) as headquarters,
    ):
        load(office)
        say(_("The office enters its records: {counts}.").format(counts=_counts(office)))
        travelled: tuple[Path, ...] = first_exchange.enrol(office, headquarters, say)
        travelled += first_exchange.send_and_confirm(office, headquarters, say)
        first_exchange.correct_three(office, say)
        return travelled + first_exchange.send_and_confirm(office, headquarters, say)


def _set_up(folder: Path, role: Role, say: Say) -> OpenOffice:
    chosen = invented.settings_of(role.value)
    person, sign_in = chosen.pop("person_name"), chosen.pop("sign_in")
    place = _place(folder, role)
    office, _words = set_up(
        Settings(folder=place, role=role, **chosen),
        person_name=person,
        sign_in=sign_in,
        passphrase=PASSPHRASE,
    )
    say(_("Set up {office} in {folder}").format(office=chosen["office_name"], folder=place))
    return office


def _place(folder: Path, role: Role) -> Path:
    return folder / ("office" if role is Role.FIELD else "headquarters")


def _counts(office: OpenOffice) -> str:
    with office.reading() as reader:
        found = {kind: reader.count(KINDS[kind].record) for kind in _SHOWN}
    return ", ".join(f"{_(KINDS[kind].plural)} {count}" for kind, count in found.items())


def _say_keys(say: Say) -> None:
    for role in Role:
        name = invented.settings_of(role.value)["sign_in"]
        office = invented.settings_of(role.value)["office_name"]
        say(
            _("To open {office}: name “{name}”, passphrase “{passphrase}”").format(
                office=office, name=name, passphrase=PASSPHRASE
            )
        )


def _result(folder: Path, travelled: tuple[Path, ...], *, made: bool) -> DemoResult:
    return DemoResult(
        folder=folder,
        office=_place(folder, Role.FIELD),
        headquarters=_place(folder, Role.HEADQUARTERS),
        sign_in=invented.settings_of(Role.FIELD.value)["sign_in"],
        passphrase=PASSPHRASE,
        files=travelled,
        made=made,
    )


def _is_finished(folder: Path) -> bool:
    """Whether a whole demonstration is here: its mark is completed last."""
    try:
        mark = tomllib.loads((folder / MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return mark.get("finished") is True and all(is_office(_place(folder, role)) for role in Role)


def _make_room(folder: Path) -> None:
    """Take away an earlier demonstration, and nothing that is not one.

    Raises:
        UserError: the folder holds something else. OfficeInUse: one of the offices is open.
    """
    files.make_folder(folder)
    files.sweep_parts(folder)
    if not any(folder.iterdir()):
        return
    if not (folder / MARK).is_file():
        raise UserError(
            _(
                "{folder} holds something else. Choose an empty folder for the demonstration."
            ).format(folder=folder)
        )
    places = [place for role in Role if (place := _place(folder, role)).is_dir()]
    for place in places:
        with files.OneCopy(place):
            pass
    for place in places:
        try:
            shutil.rmtree(place)
        except OSError as error:
            raise files.explain_os_error(error, place) from error


def _write_mark(folder: Path, *, finished: bool) -> None:
    text = (
        "# A demonstration: every record in this folder is invented.\n"
        f"finished = {'true' if finished else 'false'}\n"
        f'passphrase = "{PASSPHRASE}"\n'
    )
    files.write_whole(folder / MARK, text.encode())
