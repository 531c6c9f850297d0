"""The parts of an .xlsx: whether they belong there, and which of them are its sheets."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from fieldapp.errors import FileRefused
from fieldapp.text import _
from fieldapp.workbook.archive import Archive, Limits, not_a_workbook
from fieldapp.workbook.grid import Grid, measure

# Parts that do something or fetch something; a package has no use for them.
_MACROS = re.compile(r"vbaproject|macrosheets/|dialogsheets/")
_ACTIVE = re.compile(
    r"externallinks/|connections\.xml|querytables/|embeddings/|activex/|ctrlprops/|customxml/"
    r"|webextensions/|ddelinks/"
)


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet as the workbook's list has it; no grid where none was measured."""

    name: str
    hidden: bool
    grid: Grid | None


class Package:
    """The package of an .xlsx: which parts it has, and which sheets."""

    def __init__(self, archive: Archive, limits: Limits, *, strict: bool) -> None:
        self._archive = archive
        self._limits = limits
        self._strict = strict
        self._name = archive.name

    def checked(self) -> tuple[tuple[Page, ...], tuple[str, ...]]:
        """The sheets, and what a person should know of the file; raises FileRefused."""
        remarks = self._parts()
        pages = tuple(self._page(sheet) for sheet in self._sheets())
        if len({page.name.casefold() for page in pages}) < len(pages):
            raise self._archive.damaged()
        for page in pages:
            if page.grid and not page.hidden:
                self._check_grid(page.name, page.grid)
        return pages, remarks

    def _parts(self) -> tuple[str, ...]:
        """Refuse what is no plain workbook; a foreign one keeps its macros, which nobody runs."""
        archive = self._archive
        if "[Content_Types].xml" not in archive:
            raise not_a_workbook(self._name)
        if any(name.lower().endswith("workbook.bin") for name in archive.names):
            raise FileRefused(
                _("“{name}” is a binary workbook (.xlsb); save it as .xlsx in Excel.").format(
                    name=self._name
                )
            )
        lowered = [name.lower() for name in archive.names]
        macros = any(map(_MACROS.search, lowered))
        macros |= b"macroEnabled" in archive.read("[Content_Types].xml")
        if macros and self._strict:
            raise FileRefused(
                _("“{name}” contains macros; send the file as it was made.").format(name=self._name)
            )
        if self._strict and any(map(_ACTIVE.search, lowered)):
            raise FileRefused(
                _(
                    "“{name}” contains links or objects that do not belong there;"
                    " send the file as it was made."
                ).format(name=self._name)
            )
        return (_("The workbook has macros; they were not run."),) if macros else ()

    def _sheets(self) -> list[tuple[str, bool, str]]:
        """Name, hidden, part of each worksheet in the workbook's order."""
        book_path = self._target("_rels/.rels", "", "officeDocument")
        folder, file = posixpath.split(book_path)
        relations = f"{folder}/_rels/{file}.rels".lstrip("/")
        sheets = []
        for element in self._parsed(book_path).iter():
            if _local(element.tag) != "sheet":
                continue
            states = {_local(key): value for key, value in element.attrib.items()}
            part = self._target(relations, folder, "worksheet", states.get("id"), required=False)
            if part:
                hidden = states.get("state", "visible") != "visible"
                sheets.append((states.get("name", ""), hidden, part))
        if not sheets:
            raise not_a_workbook(self._name)
        return sheets

    def _target(
        self,
        relations: str,
        folder: str,
        kind: str,
        identity: str | None = None,
        *,
        required: bool = True,
    ) -> str:
        """The part that a relation leads to; "" if it leads to something else."""
        for relation in self._parsed(relations).iter():
            fits = relation.get("Type", "").endswith("/" + kind)
            if fits and identity in (None, relation.get("Id")):
                target = relation.get("Target", "")
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                return self._spelt(path)
        if required:
            raise not_a_workbook(self._name)
        return ""

    def _spelt(self, path: str) -> str:
        """The member of that path; names of parts do not tell small letters from capitals."""
        for name in self._archive.names:
            if name.replace("\\", "/").casefold() == path.casefold():
                return name
        raise self._archive.damaged()

    def _parsed(self, path: str) -> Element:
        if path not in self._archive:
            raise not_a_workbook(self._name)
        try:
            root: Element = fromstring(self._archive.read(path))
        except (ParseError, ValueError) as broken:
            raise self._archive.damaged() from broken
        return root

    def _page(self, sheet: tuple[str, bool, str]) -> Page:
        name, hidden, part = sheet
        xml_bytes = self._archive.read(part)
        if _is_utf8(xml_bytes):
            return Page(name, hidden, None if hidden else measure(xml_bytes))
        if self._strict:
            raise self._archive.damaged()
        return Page(name, hidden, None)

    def _check_grid(self, sheet: str, grid: Grid) -> None:
        limits = self._limits
        for count, most, sentence in (
            (
                max(grid.last_row, grid.rows),
                limits.rows,
                _("“{name}”, sheet “{sheet}”: there are rows beyond {most:,}."),
            ),
            (
                grid.last_column,
                limits.columns,
                _("“{name}”, sheet “{sheet}”: there are columns beyond {most:,}."),
            ),
            (
                grid.cells,
                limits.cells,
                _("“{name}”, sheet “{sheet}”: there are more than {most:,} cells."),
            ),
        ):
            if count > most:
                raise FileRefused(sentence.format(name=self._name, sheet=sheet, most=most))
        if self._strict and not grid.ordered:
            raise self._archive.damaged()
        if self._strict and grid.merged:
            raise FileRefused(
                _(
                    "“{name}”, sheet “{sheet}”: cells were merged, so values are lost;"
                    " send the file as it was made."
                ).format(name=self._name, sheet=sheet)
            )


def _local(tag: str) -> str:
    """A name without its namespace, of which the format has two."""
    return tag.rpartition("}")[2]


def _is_utf8(part: bytes) -> bool:
    declared = re.match(rb"\xef\xbb\xbf|<\?xml[^>]*encoding=[\"']([\w-]+)", part)
    wide = b"\0" in part[:8]
    other = declared and declared[1] and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")
    return not wide and not other
