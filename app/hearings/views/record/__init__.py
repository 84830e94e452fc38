"""Records of hearings: typed together, checked by the section, final."""

from app.hearings.views.record import typing
from app.hearings.views.record.blueprint import bp

__all__ = ["bp", "typing"]
