"""Starts fieldapp from a checkout: `python3 start.py demo`. Makes .venv and installs first.

Needs Python 3.11 or newer and nothing else. What follows `start.py` is handed to fieldapp;
without anything the window opens. tests/run.py begins with the same steps.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
INSTALLED = VENV / "installed.txt"
"""Says for which pyproject.toml and constraints.txt, and with which extras, .venv was filled."""

_TOO_OLD = "fieldapp needs Python 3.11 or newer; this is {version}. Start it with a newer one."
_NO_VENV = (
    "This Python cannot make a virtual environment, because the package python3-venv of the system "
    "is missing. Install it and start again: sudo apt install python3-venv"
)
_NOT_INSTALLED = (
    "The packages that fieldapp needs could not be installed; the reason stands above. "
    "Check the connection to the network and start again."
)


def set_up(*extras: str) -> Path:
    """Make .venv where it is not there and install fieldapp in it; the Python to run it with.

    Ends the program with a sentence where that cannot be done.
    """
    if sys.version_info < (3, 11):
        sys.exit(_TOO_OLD.format(version=sys.version.split()[0]))
    wanted = _wanted()
    had = INSTALLED.read_text("utf-8").split() if INSTALLED.is_file() else []
    if _runs() and had[:1] == [wanted] and set(extras) <= set(had[1:]):
        return PYTHON
    kept = sorted(set(extras) | set(had[1:])) if _runs() else sorted(extras)
    if not _runs():
        _make()
    tell("Installing what fieldapp needs into .venv; the first time this takes a minute or two.")
    fieldapp = f".[{','.join(kept)}]" if kept else "."
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    words = [*pip, "-c", "constraints.txt", "-e", fieldapp]
    if subprocess.run(words, check=False, cwd=ROOT).returncode:
        sys.exit(_NOT_INSTALLED)
    INSTALLED.write_text(" ".join([wanted, *kept]), "utf-8")
    return PYTHON


def _wanted() -> str:
    """One word that changes with the place of the checkout and with what has to be installed."""
    seal = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        seal.update((ROOT / name).read_bytes())
    return seal.hexdigest()[:16]


def _runs() -> bool:
    """Whether .venv has a Python that is new enough; a moved or half-made one has not."""
    if not PYTHON.exists():
        return False
    asked = [str(PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def _make() -> None:
    if importlib.util.find_spec("ensurepip") is None and not install_packages(["python3-venv"]):
        sys.exit(_NO_VENV)
    venv.create(VENV, with_pip=True, clear=True)


def install_packages(names: list[str]) -> bool:
    """Install packages of Debian or a system made from it, where we may; whether it was done."""
    if not (sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get")):
        return False
    tell("Installing packages of the system: " + " ".join(names))
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *names]):
        done = subprocess.run(["apt-get", "-qq", *words], check=False, env=quiet)
        if done.returncode:
            return False
    return True


def tell(sentence: str) -> None:
    """A line for the person at the terminal; standard output is left to fieldapp."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def main() -> int:
    """Set up, then hand the words of the command line to fieldapp; its exit code."""
    python = set_up()
    done = subprocess.run([str(python), "-m", "fieldapp", *sys.argv[1:]], check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
