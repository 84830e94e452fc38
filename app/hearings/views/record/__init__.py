"""Records of hearings: typed together, checked by the section, final; what was promised, returns that come of them."""

from app.hearings.views.record import checking, promising, returning, section, typing
from app.hearings.views.record.blueprint import bp

__all__ = ["bp", "checking", "promising", "returning", "section", "typing"]
