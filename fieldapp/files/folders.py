"""Folders where an office may live, and the room on their disk."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
import psutil

from fieldapp.errors import CannotWrite, UnsafeFolder
from fieldapp.files.writing import write_whole
from fieldapp.text import _

RESERVE = "reserve.bin"
RESERVE_BYTES = 32 * 2**20
ROOMY_BYTES = 2**30  # below this much free space the office needs the room more than a reserve


def default_folder() -> Path:
    """Where the office is kept: FIELDAPP_FOLDER, or else the user's own local data folder."""
    chosen = os.environ.get("FIELDAPP_FOLDER")
    return Path(chosen).expanduser() if chosen else _local_folder()


def free_space(folder: Path) -> int:
    """Bytes that this user may still write on the disk of `folder`, which need not exist yet."""
    existing = next(
        place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir()
    )
    return shutil.disk_usage(existing).free


def keep_ballast(folder: Path) -> bool:
    """Hold 32 MB of the disk in reserve, if it has room; returns whether the reserve is there."""
    reserve = folder / RESERVE
    if reserve.exists():
        return True
    if free_space(folder) < ROOMY_BYTES:
        return False
    try:
        # Random bytes: zeros would take no room on a disk that compresses.
        write_whole(reserve, secrets.token_bytes(2**20) * (RESERVE_BYTES // 2**20))
    except CannotWrite:
        return False
    return True


def release_ballast(folder: Path) -> bool:
    """Give the reserve back to a full disk; returns whether there was one."""
    try:
        (folder / RESERVE).unlink()
    except OSError:
        return False
    return True


# Locks and shared memory of these do not hold what a database needs (safety.md 4.4).
_NETWORK = re.compile(
    r"(nfs\d?|cifs|smb\w*|9p|afs|openafs|afpfs|ncpfs?|coda|ceph|lustre|gpfs|beegfs|davfs2?|webdav"
    r"|vboxsf|prl_fs|\w*fuse(\..+)?)",
    re.IGNORECASE,
)
# Encrypted and foreign disks inside this computer that come through fuse all the same.
_LOCAL_FUSE = frozenset(
    {
        "fuse.gocryptfs",
        "fuse.cryfs",
        "fuse.encfs",
        "fuse.ntfs-3g",
        "fuse.exfat",
        "fuse.fuse-overlayfs",
    }
)
_SYNCED_NAME = re.compile(
    r"(onedrive|dropbox|google ?drive|my drive|icloud ?drive|mobile documents|cloudstorage"
    r"|nextcloud|owncloud|box sync|megasync|pcloud ?drive|proton ?drive|syncthing)( ?[-(].*)?",
    re.IGNORECASE,
)
_SYNC_MARKS = (".dropbox.cache", ".stfolder", ".nextcloudsync.log", ".owncloudsync.log")


def check_folder(folder: Path, fstype_of: Callable[[Path], str] | None = None) -> None:
    """Refuse a folder where a live database gets damaged; raises `UnsafeFolder` with an offer.

    The offer is the user's own data folder, and only named in the sentence if it is fit itself.
    `fstype_of` tells the kind of file system of a path; tests put their own in.
    """
    kind_of = fstype_of or _fstype
    if _is_network(folder, kind_of):
        text = _("{folder} is on a network drive, where the records can get damaged.")
    elif _is_synced(folder):
        text = _("{folder} is copied by a sync program, which can damage the records.")
    else:
        return
    offer = _local_folder()
    if _is_network(offer, kind_of) or _is_synced(offer):
        instead = _(  # a home folder on the network, for one
            "Choose a folder on a disk inside this computer; {folder} can be the second place "
            "for its encrypted backups."
        )
    else:
        instead = _(
            "Keep the office in {offer} on this computer; {folder} can be the second place "
            "for its encrypted backups."
        )
    raise UnsafeFolder(f"{text} {instead}".format(folder=folder, offer=offer), offer)


def _local_folder() -> Path:
    return platformdirs.user_data_path("fieldapp", appauthor=False, roaming=False)


def _is_network(folder: Path, fstype_of: Callable[[Path], str]) -> bool:
    name = str(folder)
    if name.startswith("\\\\?\\UNC\\"):
        return True
    if name.startswith("\\\\") and not name.startswith(("\\\\?\\", "\\\\.\\")):
        return True
    kind = fstype_of(folder.resolve()).lower()
    return kind not in _LOCAL_FUSE and _NETWORK.fullmatch(kind) is not None


def _fstype(path: Path) -> str:
    """The file system that holds a path; "" if unknown. A later mount covers an earlier one."""
    if sys.platform == "win32":
        import ctypes

        drive_is_remote = 4  # DRIVE_REMOTE
        remote = ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == drive_is_remote
        return "smb" if remote else ""
    depth, kind = -1, ""
    for mount in psutil.disk_partitions(all=True):
        place = Path(mount.mountpoint)
        if path.is_relative_to(place) and len(place.parts) >= depth:
            depth, kind = len(place.parts), mount.fstype
    return kind


def _is_synced(folder: Path) -> bool:
    real = folder.resolve()
    roots = {root.resolve() for root in _sync_roots()}
    return any(
        any(_SYNCED_NAME.fullmatch(part) for part in place.parts)
        or any(above in roots for above in (place, *place.parents))
        or any((above / mark).exists() for above in (place, *place.parents) for mark in _SYNC_MARKS)
        for place in (folder.absolute(), real)
    )


def _sync_roots() -> Iterator[Path]:
    """Folders that OneDrive and Dropbox say they keep in step."""
    for name, value in os.environ.items():
        if name.upper().startswith("ONEDRIVE") and value:
            yield Path(value)
    homes = [Path.home() / ".dropbox"]
    homes += [
        Path(os.environ[n]) / "Dropbox" for n in ("APPDATA", "LOCALAPPDATA") if n in os.environ
    ]
    for home in homes:
        with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
            accounts = json.loads((home / "info.json").read_text("utf-8"))
            yield from [Path(account["path"]) for account in accounts.values() if "path" in account]
