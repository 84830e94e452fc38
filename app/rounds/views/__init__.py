"""The secretariat's pages of rounds: the rounds themselves (pages), their dates and states (dates)."""

from app.rounds.views import dates, pages
from app.rounds.views.blueprint import bp

__all__ = ["bp", "dates", "pages"]
