"""What would become of each row of a workbook: decided and shown before it is written."""

from __future__ import annotations

import dataclasses as dc
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from fieldapp.records import rules
from fieldapp.records.changes import Action
from fieldapp.records.fields import Record
from fieldapp.records.kinds import kind_of
from fieldapp.services.importing.drafting import Draft, Drafts, Source
from fieldapp.services.importing.links import Links
from fieldapp.services.importing.results import (
    ImportResult,
    Outcome,
    RowProblem,
    Severity,
    shown,
)
from fieldapp.services.importing.summing import Sums
from fieldapp.services.importing.targets import Look, Row, Target
from fieldapp.store.reading import Reader
from fieldapp.text import N_, _, ngettext

TELL_EVERY = 500  # rows between two calls of progress
Progress = Callable[[int, int], None]
"""Is told (rows done, rows in all); what it raises ends the work."""

IN_BIN = N_("This row was taken in before and its record is in the bin; it stays there.")
KNOWN_PERSON = N_("The office has this person already, by name and number; nothing was changed.")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row and what becomes of it; `records` are those to be kept, that of the row first."""

    sheet: str
    number: int
    outcome: Outcome
    records: tuple[Record, ...] = ()
    uid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything an import would do; nothing of it is written.

    Attributes:
        made: units, organisations and agreements that the rows need, put before them.
        result: counts, totals and problems.
        rests_on: the number of change sets of the office when it was made.
    """

    target: Target
    source: Source
    rows: tuple[PlannedRow, ...]
    made: tuple[Record, ...]
    result: ImportResult
    rests_on: int


