"""Words on screen and paper: gettext catalogues from resources/locale."""

from __future__ import annotations

import gettext

from fieldapp import resource

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur"})

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use(language: str) -> None:
    """Show texts in `language` (an ISO code such as "fr"); untranslated ones stay English."""
    global _catalogue, _language  # noqa: PLW0603 - the one language of the running program
    _catalogue = gettext.translation(
        "fieldapp", resource("locale"), languages=[language], fallback=True
    )
    _language = language


def language() -> str:
    """The code of the language in use."""
    return _language


def right_to_left(language_code: str | None = None) -> bool:
    """Whether a language is written from the right; without one, the language in use."""
    return (language_code or _language).split("_")[0].split("-")[0] in RIGHT_TO_LEFT


def _(message: str) -> str:
    """Translate a whole sentence; put values in afterwards with `.format(name=…)`."""
    return _catalogue.gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a sentence that fits the count `n`."""
    return _catalogue.ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate where shown"
    """Mark a text of a declaration; it is translated where it is shown."""
    return message
