"""What people do with the organisation (one module per subject), and what other features ask about it.

Only what others ask is named here: what splits and merges sections asks the accounts, which ask this package.
"""

from app.organisation.service.asking import (
    add_section,
    all_sections,
    by_department,
    get,
    history,
    lineage,
    sections_by_ids,
    today,
    valid_sections,
)
from app.organisation.store.sections import Section

__all__ = [
    "Section",
    "add_section",
    "all_sections",
    "by_department",
    "get",
    "history",
    "lineage",
    "sections_by_ids",
    "today",
    "valid_sections",
]
