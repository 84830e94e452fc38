"""Drafts that save themselves: the address a page posts to while somebody types. Answers in JSON, whatever happens."""

from __future__ import annotations

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from app.responses import autosave
from app.security import SECRETARIAT, SECTION, guard
from app.selfsaving import telling


def _list_url() -> str:
    """Where a deleted project can be brought back."""
    here = request.view_args or {}
    return url_for("responses.questionnaire", **{k: here[k] for k in ("round_id", "section_id", "key")})


bp = telling.in_json(Blueprint("drafts", __name__), _list_url)


@bp.post("/fill/<int:round_id>/<int:section_id>/q/<key>/<int:form_id>/<block>/save")
@guard(SECTION, SECRETARIAT)
def save(round_id: int, section_id: int, key: str, form_id: int, block: str) -> ResponseReturnValue:
    """Save what changed; without any change only look who is here and what others wrote."""
    return jsonify(autosave.answer(round_id, section_id, key, form_id, block))
