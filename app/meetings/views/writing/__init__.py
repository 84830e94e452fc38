"""The pages on which minutes are written: the speeches, and what helps to get them right."""

from app.meetings.views.writing import helps, speeches
from app.meetings.views.writing.blueprint import bp

__all__ = ["bp", "helps", "speeches"]
