"""The pages of accounts: signing in, one's own settings, the secretariat's desk, links, hand-over, lists."""

from __future__ import annotations

from app.accounts.views import desk, entry, handing, issuing, lists, own
from app.accounts.views.frame import bp

__all__ = ["bp", "desk", "entry", "handing", "issuing", "lists", "own"]
