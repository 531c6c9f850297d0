"""What a user is told: a `UserError` is shown as it is written; anything else is a bug."""

from pathlib import Path


class UserError(Exception):
    """Something outside the program went wrong; its text says what, where and what to do.

    The text is one plain sentence or two, already translated, without names of people.
    """


class WrongPassphrase(UserError):
    """The passphrase or the recovery words open no key slot."""


class OfficeInUse(UserError):
    """Another running copy of the program holds the office folder."""


class NewerSchema(UserError):
    """The records were written by a newer version of the program."""


class DamagedRecords(UserError):
    """The database does not pass its checks."""


class CannotWrite(UserError):
    """The disk is full, the folder is read-only or the device failed."""


class DiskFull(CannotWrite):
    """There is no room; what the program holds in reserve can be given back."""


class UnsafeFolder(UserError):
    """A network or synced folder, where a database gets damaged; `offer` is a local folder."""

    def __init__(self, message: str, offer: Path) -> None:
        super().__init__(message)
        self.offer = offer


class FileRefused(UserError):
    """A file from outside is not what it should be; nothing of it was taken in."""


class Rejected(UserError):
    """A rule of the records forbids what was asked (records/rules.py)."""


class Cancelled(UserError):
    """The user stopped a long piece of work; nothing of it was kept."""
