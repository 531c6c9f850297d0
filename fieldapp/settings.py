"""What an office is set up with: one readable TOML file, without secrets or names of people."""

from __future__ import annotations

import dataclasses
import enum
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from fieldapp import files
from fieldapp.errors import UserError
from fieldapp.text import _

FILE = "office.toml"
MAX_BYTES = 100_000

_CODE = re.compile(r"[A-Z0-9]{2,8}")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Role(enum.StrEnum):
    """Whether this installation is a field office or headquarters."""

    FIELD = "field"
    HEADQUARTERS = "headquarters"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The set-up of one office folder.

    `fiscal_year_start` is a month (10 is October), `zone` an IANA name, `country` as the office
    wrote it. `database_url` is reserved for a store on a server and not offered yet.
    Raises `UserError` for an office code or a number that cannot be.
    """

    folder: Path
    office_code: str
    office_name: str
    country: str
    role: Role = Role.FIELD
    language: str = "en"
    zone: str = "UTC"
    fiscal_year_start: int = 10
    second_backup_place: Path | None = None
    database_url: str | None = None
    idle_lock_minutes: int = 10

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.office_code):
            raise UserError(
                _(
                    "“{code}” cannot be an office code. Use 2 to 8 capital letters A to Z "
                    "or digits, such as LOM or GT01."
                ).format(code=self.office_code)
            )
        if not 1 <= self.fiscal_year_start <= 12:
            raise UserError(
                _("The fiscal year starts in a month from 1 to 12; {month} is none.").format(
                    month=self.fiscal_year_start
                )
            )
        if not 1 <= self.idle_lock_minutes <= 480:
            raise UserError(
                _("The office locks after 1 to 480 idle minutes; {minutes} is not.").format(
                    minutes=self.idle_lock_minutes
                )
            )

    def with_changes(self, **changes: Any) -> Self:
        """A copy with some values changed; raises `UserError` as the class does."""
        return dataclasses.replace(self, **changes)

    @property
    def database(self) -> Path:
        """The encrypted records."""
        return self.folder / "records.db"

    @property
    def key_slots(self) -> Path:
        """The wrapped keys, without which the records cannot be read."""
        return self.folder / "keyslots.json"

    @property
    def backups(self) -> Path:
        """The folder of encrypted safety copies."""
        return self.folder / "backups"

    @property
    def sendings(self) -> Path:
        """The folder of workbooks made for headquarters."""
        return self.folder / "sendings"

    @property
    def answers(self) -> Path:
        """The folder of answers: got from headquarters, or made there."""
        return self.folder / "answers"

    @property
    def log_folder(self) -> Path:
        """The folder of the program's own log."""
        return self.folder / "logs"

    @property
    def mark(self) -> Path:
        """What tells a copied or rewound folder from the original (sync.md 1.2)."""
        return self.folder / "replica.mark"


def office_code(typed: str) -> str:
    """An office code as typed, trimmed and in capitals; `Settings` says whether it can be one."""
    return typed.strip().upper()


def load(folder: Path) -> Settings:
    """Read the set-up of an office folder; raises `UserError` where none is or it is broken."""
    path = folder / FILE
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UserError(
            _(
                "There is no office in {folder}. Set one up there with “fieldapp init”, "
                "or name the folder of your office with --folder."
            ).format(folder=folder)
        ) from error
    except OSError as error:
        raise _broken(path, error.strerror or str(error)) from error
    if len(raw) > MAX_BYTES:
        raise _broken(path, _("it is far too long"))
    try:
        return _from_table(folder, tomllib.loads(raw.decode("utf-8")))
    except (UserError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _broken(path, str(error)) from error


def save(settings: Settings) -> None:
    """Write the set-up into its folder, which is made if need be.

    Raises `CannotWrite`, or `UserError` for a path or name that is not text.
    """
    try:
        data = _to_toml(settings).encode("utf-8")
    except UnicodeEncodeError as error:
        raise UserError(
            _("A name or folder has characters that cannot be kept. Choose another one.")
        ) from error
    files.make_folder(settings.folder)
    files.write_whole(settings.folder / FILE, data)


def _broken(path: Path, reason: str) -> UserError:
    return UserError(
        _(
            "The settings of the office in {path} cannot be read: {reason}. Correct the file in "
            "a text editor, or put back the copy from a backup; the records are not touched."
        ).format(path=path, reason=reason.rstrip("."))
    )


_PLAIN: dict[str, type] = {
    "office_code": str,
    "office_name": str,
    "country": str,
    "role": str,
    "language": str,
    "zone": str,
    "fiscal_year_start": int,
    "second_backup_place": str,
    "database_url": str,
    "idle_lock_minutes": int,
}
_NEEDED = ("office_code", "office_name", "country", "role")


def _from_table(folder: Path, table: dict[str, Any]) -> Settings:
    """Unknown keys are left aside: a newer version may have written them."""
    known: dict[str, Any] = {key: table[key] for key in _PLAIN if key in table}
    for key in _NEEDED:
        if key not in known:
            raise UserError(_("“{key}” is missing").format(key=key))
    for key, value in known.items():
        if type(value) is not _PLAIN[key]:
            raise UserError(_("the value of “{key}” does not fit").format(key=key))
    try:
        known["role"] = Role(known["role"])
    except ValueError as error:
        raise UserError(_("“role” is neither field nor headquarters")) from error
    if "second_backup_place" in known:
        known["second_backup_place"] = Path(known["second_backup_place"])
    return Settings(folder=folder, **known)


def _to_toml(settings: Settings) -> str:
    lines = ["# The set-up of this office. It holds no secrets; the records are in records.db."]
    for key in _PLAIN:
        value = getattr(settings, key)
        if value is not None:
            text = str(value) if isinstance(value, int) else _quoted(str(value))
            lines.append(f"{key} = {text}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string; control characters are escaped."""
    return '"' + "".join(_ESCAPES.get(c) or _escaped(c) for c in text) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04X}" if code < 0x20 or code == 0x7F else character
