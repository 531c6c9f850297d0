"""Writing that ends with the whole new file or the old one, and sentences for what fails."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import re
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from fieldapp.errors import CannotWrite, DiskFull, UserError
from fieldapp.text import _

PART = ".part"
_TAILS = ("", "-wal", "-shm", "-journal")
"""A half-written database has files beside it."""
OLD_S = 600.0
"""Seconds after which a half-written file of another program, or of a killed one, is nobody's."""

_OWN = re.compile(r"\..+\.[0-9a-f]{8}\.part")

# A virus scanner holds a new file open for a moment; other systems let a file be replaced in use.
REPLACE_WAITS_S = (0.05, 0.1, 0.25, 0.5) if sys.platform == "win32" else ()

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_READ_ONLY = frozenset({errno.EROFS})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM})
_MISSING = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO})
_WINDOWS_DISK_FULL = frozenset({39, 112})


def explain_os_error(error: OSError, path: Path) -> UserError:
    """The sentence for a write to `path` that the system refused."""
    name = path.name or str(path)
    folder = path if path.is_dir() else path.parent
    if error.errno in _FULL or getattr(error, "winerror", None) in _WINDOWS_DISK_FULL:
        return DiskFull(
            _(
                "The disk is full, so “{name}” could not be written in {folder}. "
                "Free some space on that disk and try again."
            ).format(name=name, folder=folder)
        )
    if error.errno in _READ_ONLY:
        text = _(
            "{folder} can only be read, so “{name}” could not be written there. "
            "Remove the write protection, or choose another folder."
        )
    elif error.errno in _FORBIDDEN:
        text = _(
            "“{name}” may not be written in {folder}. Close the file if it is open in another "
            "program, or choose a folder that you may write to."
        )
    elif error.errno in _MISSING:
        text = _(
            "“{name}” could not be written, because {folder} is not there. "
            "Plug the drive in again or choose another folder."
        )
    elif error.errno == errno.EFBIG:
        text = _(
            "“{name}” is too big for the disk that holds {folder}. Choose a folder on another disk."
        )
    else:
        text = _(
            "“{name}” could not be written in {folder} ({reason}). The disk may be damaged: "
            "choose a folder on another disk, and let someone look at this one."
        )
    return CannotWrite(text.format(name=name, folder=folder, reason=error.strerror or error))


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that after a power cut the old or the new one is there, never a part.

    Readable by its owner only. Raises `CannotWrite`; the old file then stands as it was.
    """
    try:
        part = _written_part(target, data)
        with _removed_on_failure(part):
            _replace(part, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise explain_os_error(error, target) from error


def write_new(target: Path, data: bytes) -> Path:
    """Write a file beside others and return where it is; no file is ever overwritten.

    A name that is taken becomes “name (2).xlsx”; a file with just these bytes is left and
    returned. Raises `CannotWrite`.
    """
    try:
        for place in _free_names(target):
            if place.exists():
                if _holds(place, data):
                    return place
                continue
            part = _written_part(place, data)
            with _removed_on_failure(part):
                _sweep_old(part)
                taken = not _move_to_free_name(part, place)
            if taken:
                part.unlink()
                continue
            _sync_folder(place.parent)
            return place
    except OSError as error:
        raise explain_os_error(error, target) from error
    raise AssertionError("names do not run out")


def settle(part: Path, target: Path) -> None:
    """Give a finished file its name, whole and kept through a power cut. Raises `CannotWrite`."""
    try:
        handle = os.open(part, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        _replace(part, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise explain_os_error(error, target) from error


def sweep_parts(folder: Path) -> int:
    """Remove half-written files that a kill or a power cut left in `folder`; returns how many.

    Only for a moment when nothing is being written there: at start, under the one-copy lock.
    """
    swept = 0
    for tail in _TAILS:
        for part in folder.glob(f".*{PART}{tail}"):
            with contextlib.suppress(OSError):
                part.unlink()
                swept += 1
    return swept


def _sweep_old(written: Path) -> None:
    """Remove what a kill left beside a part just written, as on a stick, by that disk's clock."""
    now_s = written.stat().st_mtime
    for part in written.parent.glob(f".*{PART}"):
        with contextlib.suppress(OSError):
            if _OWN.fullmatch(part.name) and part.stat().st_mtime < now_s - OLD_S:
                part.unlink()


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, for this user only. Raises `CannotWrite`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise explain_os_error(error, folder) from error


def check_writable(folder: Path) -> None:
    """Try whether a file can be written in an existing folder; raises `CannotWrite` if not."""
    probe = folder / f"probe-{secrets.token_hex(4)}"
    try:
        _written_part(probe, b"probe").unlink()
    except OSError as error:
        raise explain_os_error(error, folder) from error


def _written_part(target: Path, data: bytes) -> Path:
    # The random letters keep two writers of one name out of each other's file.
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}{PART}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with _removed_on_failure(part):
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        finally:
            os.close(handle)
    return part


@contextlib.contextmanager
def _removed_on_failure(part: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _replace(part: Path, target: Path) -> None:
    for wait_s in (*REPLACE_WAITS_S, None):
        try:
            part.replace(target)
        except PermissionError:
            if wait_s is None:
                raise
            time.sleep(wait_s)
        else:
            return


def _move_to_free_name(part: Path, place: Path) -> bool:
    """Give a written part its name unless another file has taken it meanwhile."""
    try:
        if sys.platform == "win32":
            part.rename(place)  # refuses an existing name there
        else:
            place.hardlink_to(part)
            part.unlink()
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno in {*_FULL, *_READ_ONLY, errno.EIO} or place.exists():
            raise
        _replace(part, place)  # FAT on a stick has no links
    return True


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # some drivers sync files only
            raise
    finally:
        os.close(handle)


def _free_names(target: Path) -> Iterator[Path]:
    yield target
    for number in itertools.count(2):
        yield target.with_name(f"{target.stem} ({number}){target.suffix}")


def _holds(place: Path, data: bytes) -> bool:
    return place.is_file() and place.stat().st_size == len(data) and place.read_bytes() == data
