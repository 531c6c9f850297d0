"""The time: now in UTC, and the day in the office's zone. Tests replace `Clock`."""

from __future__ import annotations

import datetime as dt
import zoneinfo


class Clock:
    """Where every part of the program asks for the time.

    No rule of merging uses it (sync.md, I15); it dates what people read.
    """

    def now(self) -> dt.datetime:
        """The moment, in UTC, to the millisecond."""
        moment = dt.datetime.now(dt.UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def today(self, zone: str = "UTC") -> dt.date:
        """The date at the office; `zone` is an IANA name, unknown names count as UTC."""
        try:
            return self.now().astimezone(zoneinfo.ZoneInfo(zone)).date()
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return self.now().date()
