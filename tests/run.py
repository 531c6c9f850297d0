"""Runs all tests: `python3 tests/run.py [words for pytest]`. Makes .venv and installs first.

Needs Python 3.11 or newer and nothing else. On Debian and its like, run as root, it also installs
the system's libraries that Qt is linked with; elsewhere it names those that are missing and stops.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import start  # noqa: E402 - it lies in the checkout, which is known only now

LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""What libQt6Gui, libQt6Widgets and the offscreen plugin of PySide6 are linked with (by ldd), and
the Debian package of each."""


def main() -> int:
    """Set up, then run the tests; pytest's exit code."""
    _require_libraries()
    python = start.set_up("test")
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    words = [str(python), "-m", "pytest", "-n", "2", "--dist", "loadgroup", *sys.argv[1:]]
    return subprocess.run(words, check=False, cwd=ROOT, env=environ).returncode


def _require_libraries() -> None:
    """See that Qt can be loaded: it would end the tests without a word.

    Windows and macOS have all that it needs.
    """
    if sys.platform != "linux" or not (missing := _missing()):
        return
    names = sorted(set(missing.values()))
    if not start.install_packages(names) or _missing():
        sys.exit(
            f"Qt needs libraries that this system does not have ({', '.join(missing)}). "
            f"On Debian or Ubuntu, install them with: sudo apt install {' '.join(names)}"
        )


def _missing() -> dict[str, str]:
    return {library: name for library, name in LIBRARIES.items() if not _loads(library)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
