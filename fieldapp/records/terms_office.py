"""Words for offices, funding, partners, units and people (records.md a1-a4)."""

from __future__ import annotations

from fieldapp.text import N_

_PROGRAM = {
    "icitap": N_("Criminal investigative training assistance (ICITAP)"),
    "inl": N_("Narcotics and law enforcement affairs (INL)"),
    "inl-cap": N_("Criminal justice assistance and partnership (INL-CAP, IPPOS)"),
    "opdat": N_("Prosecutorial development (OPDAT)"),
    "ata": N_("Antiterrorism assistance (ATA)"),
    "other": N_("Other"),
}

_FUNDER = {
    "dos-inl": N_("Department of State, INL"),
    "dos": N_("Department of State, other bureaus"),
    "usaid": N_("Agency for International Development"),
    "dod": N_("Department of Defense"),
    "dhs": N_("Department of Homeland Security"),
    "mcc": N_("Millennium Challenge Corporation"),
    "doj": N_("Department of Justice"),
    "other": N_("Other"),
}

# Codes as the vetting and training systems of the posts write them (records.md a2), and those of
# the yearly report on foreign military training.
_FUND_SOURCE = {
    "INCLE": N_("Narcotics control and law enforcement (INCLE)"),
    "ESF": N_("Economic Support Fund (ESF)"),
    "AEECA": N_("Assistance for Europe, Eurasia and Central Asia (AEECA)"),
    "FMF": N_("Foreign military financing (FMF)"),
    "IMET": N_("Military education and training (IMET)"),
    "IMET-1": N_("Military education and training, first allocation (IMET-1)"),
    "IMET-2": N_("Military education and training, second allocation (IMET-2)"),
    "IMET-X": N_("Military education and training, expanded (IMET-X)"),
    "IMET-D&R": N_("Military education and training, deployment and redeployment (IMET-D&R)"),
    "PKO": N_("Peacekeeping operations (PKO)"),
    "PKO-GPOI": N_("Peacekeeping operations, global initiative (PKO-GPOI)"),
    "PKO-ACOTA": N_("Peacekeeping operations, African contingents (PKO-ACOTA)"),
    "PKO-COESPU": N_("Peacekeeping operations, stability police (PKO-COESPU)"),
    "NADR": N_("Nonproliferation and anti-terrorism (NADR)"),
    "ATA": N_("Antiterrorism assistance (ATA)"),
    "EXBS": N_("Export control and border security (EXBS)"),
    "ILEA": N_("Law enforcement academies (ILEA)"),
    "J/TIP": N_("Trafficking in persons (J/TIP)"),
    "TSCTP": N_("Trans-Sahara counterterrorism partnership (TSCTP)"),
    "MERIDA": N_("Mérida initiative (MERIDA)"),
    "CN-1004": N_("Counternarcotics, section 1004"),
    "CN-1021": N_("Counternarcotics, section 1021"),
    "CN-1022": N_("Counternarcotics, section 1022"),
    "CN-1033": N_("Counternarcotics, section 1033"),
    "1206": N_("Building partner capacity, section 1206"),
    "333": N_("Building partner capacity, section 333"),
    "506": N_("Emergency drawdown, section 506"),
    "DRDWN": N_("Drawdown (DRDWN)"),
    "EDA": N_("Excess defense articles (EDA)"),
    "GSCF": N_("Global security contingency fund (GSCF)"),
    "CTFP": N_("Combating terrorism fellowships (CTFP)"),
    "RC": N_("Regional centers for security studies"),
    "ALP": N_("Aviation leadership program (ALP)"),
    "HMA": N_("Humanitarian mine action (HMA)"),
    "NON-SA": N_("Engagement outside security assistance"),
    "EXCHANGE": N_("Exchanges of personnel"),
    "ACADEMIES": N_("Service academies"),
    "USCG": N_("Coast Guard training"),
    "USAID": N_("Agency for International Development, own funds"),
    "DOJ": N_("Department of Justice, own funds"),
    "DOS": N_("Department of State, own funds"),
    "DOD": N_("Department of Defense, own funds"),
    "OTHER": N_("Other"),
}

_LAW = {
    "FAA": N_("Foreign Assistance Act"),
    "AECA": N_("Arms Export Control Act"),
    "DODAA": N_("Department of Defense appropriations or authorization act"),
}

