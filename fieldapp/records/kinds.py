"""All kinds of record, in the order in which sheets and tables are made."""

from __future__ import annotations

from fieldapp.records import equipment, office, people, training, units
from fieldapp.records.fields import Kind, Record
from fieldapp.text import N_

_ALL = (
    Kind("office", office.Office, N_("Office"), N_("Offices"), "Offices",
         title=lambda r: r.name or r.code, searched=("code", "name")),
    Kind("staff", office.Staff, N_("Person of the office"), N_("People of the office"), "Staff",
         title=lambda r: r.name),
    Kind("term", office.Term, N_("Word of a list"), N_("Lists of words"), "Terms",
         title=lambda r: r.label),
    Kind("agreement", office.Agreement, N_("Agreement"), N_("Agreements"), "Agreements",
         title=lambda r: r.code),
    Kind("organisation", units.Organisation, N_("Organisation"), N_("Organisations"),
         "Organisations", title=lambda r: r.name, searched=("name", "acronym")),
    Kind("unit", units.ServiceUnit, N_("Service or unit"), N_("Services and units"), "Units",
         title=lambda r: r.name,
         searched=("name", "name_local", "acronym", "aliases", "short_code")),
    Kind("person", people.Person, N_("Person"), N_("People"), "People", title=people.full_name,
         searched=("given", "family", "name_local", "service_no")),
    Kind("assignment", people.Assignment, N_("Post"), N_("Posts"), "Assignments",
         title=lambda r: r.position or ""),
    Kind("event", training.Event, N_("Event"), N_("Events"), "Events", number=("number", ""),
         title=lambda r: r.name, searched=("number", "name", "name_local", "place")),
    Kind("session", training.Session, N_("Session"), N_("Sessions"), "Sessions",
         natural=("event", "day", "part"), title=lambda r: f"{r.day or ''}"),
    Kind("enrolment", training.Enrolment, N_("Participant"), N_("Participants"), "Participants",
         natural=("event", "person"), title=lambda r: r.role.value),
    Kind("attendance", training.Attendance, N_("Mark"), N_("Attendance"), "Attendance",
         natural=("session", "enrolment"), title=lambda r: r.mark.value if r.mark else ""),
    Kind("item", equipment.Item, N_("Item"), N_("Inventory"), "Items", number=("number", "E"),
         title=lambda r: r.description,
         searched=("number", "tag", "serial", "description", "model")),
    Kind("lot", equipment.Lot, N_("Batch without serials"), N_("Batches without serials"), "Lots",
         number=("number", "L"), title=lambda r: r.description, searched=("number", "description")),
    Kind("donation", equipment.Donation, N_("Hand-over act"), N_("Hand-over acts"), "Donations",
         number=("number", "D"), title=lambda r: r.number or "", searched=("number", "signatory")),
    Kind("donation_line", equipment.DonationLine, N_("Line of an act"), N_("Lines of acts"),
         "DonationLines", natural=("donation", "item", "lot"), title=lambda _: ""),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.key: kind for kind in _ALL}
"""Kind by its permanent key."""

_OF: dict[type[Record], Kind] = {kind.record: kind for kind in _ALL}


def kind_of(record: Record | type[Record]) -> Kind:
    """The kind of a record or of a record class."""
    return _OF[record if isinstance(record, type) else type(record)]
