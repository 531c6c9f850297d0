"""Words for items and batches (records.md a10; headings of end-use monitoring reports)."""

from __future__ import annotations

from fieldapp.text import N_

_CATEGORY = {
    "radio": N_("Radios and communications"),
    "computer": N_("Computers and office machines"),
    "software": N_("Software"),
    "camera": N_("Cameras and recorders"),
    "vehicle": N_("Vehicles"),
    "motorcycle": N_("Motorcycles"),
    "boat": N_("Boats"),
    "aircraft": N_("Aircraft"),
    "weapon": N_("Weapons"),
    "weapon-part": N_("Weapon parts and accessories"),
    "ammunition": N_("Ammunition"),
    "protective": N_("Body armor and protective equipment"),
    "night-vision": N_("Night vision and optics"),
    "forensic": N_("Forensic equipment"),
    "detection": N_("Detection and inspection equipment"),
    "surveillance": N_("Surveillance equipment"),
    "training-aid": N_("Training aids"),
    "public-order": N_("Public order equipment"),
    "medical": N_("Medical equipment"),
    "canine": N_("Dogs and dog equipment"),
    "uniform": N_("Uniforms and clothing"),
    "furniture": N_("Furniture"),
    "power": N_("Generators and power"),
    "tool": N_("Tools and workshop equipment"),
    "building": N_("Buildings and construction"),
    "supplies": N_("Supplies"),
    "other": N_("Other"),
}

_SERIAL_WHY = {
    "none": N_("It was made without one"),
    "illegible": N_("It cannot be read"),
    "removed": N_("It was removed"),
    "not-recorded": N_("It was not recorded"),
}

_CONDITION = {
    "new": N_("New"),
    "good": N_("Good"),
    "fair": N_("Fair"),
    "poor": N_("Poor"),
    "unserviceable": N_("Unserviceable"),
    "unknown": N_("Unknown"),
}

LISTS = {
    "category": _CATEGORY,
    "serial_why": _SERIAL_WHY,
    "condition": _CONDITION,
}
