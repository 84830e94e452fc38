"""This year beside the last: which projects are new, go on or have ended, and every count before and after.

Projects are the same where the new form says where it came from (its origin), else where a section and the one in
its place name a project alike. Counts are compared by question key and choice code; what was reworded is marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reports.tables import ResultTable
from reports.tally import Words
from reports.yearly.counts import counts_table
from reports.yearly.projects import projects_table, section_counts, section_table, summary_table
from reports.yearly.years import CONTINUED, ENDED, MOVED, NEW, Pair, Years, pairs, questionnaire

__all__ = [
    "CONTINUED", "ENDED", "MOVED", "NEW", "Pair", "Years", "counts_table", "pairs", "projects_table", "section_counts",
    "section_table", "summary_table", "tables",
]  # fmt: skip


def tables(
    years: Years, before: Mapping[str, Words] | None = None, after: Mapping[str, Words] | None = None
) -> Iterator[ResultTable]:
    """Every table of the comparison: numbers of projects, projects, then the counts of each questionnaire."""
    keys = list(dict.fromkeys(q.key for data in (years.after, years.before) for q in data.questionnaires))
    for key in keys:
        if questionnaire(years, key).per_project:
            yield summary_table(years, key)
    yield projects_table(years)
    for key in keys:
        made = counts_table(years, key, (before or {}).get(key), (after or {}).get(key))
        if made is not None:
            yield made
