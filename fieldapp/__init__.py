"""Records of an offline field office and their way to headquarters."""

import sys
from pathlib import Path

__version__ = "0.1.0"


def resource(*parts: str) -> Path:
    """A path under resources/: in a frozen program, an installed wheel or a checkout.

    It stands here, below every module, because both `files` and `text` need it.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parent
    if frozen is not None:
        root = Path(frozen) / "resources"
    elif (installed := package / "_resources").is_dir():
        root = installed
    else:
        root = package.parent / "resources"
    return root.joinpath(*parts)
