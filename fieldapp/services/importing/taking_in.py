"""Takes foreign workbooks in: read once, planned, shown, then written in one transaction or not."""

from __future__ import annotations

import dataclasses as dc
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from fieldapp.errors import FileRefused, UserError
from fieldapp.records.changes import Action, Changes, Why
from fieldapp.records.fields import Record
from fieldapp.records.training import Event
from fieldapp.services.importing.drafting import Source
from fieldapp.services.importing.equipment import EQUIPMENT
from fieldapp.services.importing.events import EVENTS
from fieldapp.services.importing.links import Links
from fieldapp.services.importing.people import PEOPLE
from fieldapp.services.importing.planning import Plan, Progress, make_plan
from fieldapp.services.importing.report import write_report
from fieldapp.services.importing.results import ImportResult, together
from fieldapp.services.importing.targets import Target
from fieldapp.services.opening import OpenOffice
from fieldapp.store.reading import Reader
from fieldapp.store.unit import Unit
from fieldapp.text import N_, _
from fieldapp.workbook.preflight import LIMITS
from fieldapp.workbook.profiles import Profile
from fieldapp.workbook.reading import ReadBook, Workbooks

log = logging.getLogger(__name__)

TARGETS: Mapping[str, Target] = {target.key: target for target in (EVENTS, EQUIPMENT, PEOPLE)}
"""What can be imported, by the word of the command line."""
KINDS = tuple(TARGETS)

WHY = N_("take in {rows} rows of {file}")
TELL_EVERY = 200  # records between two calls of progress
_YEARS_AHEAD = 2  # a first day farther ahead is a slip of the pen and names no fiscal year


class Importing:
    """Imports of one office; `workbooks` is a reader to share, else each file starts its own.

    What `progress` (rows done, rows in all) raises ends the work, and nothing of it is kept;
    `cancel` stops the reading of a file from another thread.
    """

    def __init__(self, office: OpenOffice, workbooks: Workbooks | None = None) -> None:
        self._office = office
        self._shared = workbooks
        self._reading: Workbooks | None = None

    def plan(
        self,
        kind: str,
        path: Path,
        *,
        progress: Progress | None = None,
        known: frozenset[str] = frozenset(),
    ) -> Plan:
        """What an import of a file would do; writes nothing.

        `known` are uids of rows that other plans, not yet applied, will have made.

        Raises:
            FileRefused: the file is no workbook or has no such table. UserError: an unknown kind.
        """
        target = _target(kind)
        source = Source(file=path.name, book=self._read(path))
        with self._office.reading() as reader:
            return self._planned(target, source, reader, known=known, progress=progress)

    def apply(
        self, plan: Plan, *, progress: Progress | None = None
    ) -> tuple[Changes, ImportResult]:
        """Write a plan in one transaction, as one action that can be undone.

        Where the office has changed since, the plan is made again from the rows as they were read;
        the result is that of what was done.
        """
        changes, done = self._applied(plan, progress or _quietly)
        return changes, done.result

    def run(
        self,
        kind: str,
        paths: Sequence[Path],
        *,
        dry_run: bool = False,
        report: Path | None = None,
        progress: Progress | None = None,
    ) -> tuple[Changes, ImportResult]:
        """Import files one after another; the results together.

        Each file is an action of its own; the changes are those of all. A dry run writes nothing
        and still counts a row that two files share once. `report` is a workbook to be written
        with every row and problem, after the records are safe.
        """
        plans: list[Plan] = []
        done: list[Changes] = []
        known: frozenset[str] = frozenset()
        for path in paths:
            plan = self.plan(kind, path, known=known, progress=progress)
            if dry_run:
                known |= {row.uid for row in plan.rows if row.records}
            else:
                changes, plan = self._applied(plan, progress or _quietly)
                done.append(changes)
            plans.append(plan)
        if not plans:
            raise UserError(_("Name at least one file to import."))
        result = together(plan.result for plan in plans)
        if report is not None:
            write_report(report, result, plans)
        return _joined(done), result

    def cancel(self) -> None:
        """Stop the file that is being read; `plan` raises Cancelled."""
        if (reading := self._reading) is not None:
            reading.cancel()

    def _read(self, path: Path) -> ReadBook:
        """A file of at most the size that is looked at anyway."""
        try:
            with path.open("rb") as file:
                data = file.read(LIMITS[Profile.FOREIGN].container + 1)
        except OSError as error:
            raise FileRefused(
                _(
                    "“{name}” cannot be opened: {why}. Choose a file that this computer can read."
                ).format(name=path.name, why=error.strerror or type(error).__name__)
            ) from error
        self._reading = self._shared or Workbooks()
        try:
            return self._reading.open(data, path.name, Profile.FOREIGN)
        finally:
            if self._shared is None:
                self._reading.close()
            self._reading = None

    def _planned(
        self,
        target: Target,
        source: Source,
        reader: Reader,
        *,
        known: frozenset[str] = frozenset(),
        progress: Progress | None = None,
    ) -> Plan:
        settings = self._office.settings
        links = Links(reader, office_code=settings.office_code, country=settings.country)
        return make_plan(target, source, reader, links, known=known, progress=progress)

    def _applied(self, plan: Plan, progress: Progress) -> tuple[Changes, Plan]:
        """What was changed, and the plan as it was carried out."""
        why = Why(WHY, {"rows": plan.result.taken, "file": plan.source.file})
        with self._office.unit(why, Action.IMPORT) as unit:
            if unit.state.sets != plan.rests_on:
                plan = self._planned(plan.target, plan.source, unit)
            changes = Changes()
            if plan.result.taken:
                self._put(plan, unit, progress)
                changes = unit.commit()
        result = plan.result
        log.info("import of %s: %d rows, %d taken in", result.kind, result.rows, result.taken)
        return changes, dc.replace(plan, result=dc.replace(result, written=True))

    def _put(self, plan: Plan, unit: Unit, progress: Progress) -> None:
        records = [*plan.made, *(record for row in plan.rows for record in row.records)]
        for done, record in enumerate(records):
            if done % TELL_EVERY == 0:
                progress(done, len(records))
            unit.put(record, fiscal_year=self._fiscal_year(record))
        progress(len(records), len(records))

    def _fiscal_year(self, record: Record) -> int:
        """An event belongs to the fiscal year of its first day (records.md, counting rule 5)."""
        now = self._office.fiscal_year()
        if not isinstance(record, Event) or record.start is None:
            return now
        start = self._office.settings.fiscal_year_start
        year = record.start.year + (1 if start > 1 and record.start.month >= start else 0)
        return year if year <= now + _YEARS_AHEAD else now


def _quietly(_done: int, _all: int) -> None:
    """Progress that nobody looks at."""


def _target(kind: str) -> Target:
    if kind not in TARGETS:
        raise UserError(
            _("“{kind}” cannot be imported. Choose one of: {kinds}.").format(
                kind=kind, kinds=", ".join(KINDS)
            )
        )
    return TARGETS[kind]


def _joined(done: Sequence[Changes]) -> Changes:
    """The changes of several actions as one, for the feed."""
    touched: dict[str, frozenset[str]] = {}
    for changes in done:
        for kind, uids in changes.touched.items():
            touched[kind] = touched.get(kind, frozenset()) | uids
    return Changes(touched, max((c.set_number or 0 for c in done), default=0) or None)