def make_plan(
    target: Target,
    source: Source,
    reader: Reader,
    links: Links,
    *,
    known: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Plan:
    """The plan for a workbook against what the office holds.

    `known` are uids that another plan, not yet applied, will have made.

    Raises:
        FileRefused: no sheet of it has a table of this kind.
    """
    totals = Sums(target)
    drafts = Drafts(target, source, reader.state.office, totals)
    deciding = _Deciding(target, reader, links, totals)
    deciding.decide(drafts.rows, known, progress or (lambda _done, _all: None))
    skipped = [PlannedRow(sheet, number, Outcome.SKIPPED) for sheet, number in drafts.skipped]
    problems = [*drafts.problems, *deciding.problems, *_restored(links)]
    order = {sheet.name: place for place, sheet in enumerate(source.book.sheets)}
    rows = sorted([*skipped, *deciding.rows], key=lambda row: (order[row.sheet], row.number))
    counts = Counter(row.outcome for row in rows)
    result = ImportResult(
        kind=target.key,
        file=source.file,
        created=counts[Outcome.CREATED],
        updated=counts[Outcome.UPDATED],
        same=counts[Outcome.SAME],
        skipped=counts[Outcome.SKIPPED],
        rejected=counts[Outcome.REJECTED],
        problems=tuple(
            # what concerns whole columns first, then row by row
            sorted(problems, key=lambda p: (p.row is not None, order.get(p.sheet, -1), p.row or 0))
        ),
        totals=totals.done(),
        linked=links.counts,
    )
    return Plan(
        target=target,
        source=source,
        rows=tuple(rows),
        made=links.made,
        result=result,
        rests_on=reader.state.sets,
    )


def _restored(links: Links) -> list[RowProblem]:
    if not (n := links.restored):
        return []
    reason = ngettext(
        "{n} unit, partner or agreement was in the bin and comes out again.",
        "{n} units, partners or agreements were in the bin and come out again.",
        n,
    ).format(n=n)
    return [RowProblem("", None, "", "", reason, Severity.NOTE)]


class _Deciding:
    """Says of each row of data what becomes of it."""

    def __init__(self, target: Target, reader: Reader, links: Links, totals: Sums) -> None:
        self.rows: list[PlannedRow] = []
        self.problems: list[RowProblem] = []
        self._target = target
        self._reader = reader
        self._links = links
        self._totals = totals
        self._look: Look | None = target.last_look() if target.last_look else None

    def decide(self, drafts: list[Draft], known: frozenset[str], progress: Progress) -> None:
        """All of them, in order."""
        held = self._held(drafts)
        undone = self._undone() if any(record.removed for record in held.values()) else frozenset()
        if self._look is not None:
            for kind in self._target.kinds:
                self._look.prepare(self._reader.every(kind))
        for done, draft in enumerate(drafts):
            if done % TELL_EVERY == 0:
                progress(done, len(drafts))
            uid = draft.read.uid
            old = held.get(uid)
            if uid in known or (old is not None and not old.removed):
                self._keep(draft, Outcome.SAME)
            elif old is not None and uid not in undone:
                self._same(draft, uid, _(IN_BIN))
            else:
                self._build(draft, old)
        progress(len(drafts), len(drafts))

    def _held(self, drafts: list[Draft]) -> dict[str, Record]:
        """The records, also in the bin, that rows of this file made before."""
        uids = [draft.read.uid for draft in drafts]
        held: dict[str, Record] = {}
        for kind in self._target.kinds:
            held.update(self._reader.many(kind, uids))
        return held

    def _undone(self) -> frozenset[str]:
        """What an import made that was taken back, and no later one made again."""
        sets = self._reader.newest_sets(who=None, actions=(Action.IMPORT,), limit=1_000)
        found: set[str] = set()
        settled: set[str] = set()
        for each in sets:
            whole = self._reader.change_set(each.number)
            uids = {change.uid for change in (whole.changes if whole else ())} - settled
            settled |= uids
            if self._is_undone(each.number):
                found |= uids
        return frozenset(found)

    def _is_undone(self, number: int) -> bool:
        """Whether an action was taken back and the taking back was not itself taken back."""
        by = self._reader.undone([number]).get(number)
        return by is not None and not self._is_undone(by)

    def _same(self, draft: Draft, uid: str, reason: str) -> None:
        """A row that the office has in a way that a person should know of."""
        self.problems.append(
            RowProblem(draft.sheet, draft.row.number, "", _shown(draft), reason, Severity.NOTE)
        )
        self._keep(draft, Outcome.SAME, uid=uid)

    def _build(self, draft: Draft, old: Record | None) -> None:
        if missing := self._missing(draft.read):
            found = _shown(draft)
            self.problems.append(
                RowProblem(draft.sheet, draft.row.number, "", found, missing, Severity.REJECTED)
            )
            self._keep(draft, Outcome.REJECTED)
            return
        records = self._target.build(draft.read, self._links)
        if self._look is not None:
            certain = self._look.same_as(records[0])
            if certain is not None and certain != draft.read.uid:
                self._same(draft, certain, _(KNOWN_PERSON))
                return
            self._look.look(draft.row.number, records[0], draft.read.tell)
        _tell_rules(draft, records[0])
        self.problems.extend(draft.problems)
        if old is not None:
            records = (_numbered_as(records[0], old), *records[1:])
        self._keep(draft, Outcome.UPDATED if old is not None else Outcome.CREATED, records)

    def _missing(self, row: Row) -> str:
        """Why nothing usable remains of a row; "" if something does."""
        naming = self._target.must[0]
        if naming & row.texts.keys():
            return ""
        first = next(slot for key, slot in self._target.slots.items() if key in naming)
        return _("This row has no entry for “{field}”, so no record can be made of it.").format(
            field=_(first.label)
        )

    def _keep(
        self, draft: Draft, outcome: Outcome, records: tuple[Record, ...] = (), uid: str = ""
    ) -> None:
        found = uid or draft.read.uid
        self.rows.append(PlannedRow(draft.sheet, draft.row.number, outcome, records, found))
        self._totals.add(outcome, draft.read.values, records)


def _tell_rules(draft: Draft, record: Record) -> None:
    """What the rules of the records find odd; blanks show in the record itself."""
    for problem in rules.problems(record):
        if problem.message != rules.MISSING and problem.field not in record.unfit:
            text = draft.read.texts.get(problem.field, "")
            draft.read.tell(problem.field, text, _(problem.message))


def _numbered_as(record: Record, old: Record) -> Record:
    """The record with the human number it had before it was taken back."""
    number = kind_of(record).number
    return dc.replace(record, **{number[0]: getattr(old, number[0])}) if number else record


def _shown(draft: Draft) -> str:
    return shown(" | ".join(list(draft.read.texts.values())[:6]))
