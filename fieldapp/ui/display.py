"""Whether a window can be opened here: a display and the system libraries Qt needs."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Mapping

from fieldapp.text import _, ngettext

# What libQt6Gui, libQt6XcbQpa and the xcb plugin of PySide6 are linked with (by ldd), and the
# Debian package of each; libraries that these bring along are left out.
_EVERY_WINDOW = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
_X11 = {
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
_OFF_SCREEN = frozenset({"offscreen", "minimal"})


def problem(
    environ: Mapping[str, str] | None = None,
    *,
    platform: str = sys.platform,
    has: Callable[[str], bool] | None = None,
) -> str | None:
    """Why no window can be opened, as sentences for the user; None where one can.

    `has` tells whether a shared library can be loaded; tests put their own in.
    """
    if not platform.startswith("linux"):
        return None
    found = os.environ if environ is None else environ
    chosen = found.get("QT_QPA_PLATFORM", "").split(":")[0]
    if not (chosen or found.get("DISPLAY") or found.get("WAYLAND_DISPLAY")):
        return _(
            "There is no screen here, so the window cannot be opened. Start fieldapp from a "
            "desktop session; every job also runs without a window, see “fieldapp --help”."
        )
    return _missing(_needed(chosen, found), has or _loads)


def _needed(chosen: str, environ: Mapping[str, str]) -> dict[str, str]:
    if chosen in _OFF_SCREEN:
        return _EVERY_WINDOW
    if chosen.startswith("wayland") or not (chosen or environ.get("DISPLAY")):
        return _EVERY_WINDOW | _WAYLAND
    return _EVERY_WINDOW | _X11


def _missing(needed: Mapping[str, str], has: Callable[[str], bool]) -> str | None:
    packages = sorted({package for library, package in needed.items() if not has(library)})
    if not packages:
        return None
    names = " ".join(packages)
    return ngettext(
        "The window cannot be opened because a library of the system is missing: {packages}. "
        "On Debian or Ubuntu, install it with: sudo apt install {packages}",
        "The window cannot be opened because libraries of the system are missing: {packages}. "
        "On Debian or Ubuntu, install them with: sudo apt install {packages}",
        len(packages),
    ).format(packages=names)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
