"""The files of the checkout, as the tests of quality look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MADE = {"__pycache__", ".venv", "build", "dist"}


def modules(*folders: str) -> list[Path]:
    """The Python files under some folders of the checkout, in order."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if not _MADE & set(path.parts))


def parsed(path: Path) -> ast.Module:
    """A module's syntax."""
    return ast.parse(path.read_text("utf-8"), str(path))


def shown(path: Path) -> str:
    """A path as it stands in the checkout."""
    return path.relative_to(ROOT).as_posix()


def text_files() -> Iterator[Path]:
    """Every file of the checkout that is text and was written by hand."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part not in {".ci", ".gitignore"} for part in inside)
        if path.is_file() and not hidden and not _MADE & set(inside):
            try:
                path.read_text("utf-8")
            except UnicodeDecodeError:
                continue
            yield path
