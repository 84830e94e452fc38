"""What the list of a section's projects adds: last time's plans that may have become one."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for

from app.db import Database
from app.responses.page.home import ListPage
from app.rounds import service as rounds
from app.succession import service


def with_plans(db: Database, page: ListPage, round_id: int, section_id: int) -> ListPage:
    """The list with last time's plans, where it is the list of what sections are doing."""
    if page.questionnaire.key != service.main_key(rounds.questionnaires(db, round_id)):
        return page
    found = [(p.form.form_id, p.printed, p.name) for p in service.plans(db, round_id, section_id)]
    url = url_for("succession.became", round_id=round_id, section_id=section_id)
    return replace(page, plans=found, became_url=url)
