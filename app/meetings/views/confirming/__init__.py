"""The pages of a confirmation: the secretariat's desk, and the draft before its readers."""

from app.meetings.views.confirming import desk, reading
from app.meetings.views.confirming.blueprint import bp

__all__ = ["bp", "desk", "reading"]
