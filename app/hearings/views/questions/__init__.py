"""Pages of questions: the series' common ones, one section's own ones, sending them, and the section's answers."""

from app.hearings.views.questions import answers, common, sections
from app.hearings.views.questions.blueprint import bp

__all__ = ["answers", "bp", "common", "sections"]
