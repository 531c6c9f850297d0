"""The catalogue of texts: `python -m tests.catalogue [language …]` brings languages up to it."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import fieldapp

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
POT = LOCALE / "fieldapp.pot"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "counted": (1, 2),  # services/wording.py: both forms of what an action did
}
PLACEHOLDER = re.compile(r"\{(\w*)\}")
_NOISE = tuple(
    f'"{name}:'
    for name in (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Report-Msgid-Bugs-To",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)
"""Lines of a catalogue's head that say nothing or change without a reason."""


def extracted(package: Path = ROOT / "fieldapp") -> Catalog:
    """All texts of the program as they stand in the code."""
    found = Catalog(
        project="fieldapp",
        version=fieldapp.__version__,
        header_comment="# Texts of fieldapp, made by: python -m tests.catalogue",
        charset="utf-8",
        fuzzy=False,
    )
    calls = extract_from_dir(package, method_map=[("**.py", "python")], keywords=KEYWORDS)
    for name, _line, message, comments, context in sorted(calls, key=lambda call: call[:2]):
        place = (Path(package.name) / name).as_posix()
        found.add(message, None, [(place, 0)], auto_comments=comments, context=context)
    return found


def read(path: Path) -> Catalog:
    """A catalogue from its file."""
    with path.open("rb") as file:
        return read_po(file)


def texts(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """The first form of each text -> all its forms."""
    return {_forms(message)[0]: _forms(message) for message in catalogue if message.id}


def problems(translated: Catalog, wanted: Catalog) -> list[str]:
    """What keeps a language from being shown: new and stale texts, wrong placeholders."""
    here, there = texts(translated), texts(wanted)
    found = [f"new: {text}" for text in there.keys() - here.keys()]
    found += [f"stale: {text}" for text in here.keys() - there.keys()]
    for message in translated:
        if message.id and message.fuzzy:
            found.append(f"not looked at since it changed: {_forms(message)[0]}")
        elif message.id:
            found += [f"{{{name}}} in: {_forms(message)[0]}" for name in _wrong_names(message)]
    return sorted(found)


def _forms(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def _wrong_names(message: Message) -> Iterator[str]:
    """Placeholders that only one side has; a form of a count may leave a number out."""
    wanted = _names(_forms(message))
    for string in _strings(message):
        if string:
            yield from sorted(_names([string]) - wanted)
            missing = wanted - _names([string])
            yield from sorted(missing - {"n"} if message.pluralizable else missing)


def _names(forms: Iterable[str]) -> set[str]:
    return {name for form in forms for name in PLACEHOLDER.findall(form)}


def written(catalogue: Catalog) -> bytes:
    """A catalogue as its file, in an order and with a head that change only with the texts."""
    made = io.BytesIO()
    write_po(made, catalogue, width=100, sort_output=True, include_lineno=False)
    lines = made.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_NOISE)).encode()


def bring_up(language: str, wanted: Catalog) -> Path:
    """Bring a language up to the texts wanted, or begin it; its compiled file is made as well."""
    po = LOCALE / language / "LC_MESSAGES" / "fieldapp.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    known = read(po) if po.exists() else Catalog(locale=language, creation_date=now)
    known.locale = known.locale or language
    known.update(wanted, no_fuzzy_matching=True)
    known.obsolete.clear()
    po.write_bytes(written(known))
    with po.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read(po))
    return po


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/fieldapp.po"))


def main(wanted: list[str]) -> None:
    """Rewrite the catalogue and every language, and begin those named."""
    found = extracted()
    LOCALE.mkdir(parents=True, exist_ok=True)
    POT.write_bytes(written(found))
    sys.stdout.write(f"{POT}: {len(texts(found))}\n")
    for language in sorted({*languages(), *wanted}):
        po = bring_up(language, found)
        open_ = sum(not all(_strings(message)) for message in read(po) if message.id)
        sys.stdout.write(f"{po}: {open_} to translate\n")


if __name__ == "__main__":
    main(sys.argv[1:])
