"""Writing minutes: speeches that save themselves, the line for the next one, arranging, undoing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, Refused
from app.meetings.page import writing as page
from app.meetings.service import arranging, meetings, pasting
from app.meetings.service import writing as service
from app.meetings.store import final
from app.meetings.views.speech_saves import added, place, speaker
from app.meetings.views.writing.blueprint import bp
from app.security import SECRETARIAT, actor, guard
from app.selfsaving import telling
from app.selfsaving.rule import Kept
from forms.questions import Text
from forms.response import ResponseForm


def _page(
    meeting_id: int, form: ResponseForm, stale: dict[str, Kept] | None = None, problem: Text | None = None,
    typed: dict[str, str] | None = None,
) -> str:  # fmt: skip
    done = bool(final.version(web.db(), meeting_id))
    shown = page.page(
        web.db(), actor(), web.now(), meeting_id, form, done, url_for("speech_saves.save", meeting_id=meeting_id), stale,
        doubts="doubts" in request.args, find=request.args.get("find", ""), tools=request.args.get("tools", 0, type=int),
    )  # fmt: skip
    return web.render(
        "meetings/writing.html", page=shown, form=form, kinds=page.KINDS, steps=page.STEPS, speaker_of=page.speaker_of,
        company=[] if done else telling.here(place(meeting_id), web.now()), problem=problem, typed=typed or {},
        conflicts=sum(f.conflict is not None for f in form.answer_fields), request_id=secrets.token_hex(8),
        only_doubts="doubts" in request.args, split_mark=arranging.SPLIT,
    )  # fmt: skip


@bp.route("/meetings/<int:meeting_id>/minutes", methods=["GET", "POST"])
@guard(SECRETARIAT)
def show(meeting_id: int) -> ResponseReturnValue:
    """The speeches. A post saves the texts, then does what a button says."""
    meetings.get(web.db(), actor(), meeting_id)
    form = page.form_of(web.db(), meeting_id)
    if request.method == "GET":
        return _page(meeting_id, form)
    try:
        saved, _kept = service.save(
            web.db(), actor(), web.now(), meeting_id, telling.sent(form.answer_fields)
        )
        if saved.conflicts:
            return _page(meeting_id, form, dict(saved.conflicts)), 409
        anchor = _act(meeting_id, request.form.get("act", ""))
    except (Refused, Conflict) as problem:
        return _page(meeting_id, form, problem=problem.message), problem.status
    return redirect(_back(meeting_id, anchor), 303)


def _back(meeting_id: int, anchor: str) -> str:
    only, find = ("1" if "doubts" in request.args else None), request.args.get("find")
    asked, _dash, number = request.form.get("act", "").partition("-")
    tools = number if asked == "tools" else None
    return url_for(
        "writing.show", meeting_id=meeting_id, doubts=only, find=find, tools=tools, _anchor=anchor or None
    )


def _act(meeting_id: int, wanted: str) -> str:
    """Do what a button says (`split-12`); where to go afterwards. Nothing asked: the texts were saved."""
    name, _dash, number = wanted.partition("-")
    if not number.isdigit():
        flash(_("The speeches were saved."), "success")
        return ""
    if name not in _ACTS:
        abort(404)
    return f"speech-{found}" if (found := _ACTS[name](meeting_id, int(number))) else "undo"


def _assign(meeting_id: int, speech_id: int) -> int:
    arranging.assign(web.db(), actor(), web.now(), meeting_id, speech_id, **_assigned(speech_id))
    return speech_id


def _move(meeting_id: int, speech_id: int, by: int) -> int:
    arranging.move(web.db(), actor(), web.now(), meeting_id, speech_id, by)
    return speech_id


def _split(meeting_id: int, speech_id: int) -> int:
    cursor = request.form.get(f"s{speech_id}-at", type=int)
    return arranging.split(web.db(), actor(), web.now(), meeting_id, speech_id, cursor)


def _merge(meeting_id: int, speech_id: int) -> int:
    return arranging.merge(web.db(), actor(), web.now(), meeting_id, speech_id)


def _drop(meeting_id: int, speech_id: int) -> int:
    arranging.drop(web.db(), actor(), web.now(), meeting_id, speech_id)
    flash(_("The speech was dropped. “Undo” brings it back."), "success")
    return 0


def _looked(meeting_id: int, speech_id: int) -> int:
    pasting.looked(web.db(), actor(), web.now(), meeting_id, [speech_id])
    return speech_id


def _tools(_meeting_id: int, speech_id: int) -> int:
    """Nothing is done but to go there: the page then shows that speech's tools."""
    return speech_id


def _after(meeting_id: int, speech_id: int) -> int:
    same = _same(meeting_id, speech_id)
    return service.add(web.db(), actor(), web.now(), meeting_id, text="", after=speech_id, **same)


#: What a button says → what is done to the speech; each gives the speech to go on with, 0 where there is none.
_ACTS: Final[Mapping[str, Callable[[int, int], int]]] = {
    "assign": _assign, "up": partial(_move, by=-1), "down": partial(_move, by=1), "split": _split, "merge": _merge, "drop": _drop,
    "looked": _looked, "after": _after, "tools": _tools,
}  # fmt: skip


def _assigned(speech_id: int) -> dict[str, Any]:
    who, item = request.form.get(f"s{speech_id}-who", "r"), request.form.get(f"s{speech_id}-item", "")
    return speaker(who) | {
        "kind": request.form.get(f"s{speech_id}-kind", service.SPEECH), "item_id": int(item) if item.isdigit() else None,
    }  # fmt: skip


def _same(meeting_id: int, speech_id: int) -> dict[str, Any]:
    """The item of the speech after which another one comes."""
    found = next((s for s in service.speeches(web.db(), meeting_id) if s.id == speech_id), None)
    return {"item_id": found.item_id if found else None}


@bp.post("/meetings/<int:meeting_id>/minutes/add")
@guard(SECRETARIAT)
def add(meeting_id: int) -> ResponseReturnValue:
    """The next speech, without JavaScript."""
    meetings.get(web.db(), actor(), meeting_id)
    if not request.form.get("text", "").strip():
        form = page.form_of(web.db(), meeting_id)
        problem = Text("発言を記入してください。", "Write what was said.")
        return _page(meeting_id, form, problem=problem, typed=dict(request.form)), 422
    try:
        added(meeting_id)
    except Refused as refused:
        form = page.form_of(web.db(), meeting_id)
        return _page(meeting_id, form, problem=refused.message, typed=dict(request.form)), refused.status
    return redirect(
        url_for(
            "writing.show",
            meeting_id=meeting_id,
            who=request.form.get("who"),
            item=request.form.get("item"),
            _anchor="next",
        ),
        303,
    )


@bp.post("/meetings/<int:meeting_id>/minutes/undo")
@guard(SECRETARIAT)
def undo(meeting_id: int) -> ResponseReturnValue:
    """Undo the newest step, or do it again."""
    meetings.get(web.db(), actor(), meeting_id)
    back = request.form.get("back") == "1"
    try:
        arranging.turn(
            web.db(), actor(), web.now(), meeting_id, request.form.get("step", 0, type=int), back=back
        )
    except Conflict as problem:
        return _page(meeting_id, page.form_of(web.db(), meeting_id), problem=problem.message), problem.status
    if request.form.get("to") == "missing":
        return redirect(url_for("writing.missing", meeting_id=meeting_id), 303)
    return redirect(url_for("writing.show", meeting_id=meeting_id, _anchor="undo"), 303)
