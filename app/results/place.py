"""Which state of a round a page of results shows, and the addresses that keep to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from werkzeug.datastructures import MultiDict

from app.clock import CITY_ZONE
from app.errors import NotFound, Refused
from app.rounds import dates
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Place:
    """A round as it stands (or as released), as an edition kept it, or as of a moment (`2026-11-20T17:15`, city's time)."""

    round_id: int
    edition: int | None = None
    as_of: str = ""

    def wanted(self, now: datetime) -> int | datetime | None:
        """What to ask the service for. Raises Refused for a moment that cannot be read or is still to come."""
        if self.edition is not None or not self.as_of:
            return self.edition
        try:
            begun = datetime.fromisoformat(self.as_of).replace(tzinfo=CITY_ZONE)
            over = dates.ends(self.as_of)
        except ValueError:
            raise Refused(Text("日付を正しく記入してください。", "Please give a valid date.")) from None
        if begun > now:
            raise Refused(
                Text(
                    "これから先の時点の集計表は作れません。", "There are no tables of a moment still to come."
                )
            )
        return None if over > now else over - timedelta(microseconds=1)  # a day not over yet: as of now

    @property
    def args(self) -> dict[str, str | int]:
        """What every address of this state carries."""
        if self.edition is not None:
            return {"edition": self.edition}
        return {"as_of": self.as_of} if self.as_of else {}

    def index_url(self) -> str:
        """The list of tables."""
        return self._url("index")

    def table_url(self, key: str, **narrowed: str | int | None) -> str:
        """One table."""
        return self._url("table", key=key, **narrowed)

    def project_url(self, form_id: int) -> str:
        """One form."""
        return self._url("project", form_id=form_id)

    def workbook_url(self, paper: str, lang: str) -> str:
        """The workbook."""
        return self._url("workbook", paper=paper, lang=lang)

    def csv_url(self) -> str:
        """The CSV files."""
        return self._url("csv")

    def _url(self, view: str, /, **values: str | int | None) -> str:
        given: dict[str, str | int | None] = {"round_id": self.round_id, **self.args, **values}
        return url_for(f"results.{view}", **given)  # type: ignore[arg-type]


def place_of(round_id: int, args: MultiDict[str, str]) -> Place:
    """What an address asks for. Raises NotFound for an edition that is no number."""
    edition = args.get("edition", "")
    if edition and not (edition.isascii() and edition.isdigit() and len(edition) < 19):
        raise NotFound
    day, time = args.get("day", ""), args.get("time", "")
    as_of = args.get("as_of", "") or (f"{day}T{time}" if day and time else day)
    return Place(round_id, int(edition) if edition else None, as_of)
