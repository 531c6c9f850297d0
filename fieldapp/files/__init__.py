"""Files that appear whole or not at all, the one-copy lock, folders fit for an office."""

from fieldapp import resource
from fieldapp.files.folders import (
    check_folder,
    default_folder,
    free_space,
    keep_ballast,
    release_ballast,
)
from fieldapp.files.one_copy import OneCopy
from fieldapp.files.writing import (
    check_writable,
    explain_os_error,
    make_folder,
    settle,
    sweep_parts,
    write_new,
    write_whole,
)

__all__ = [
    "OneCopy",
    "check_folder",
    "check_writable",
    "default_folder",
    "explain_os_error",
    "free_space",
    "keep_ballast",
    "make_folder",
    "release_ballast",
    "resource",
    "settle",
    "sweep_parts",
    "write_new",
    "write_whole",
]
