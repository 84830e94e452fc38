"""The secretariat's pages of notices: what waits for a decision, batches, single notices, the log, a round's reminders."""

from app.notices.views import batches, desk, log, rounds
from app.notices.views.blueprint import bp

__all__ = ["batches", "bp", "desk", "log", "rounds"]
