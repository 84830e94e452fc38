"""Questions of a hearing, for every other part: what a section is asked, and what it answered in writing.

Keys are stable: `c3` is the same common question in every version of the series, `o12` one of a section's own ones.
"""

from app.hearings.service.questions.asking import Origin, Question, of_section, of_sections, shown_to
from app.hearings.service.questions.writing import Written, written

__all__ = ["Origin", "Question", "Written", "of_section", "of_sections", "shown_to", "written"]
