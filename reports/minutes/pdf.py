"""Minutes as PDF: as printed, and as the paper on which members correct them."""

from __future__ import annotations

from datetime import datetime

from reports.minutes.model import Minutes
from reports.writers import pdf


def write(minutes: Minutes, created: datetime = pdf.UNDATED) -> bytes:
    """The minutes on A4: cover, results, speeches."""
    return pdf.render("minutes", minutes.data(), "ja", created)


def write_for_corrections(
    minutes: Minutes, notes: tuple[str, ...], reader: str = "", mine: frozenset[int] = frozenset(),
    created: datetime = pdf.UNDATED,
) -> bytes:  # fmt: skip
    """Every speech with its number and room for a correction.

    notes: what to do until when; reader: who fills it in (printed at the top of this paper, which goes to that
    person alone); mine: the numbers of that person's own speeches, which are marked.
    """
    data = dict(minutes.data()) | {"notes": list(notes), "reader": reader, "mine": sorted(mine)}
    return pdf.render("minutes-check", data, "ja", created)
