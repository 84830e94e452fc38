"""The city's time: what is stored (UTC, ISO 8601) and what is shown (the city's zone)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from forms.questions import Text
from forms.years import era_year

CITY_ZONE = ZoneInfo("Asia/Tokyo")
_WEEKDAYS = "月火水木金土日"


def now() -> datetime:
    """The present moment, aware, in UTC. Views and the command line hand it to services."""
    return datetime.now(UTC)


def stored(moment: datetime) -> str:
    """A moment as the database keeps it: UTC with microseconds, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read(text: str) -> datetime:
    """A stored moment in the city's zone."""
    return datetime.fromisoformat(text).astimezone(CITY_ZONE)


def moment_text(moment: datetime) -> Text:
    """`令和8年11月21日(土) 14時02分` / `2026-11-21 14:02`, in the city's zone."""
    local = moment.astimezone(CITY_ZONE)
    day = f"{era_year(local.date())}年{local.month}月{local.day}日({_WEEKDAYS[local.weekday()]})"
    return Text(f"{day} {local.hour}時{local.minute:02d}分", f"{local:%Y-%m-%d %H:%M}")


def short_text(moment: datetime) -> Text:
    """`11月21日 14:02` / `11-21 14:02`, where a table has little room and the year is plain."""
    local = moment.astimezone(CITY_ZONE)
    return Text(f"{local.month}月{local.day}日 {local:%H:%M}", f"{local:%m-%d %H:%M}")


def time_text(moment: datetime, today: datetime) -> Text:
    """`14:02` on the same day of the city's, `11月20日 14:02` / `2026-11-20 14:02` on another."""
    local = moment.astimezone(CITY_ZONE)
    if local.date() == today.astimezone(CITY_ZONE).date():
        return Text(f"{local:%H:%M}", f"{local:%H:%M}")
    return Text(f"{local.month}月{local.day}日 {local:%H:%M}", f"{local:%Y-%m-%d %H:%M}")


def day_text(day: str) -> Text:
    """A stored day `2010-09-17` as `平成22年9月17日(金)` / `2010-09-17`; anything else as it is."""
    try:
        local = datetime.strptime(day, "%Y-%m-%d")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return Text(day, day)
    return Text(f"{era_year(local.date())}年{local.month}月{local.day}日({_WEEKDAYS[local.weekday()]})", day)
