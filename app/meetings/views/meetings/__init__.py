"""The pages of bodies and meetings: one blueprint, one module per page or two."""

from app.meetings.views.meetings import bodies, inviting, lists, meeting, people
from app.meetings.views.meetings.blueprint import bp

__all__ = ["bodies", "bp", "inviting", "lists", "meeting", "people"]
