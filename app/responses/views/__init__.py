"""The pages of a section's answers: filling in, approval, and the secretariat's view of one section."""

from app.responses.views import approval, filling, office
from app.responses.views.common import bp
from app.responses.views.filling import section_home

__all__ = ["approval", "bp", "filling", "office", "section_home"]
