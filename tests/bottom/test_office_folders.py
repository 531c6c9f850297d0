"""An office lives on a disk of this computer, with some room kept for bad days."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

import fieldapp
from fieldapp import files
from fieldapp.errors import UnsafeFolder
from fieldapp.files import folders


def local(_path: Path) -> str:
    return "ext4"


@pytest.fixture(autouse=True)
def no_sync_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))


def test_a_local_folder_is_taken_whether_or_not_it_exists(tmp_path: Path) -> None:
    files.check_folder(tmp_path)
    files.check_folder(tmp_path / "not" / "yet", local)


@pytest.mark.parametrize(
    "kind",
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse", "fuse.sshfs",
     "fuse.rclone", "fuse.glusterfs", "FUSE.SSHFS", "macfuse", "davfs", "vboxsf", "lustre"],
)  # fmt: skip
def test_a_network_disk_is_refused_with_a_local_offer(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UnsafeFolder, match=r"network drive.*encrypted backups") as refused:
        files.check_folder(tmp_path, lambda path: kind if path == tmp_path.resolve() else "ext4")
    assert str(refused.value.offer) in str(refused.value)
    assert refused.value.offer.name == "fieldapp"


def test_a_home_on_the_network_is_not_offered(tmp_path: Path) -> None:
    with pytest.raises(UnsafeFolder, match="on a disk inside this computer") as refused:
        files.check_folder(tmp_path, lambda _path: "nfs4")
    assert str(refused.value.offer) not in str(refused.value)


@pytest.mark.parametrize(
    "kind",
    ["ext4", "btrfs", "xfs", "zfs", "apfs", "ntfs", "NTFS", "vfat", "exfat", "fuseblk", "overlay",
     "tmpfs", "fuse.gocryptfs", "fuse.ntfs-3g", "virtiofs", ""],
)  # fmt: skip
def test_a_disk_of_this_computer_is_taken(tmp_path: Path, kind: str) -> None:
    files.check_folder(tmp_path, lambda _path: kind)


@pytest.mark.parametrize(
    "name",
    ["\\\\server\\share\\office", "\\\\?\\UNC\\server\\share", "\\\\wsl.localhost\\Debian\\home"],
)
def test_a_windows_network_path_is_refused(name: str) -> None:
    with pytest.raises(UnsafeFolder, match="network drive"):
        files.check_folder(Path(name), local)


def test_a_long_windows_path_of_this_computer_is_taken() -> None:
    files.check_folder(Path("\\\\?\\C:\\Users\\x\\office"), local)


@pytest.mark.parametrize(
    "above",
    ["OneDrive", "OneDrive - Agency", "onedrive", "Dropbox", "Dropbox (Office)", "Google Drive",
     "GoogleDrive-x@example.org", "My Drive", "iCloud Drive", "iCloudDrive", "Nextcloud",
     "ownCloud", "Library/CloudStorage/Any", "Library/Mobile Documents/com~apple~CloudDocs"],
)  # fmt: skip
def test_a_synced_folder_is_refused_by_its_name(tmp_path: Path, above: str) -> None:
    with pytest.raises(UnsafeFolder, match=r"sync program.*second place"):
        files.check_folder(tmp_path / above / "office", local)


@pytest.mark.parametrize("name", ["Drive", "drives", "dropboxes", "Training on OneDrive", "sync"])
def test_a_name_that_only_resembles_one_is_taken(tmp_path: Path, name: str) -> None:
    files.check_folder(tmp_path / name / "office", local)


def test_a_link_into_a_synced_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Nextcloud" / "office").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "Nextcloud" / "office")
    with pytest.raises(UnsafeFolder):
        files.check_folder(tmp_path / "link", local)


@pytest.mark.parametrize("mark", [".stfolder", ".dropbox.cache", ".nextcloudsync.log"])
def test_a_folder_with_the_mark_of_a_sync_program_is_refused(tmp_path: Path, mark: str) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / mark).mkdir()
    with pytest.raises(UnsafeFolder):
        files.check_folder(tmp_path / "papers" / "office", local)


def test_the_roots_that_onedrive_names_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Agency"))
    with pytest.raises(UnsafeFolder):
        files.check_folder(tmp_path / "Agency" / "office", local)
    files.check_folder(tmp_path / "Agency2" / "office", local)


def test_the_roots_that_dropbox_names_are_refused(tmp_path: Path) -> None:
    home = tmp_path / "home" / ".dropbox"
    home.mkdir(parents=True)
    (home / "info.json").write_text(json.dumps({"personal": {"path": str(tmp_path / "Box")}}))
    with pytest.raises(UnsafeFolder):
        files.check_folder(tmp_path / "Box" / "office", local)
    for broken in ("", "[]", '{"personal": 7}', '{"personal": {"path": 7}}'):
        (home / "info.json").write_text(broken)
        files.check_folder(tmp_path / "Box" / "office", local)


def test_the_innermost_and_latest_mount_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "mnt"
    mounts = [
        SimpleNamespace(mountpoint=str(tmp_path.anchor), fstype="ext4"),
        SimpleNamespace(mountpoint=str(inner), fstype="autofs"),
        SimpleNamespace(mountpoint=str(inner), fstype="nfs4"),
        SimpleNamespace(mountpoint=str(tmp_path / "mn"), fstype="cifs"),
    ]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: mounts)
    files.check_folder(tmp_path / "other")
    with pytest.raises(UnsafeFolder):
        files.check_folder(inner / "office")


def test_the_office_is_kept_in_the_users_own_folder_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FIELDAPP_FOLDER", raising=False)
    assert files.default_folder().name == "fieldapp"
    monkeypatch.setenv("FIELDAPP_FOLDER", str(tmp_path / "else"))
    assert files.default_folder() == tmp_path / "else"


def test_free_space_is_told_for_a_folder_to_come(tmp_path: Path) -> None:
    assert files.free_space(tmp_path / "not" / "yet") > 0


def test_the_reserve_takes_real_room_once_and_gives_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "ROOMY_BYTES", 2**30)
    monkeypatch.setattr(folders, "free_space", lambda _folder: 2**31)
    assert files.keep_ballast(tmp_path)
    reserve = tmp_path / "reserve.bin"
    assert reserve.stat().st_size == 32 * 2**20
    if hasattr(reserve.stat(), "st_blocks"):
        assert reserve.stat().st_blocks * 512 >= 32 * 2**20
    assert files.keep_ballast(tmp_path)
    assert files.release_ballast(tmp_path)
    assert not files.release_ballast(tmp_path)


def test_a_disk_with_little_room_keeps_no_reserve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = SimpleNamespace(total=2**32, used=2**32 - 2**29, free=2**29)
    monkeypatch.setattr(folders, "ROOMY_BYTES", 2**30)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    assert not files.keep_ballast(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_resources_are_found_in_checkout_wheel_and_frozen_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "fieldapp"
    package.mkdir(parents=True)
    monkeypatch.setattr(fieldapp, "__file__", str(package / "__init__.py"))
    assert files.resource("locale") == tmp_path.resolve() / "site" / "resources" / "locale"
    (package / "_resources").mkdir()
    assert files.resource("locale") == package.resolve() / "_resources" / "locale"
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path / "frozen"), raising=False)
    assert files.resource("a", "b") == tmp_path / "frozen" / "resources" / "a" / "b"