_CALENDAR = {
    "bikram-sambat": N_("Bikram Sambat"),
    "hijri": N_("Hijri"),
    "solar-hijri": N_("Solar Hijri"),
    "ethiopian": N_("Ethiopian"),
    "buddhist": N_("Buddhist"),
}

_ORGANISATION_KIND = {
    "federal-agency": N_("Federal agency"),
    "state-or-local": N_("State or local agency"),
    "academy": N_("Academy or university"),
    "contractor": N_("Contractor"),
    "international": N_("International organization"),
    "donor-country": N_("Another donor country"),
    "ngo": N_("Non-governmental organization"),
    "military": N_("Military command or school"),
    "other": N_("Other"),
}

_UNIT_TYPE = {
    "government": N_("Government"),
    "academia": N_("Academia"),
    "ngo": N_("Non-governmental organization"),
    "press": N_("Press"),
    "private": N_("Private sector"),
    "international": N_("International organization"),
}

_GOV_LEVEL = {
    "country": N_("Country"),
    "federal": N_("Federal"),
    "state": N_("State or province"),
    "city": N_("City or municipality"),
    "none": N_("Does not apply"),
}

_UNIT_LEVEL = {
    "ministry": N_("Ministry"),
    "branch": N_("Branch"),
    "department": N_("Department"),
    "agency": N_("Agency"),
    "bureau": N_("Bureau"),
    "directorate": N_("Directorate"),
    "division": N_("Division"),
    "battalion": N_("Battalion"),
    "section": N_("Section"),
    "station": N_("Station or post"),
    "team": N_("Team"),
}

_ACTIVITY = {
    "police": N_("Police"),
    "military": N_("Military"),
    "other": N_("Other: intelligence, counterterrorism, corrections"),
    "none": N_("Does not apply"),
}

_REPORTING_TYPE = {
    "police-department": N_("Police department"),
    "police-academy": N_("Police academy"),
    "prison": N_("Prison"),
    "prison-academy": N_("Prison academy"),
    "k9": N_("Dog unit"),
    "courtroom": N_("Courtroom"),
    "tribunal": N_("Tribunal"),
    "drug-court": N_("Drug treatment court"),
    "womens-justice": N_("Women's justice center"),
    "confidence-control": N_("Confidence control center"),
    "c4": N_("Command and control center (C4)"),
    "forensic-lab": N_("Forensic laboratory"),
    "airport": N_("Airport"),
    "seaport": N_("Seaport"),
    "border-poe": N_("Border point of entry"),
    "checkpoint": N_("Checkpoint"),
    "anti-kidnapping": N_("Anti-kidnapping unit"),
    "anti-gang": N_("Anti-gang unit"),
    "air-wing": N_("Air wing"),
    "analysis": N_("Law enforcement analysis unit"),
    "internal-affairs": N_("Internal affairs"),
    "formed-police": N_("Formed police unit for peacekeeping"),
    "ministry": N_("Ministry"),
    "other": N_("Other"),
}

_EDUCATION = {
    "elementary": N_("Elementary school"),
    "middle": N_("Middle school"),
    "high": N_("High school"),
    "technical": N_("Technical school"),
    "university": N_("University"),
    "postgraduate": N_("Postgraduate studies"),
    "unknown": N_("Unknown"),
}

_ENGLISH = {
    "none": N_("None"),
    "elementary": N_("Elementary"),
    "limited-working": N_("Limited working"),
    "minimum-professional": N_("Minimum professional"),
    "full-professional": N_("Full professional"),
    "native": N_("Native or bilingual"),
}

_BRANCH = {
    "law-enforcement": N_("Law enforcement"),
    "armed-forces": N_("Armed forces"),
    "security-intelligence": N_("Security or intelligence"),
    "corrections": N_("Corrections"),
    "justice": N_("Courts and prosecution"),
    "civilian": N_("Civilian"),
}

LISTS = {
    "program": _PROGRAM,
    "funder": _FUNDER,
    "fund_source": _FUND_SOURCE,
    "law": _LAW,
    "calendar": _CALENDAR,
    "organisation_kind": _ORGANISATION_KIND,
    "unit_type": _UNIT_TYPE,
    "gov_level": _GOV_LEVEL,
    "unit_level": _UNIT_LEVEL,
    "activity": _ACTIVITY,
    "reporting_type": _REPORTING_TYPE,
    "education": _EDUCATION,
    "english": _ENGLISH,
    "branch": _BRANCH,
}
