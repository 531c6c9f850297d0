"""A person's posts: where, as what and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Slot

from fieldapp.records.people import Assignment
from fieldapp.text import N_, _, ngettext
from fieldapp.ui.beginning import Beginning
from fieldapp.ui.desk import Desk
from fieldapp.ui.editors import value_text
from fieldapp.ui.page_table import TablePage
from fieldapp.ui.plan import FormPlan
from fieldapp.ui.rows import Column

POST_FORM = FormPlan(
    record=Assignment,
    one_of_these=N_("New post"),
    main_title=N_("Post"),
    first=("unit", "position", "rank", "since"),
    sections=(),
)


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with the name of its unit."""

    post: Assignment
    unit_name: str


COLUMNS = (
    Column(N_("Unit"), lambda r: r.unit_name, width=200),
    Column(N_("Position"), lambda r: r.post.position or "", width=140),
    Column(N_("Rank"), lambda r: r.post.rank or "", width=100),
    Column(N_("From"), lambda r: value_text(r.post.since), width=90),
    Column(N_("Until"), lambda r: value_text(r.post.until), width=90),
)


class PostsPage(TablePage):
    """Posts, newest first."""

    title = N_("Posts")
    kinds = frozenset({"assignment", "unit"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, COLUMNS, _("Posts of this person"))
        self.beginning = Beginning(POST_FORM, desk, self)
        self.begin = self.button(_("New post"), self._on_begin)
        self.end = self.button(_("Ended on …"), self._on_end)
        self.buttons.addStretch(1)
        self.remove = self.button(_("Remove"), self._on_remove)

    def rows(self, uid: str) -> Sequence[PostRow]:
        """In the background: the posts with the names of their units."""
        posts = self.desk.people.assignments(uid)
        names = {row.unit.uid: row.unit.name for row in self.desk.people.units()}
        return [PostRow(post, names.get(post.unit or "", "")) for post in posts]

    def key(self, row: PostRow) -> str:
        """The uid of the post."""
        return row.post.uid

    def said(self, rows: Sequence[PostRow]) -> str:
        """How many there are, or how to begin."""
        if not rows:
            return _("No post is known yet. “New post” says in which unit and as what.")
        return ngettext("{n} post", "{n} posts", len(rows)).format(n=len(rows))

    @Slot()
    def _on_begin(self) -> None:
        if self.record is not None:
            self.beginning.ask(person=self.record.uid)

    @Slot()
    def _on_end(self) -> None:
        uid = self.table.current_uid()
        if uid:
            self.desk.ask.words(
                self,
                _("Last day in this post (a day, a month or a year):"),
                yes=_("Keep"),
                on_given=partial(self._end, uid),
            )

    def _end(self, uid: str, typed_day: str) -> None:
        work = partial(self.desk.keeping.keep_typed, Assignment, uid, "until", typed_day)
        self.desk.writing.do(work)

    @Slot()
    def _on_remove(self) -> None:
        uid = self.table.current_uid()
        if uid:
            self.desk.ask.words(
                self,
                _("Put this post into the bin? Reason:"),
                yes=_("Put into the bin"),
                on_given=partial(self._remove, uid),
            )

    def _remove(self, uid: str, reason: str) -> None:
        self.desk.writing.do(partial(self.desk.keeping.remove, Assignment, uid, reason=reason))
