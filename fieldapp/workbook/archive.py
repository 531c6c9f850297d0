"""The container of a workbook, checked byte by byte before anything else looks into it."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass

from fieldapp.errors import FileRefused
from fieldapp.text import _

MEGABYTE = 1_000_000
_LOCAL_HEADER = struct.Struct("<4sHHHHHLLLHH")
_ENCRYPTED = 0x1
_STORED, _DEFLATED = 0, 8
# What the standard library raises on archives that are cut short or lie about themselves.
_BROKEN = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file from outside may be; sizes in bytes (safety.md 4.5)."""

    container: int = 25 * MEGABYTE
    members: int = 500
    member: int = 200 * MEGABYTE
    total: int = 400 * MEGABYTE
    ratio: int = 200  # unpacked to packed, asked of members above `ratio_from`
    ratio_from: int = MEGABYTE
    rows: int = 100_000
    columns: int = 200
    cells: int = 5_000_000
    blank_rows: int | None = 1_000  # nothing may follow that many; None where it does not matter


class Archive:
    """A ZIP archive in memory whose members are what its directory says they are."""

    def __init__(self, data: bytes, name: str, limits: Limits, *, strict: bool) -> None:
        """Check everything that can be known without unpacking; raises FileRefused."""
        self.name = name
        self._data = data
        self._limits = limits
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = [each for each in archive.infolist() if not each.is_dir()]
            self._starts = self._unoverlapped(members)
        except _BROKEN as broken:
            raise self.damaged() from broken
        self._members = {each.filename: each for each in members}
        self._check_sizes(members)
        self._check_names(members, strict=strict)

    @property
    def names(self) -> list[str]:
        """The members' names, in the order of the archive."""
        return list(self._members)

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """A member's content, never longer than declared; raises FileRefused if it is not so."""
        member = self._members[name]
        start = self._starts[name]
        packed = self._data[start : start + member.compress_size]
        content, ended = packed, True
        if member.compress_type == _DEFLATED:
            inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                # One more than declared is asked for, so that a longer member shows itself.
                content = inflate.decompress(packed, member.file_size + 1)
            except zlib.error as broken:
                raise self.damaged() from broken
            ended = inflate.eof and not inflate.unused_data
        if not ended or len(content) != member.file_size or zlib.crc32(content) != member.CRC:
            raise self.damaged()
        return content

    def damaged(self) -> FileRefused:
        """The refusal of an archive that does not hold together."""
        return FileRefused(
            _("“{name}” is damaged or cut short; ask for it again.").format(name=self.name)
        )

    def _unoverlapped(self, members: list[zipfile.ZipInfo]) -> dict[str, int]:
        """Where each member's bytes begin; members must not share any, or little becomes much."""
        starts, end = {}, 0
        for member in sorted(members, key=lambda each: each.header_offset):
            header = _LOCAL_HEADER.unpack_from(self._data, member.header_offset)
            start = member.header_offset + _LOCAL_HEADER.size + header[9] + header[10]
            own_name = self._data[member.header_offset + _LOCAL_HEADER.size :][: header[9]]
            if member.header_offset < end or own_name != _raw_name(member):
                raise zipfile.BadZipFile("overlap")
            end = start + member.compress_size
            starts[member.filename] = start
        if end > len(self._data):
            raise zipfile.BadZipFile("cut short")
        return starts

    def _check_sizes(self, members: list[zipfile.ZipInfo]) -> None:
        limits = self._limits
        too_large = (
            len(members) > limits.members
            or sum(each.file_size for each in members) > limits.total
            or any(each.file_size > limits.member for each in members)
            or any(
                each.file_size > limits.ratio_from
                and each.file_size > limits.ratio * max(each.compress_size, 1)
                for each in members
            )
        )
        if too_large:
            raise FileRefused(
                _("“{name}” unpacks to far more than a workbook of its size should.").format(
                    name=self.name
                )
            )

    def _check_names(self, members: list[zipfile.ZipInfo], *, strict: bool) -> None:
        seen: set[str] = set()
        for member in members:
            if member.flag_bits & _ENCRYPTED:
                raise protected(self.name)
            if member.compress_type not in (_STORED, _DEFLATED):
                raise self.damaged()
            name = member.orig_filename
            if name.casefold() in seen:
                raise FileRefused(
                    _("“{name}” holds the same part twice, so it is unclear which counts.").format(
                        name=self.name
                    )
                )
            seen.add(name.casefold())
            if _leads_outside(name, strict=strict) or stat.S_ISLNK(member.external_attr >> 16):
                raise FileRefused(
                    _("“{name}” holds a part whose name leads out of the workbook.").format(
                        name=self.name
                    )
                )


def protected(name: str) -> FileRefused:
    """The refusal of a file that only opens with a password."""
    return FileRefused(
        _(
            "“{name}” is protected by a password; save it without one in Excel and try again."
        ).format(name=name)
    )


def not_a_workbook(name: str) -> FileRefused:
    """The refusal of a file of another kind."""
    return FileRefused(_("“{name}” is not an Excel workbook.").format(name=name))


def _raw_name(member: zipfile.ZipInfo) -> bytes:
    """The member's name as it stands in the archive."""
    utf8 = member.flag_bits & 0x800
    return member.orig_filename.encode("utf-8" if utf8 else "cp437")


def _leads_outside(name: str, *, strict: bool) -> bool:
    """Whether a name points out of the archive; some makers of workbooks write backslashes."""
    steps = name.replace("\\", "/").split("/")
    odd = ".." in steps or steps[0] == "" or ":" in steps[0] or "\0" in name
    return odd or (strict and "\\" in name)
