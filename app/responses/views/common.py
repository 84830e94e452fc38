"""What the pages of a section's answers share: the blueprint, whose work it is, the band over a proxy entry."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g

from app import web
from app.errors import NotFound
from app.responses.service import permits, submitting
from app.responses.service.submitting import Work
from app.rounds import service as rounds
from app.security import actor

bp = Blueprint("responses", __name__)


def work_of(round_id: int, section_id: int) -> Work:
    """A section's work, for its own people and for the secretariat in their place. Raises NotFound."""
    if not permits.may_enter(actor(), section_id):
        raise NotFound
    section = rounds.section(web.db(), round_id, section_id)
    if rounds.get(web.db(), round_id).state == "preparing":
        raise NotFound
    if actor().is_secretariat:
        g.proxy_for = section, round_id
    return submitting.section_work(web.db(), web.now(), round_id, section_id, actor())


@bp.context_processor
def proxy_band() -> dict[str, Any]:
    """Over every page on which the secretariat works in a section's place: for whom (None: no proxy entry)."""
    section, round_id = g.get("proxy_for", (None, 0))
    return {"proxy_for": section, "proxy_round": round_id}
