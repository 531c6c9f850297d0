"""Words for events, participants and attendance (records.md a6-a8, a15)."""

from __future__ import annotations

from fieldapp.text import N_

_EVENT_TYPE = {
    "course": N_("Course"),
    "train-the-trainer": N_("Train-the-trainer"),
    "workshop": N_("Workshop"),
    "seminar": N_("Seminar"),
    "conference": N_("Conference"),
    "symposium": N_("Symposium"),
    "meeting": N_("Meeting"),
    "study-tour": N_("Study tour"),
    "best-practices": N_("Best-practices visit"),
    "professional-exchange": N_("Professional exchange"),
    "exchange-program": N_("Exchange program"),
    "technical-assistance": N_("Technical assistance"),
    "case-mentoring": N_("Case mentoring"),
    "assessment": N_("Assessment"),
    "replication": N_("Taught onward by graduates"),
    "training": N_("Other training"),
    "equipment-donation": N_("Equipment donation"),
    "vetting-donation": N_("Unit vetting or equipment donation"),
    "vetting-only": N_("Vetting only"),
    "logistics": N_("Logistics support"),
    "operational-travel": N_("Operational travel"),
    "representation": N_("Representation event"),
}

_MODALITY = {
    "in-person": N_("In person"),
    "virtual": N_("Virtual"),
    "hybrid": N_("Hybrid"),
}

_VENUE_KIND = {
    "in-country": N_("In the country"),
    "third-country": N_("In a third country"),
    "united-states": N_("In the United States"),
}

_KEY_ACTIVITY = {
    "academy": N_("Academy and instructor development"),
    "basic-police": N_("Basic police training"),
    "community-policing": N_("Community policing"),
    "professionalization": N_("Police professionalization"),
    "specialised": N_("Specialized and tactical skills"),
    "investigation": N_("Criminal investigation and evidence"),
    "forensics": N_("Forensics"),
    "intelligence": N_("Criminal intelligence analysis"),
    "prosecution": N_("Criminal prosecution"),
    "corrections": N_("Corrections"),
    "border-airports": N_("Border security: airports"),
    "border-control": N_("Border security: control and investigation"),
    "border-land": N_("Border security: land points of entry"),
    "border-mail": N_("Border security: mail"),
    "border-between": N_("Border security: between points of entry"),
    "border-seaports": N_("Border security: seaports"),
    "border-policy": N_("Border security: policy between agencies"),
    "cn-aviation": N_("Counternarcotics: aviation"),
    "cn-organised": N_("Counternarcotics: transnational crime"),
    "drug-demand": N_("Drug demand reduction"),
    "money-laundering": N_("Money laundering"),
    "canine": N_("Police dogs"),
    "terrorism": N_("Terrorism"),
    "trafficking": N_("Trafficking in persons"),
    "cyber": N_("Cybercrime"),
    "integrity": N_("Public integrity and corruption"),
    "organised-crime": N_("Organized crime"),
    "public-order": N_("Emergency and public order management"),
    "fpu": N_("Peacekeeping: formed police unit before deployment"),
    "unpol": N_("Peacekeeping: individual police before deployment"),
    "sgbv": N_("Sexual and gender-based violence"),
    "firearms-tot": N_("Firearms instructors"),
    "women": N_("Women in policing"),
    "other": N_("Other"),
}

_VETTING_TYPE = {
    "leahy": N_("Leahy"),
    "courtesy": N_("Courtesy"),
    "none": N_("None"),
}

_LEFT_WHY = {
    "administrative": N_("Administrative"),
    "cancellation": N_("Cancellation"),
    "papers": N_("Papers incomplete"),
    "no-show": N_("Did not come"),
    "prerequisites": N_("Prerequisites not met"),
    "other": N_("Other"),
}

_ABSENCE_REASON = {
    "no-show": N_("Did not come"),
    "cancellation": N_("Cancellation"),
}

_ABSENCE_CAUSE = {
    "illness": N_("Illness or death"),
    "emergency": N_("Personal emergency"),
    "work": N_("Work"),
    "unknown": N_("Unknown"),
}

_EVIDENCE = {
    "paper": N_("Signed paper sheet"),
    "screen": N_("Signature on screen"),
    "attested": N_("Attested by the trainer"),
    "photo": N_("Photo"),
}

LISTS = {
    "event_type": _EVENT_TYPE,
    "modality": _MODALITY,
    "venue_kind": _VENUE_KIND,
    "key_activity": _KEY_ACTIVITY,
    "vetting_type": _VETTING_TYPE,
    "left_why": _LEFT_WHY,
    "absence_reason": _ABSENCE_REASON,
    "absence_cause": _ABSENCE_CAUSE,
    "evidence": _EVIDENCE,
}
