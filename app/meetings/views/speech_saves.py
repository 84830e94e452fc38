"""Minutes that save themselves: the addresses a page posts to while somebody types. Answers in JSON, whatever happens."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from app import web
from app.meetings.page import writing as page
from app.meetings.service import meetings
from app.meetings.service import writing as service
from app.security import SECRETARIAT, actor, guard
from app.selfsaving import telling, texts
from forms.questions import Text

bp = telling.in_json(Blueprint("speech_saves", __name__))


def place(meeting_id: int) -> tuple[str, int]:
    """What names the page among those that people have open."""
    return "minutes", meeting_id


def speaker(who: str) -> dict[str, Any]:
    """`p12` a person, `r委員` a role."""
    if who.startswith("p") and who[1:].isdigit():
        return {"person_id": int(who[1:]), "role": ""}
    return {"person_id": None, "role": who[1:]}


def added(meeting_id: int) -> int:
    """Add the speech a page posts; its id. The same request once more makes no second one."""
    item = request.form.get("item", "")
    return service.add(
        web.db(), actor(), web.now(), meeting_id, text=request.form.get("text", ""), kind=request.form.get("kind", service.SPEECH),
        item_id=int(item) if item.isdigit() else None, request=request.form.get("request", "")[:64], **speaker(request.form.get("who", "r")),
    )  # fmt: skip


@bp.post("/meetings/<int:meeting_id>/minutes/next")
@guard(SECRETARIAT)
def following(meeting_id: int) -> ResponseReturnValue:
    """The next speech, while somebody types on: answered in JSON. The same request once more makes no second one."""
    telling.must_be_same_account()
    meetings.get(web.db(), actor(), meeting_id)
    return jsonify(id=added(meeting_id))


@bp.post("/meetings/<int:meeting_id>/minutes/save")
@guard(SECRETARIAT)
def save(meeting_id: int) -> ResponseReturnValue:
    """Save what changed; without any change only look who is here and what others wrote."""
    telling.must_be_same_account()
    meetings.get(web.db(), actor(), meeting_id)
    fields = page.form_of(web.db(), meeting_id).answer_fields
    saved, kept = service.save(web.db(), actor(), web.now(), meeting_id, _sent_now())
    told = telling.answer(place(meeting_id), fields, saved, kept, web.now(), texts.judge)
    return jsonify(told)


def _sent_now() -> dict[str, Any]:
    """Every text that came, also of a speech that is gone meanwhile: its text must not be passed over in silence."""
    keys = [name.removesuffix("-base") for name in request.form if name.endswith("-base")]
    return telling.sent(
        texts.form_of((key, Text()) for key in keys if key[:1] == "s" and key[1:].isdigit()).answer_fields
    )
