"""A batch of drafts: look, change, leave out, send or discard; or copy it into the groupware."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import i18n, web
from app.errors import Conflict, NotFound, Refused
from app.notices import page
from app.notices.service import batches
from app.notices.service.batches import Outcome
from app.notices.texts import Wording
from app.notices.views.blueprint import back, bp, page_number
from app.notices.views.desk import words
from app.security import SECRETARIAT, actor, guard


def _shown(batch_id: int, wording: Wording | None = None, told: str = "") -> str:
    shown = page.batch_page(web.db(), web.now(), batch_id, page_number())
    wording = wording or Wording(shown.batch.subject, shown.batch.body)
    typed = bool(told) and shown.batch.state != "draft"  # too late: what was written is shown, to be copied
    place = "#rows-title" if shown.own_words else "#body"
    errors = [("#typed" if typed else place, told)] if told else []
    return web.render(
        "notices/batch.html", page=shown, wording=wording, typed=typed, errors=errors, **words()
    )


@bp.get("/notices/batches/<int:batch_id>")
@guard(SECRETARIAT)
def batch(batch_id: int) -> str:
    """Who gets what, and why."""
    return _shown(batch_id)


@bp.post("/notices/batches/<int:batch_id>/words")
@guard(SECRETARIAT)
def reword(batch_id: int) -> ResponseReturnValue:
    """Other words for all of them."""
    wording = Wording(request.form.get("subject", ""), request.form.get("body", ""))
    try:
        batches.reword(web.db(), actor(), web.now(), batch_id, wording)
    except (Refused, Conflict) as problem:
        return _shown(batch_id, wording, i18n.translate(problem.message)), problem.status
    return back(_url(batch_id), _("The text of all notices was changed; those changed one by one were kept."))


def _url(batch_id: int) -> str:
    return url_for("notices.batch", batch_id=batch_id, page=page_number() if page_number() > 1 else None)


@bp.post("/notices/batches/<int:batch_id>")
@guard(SECRETARIAT)
def decide(batch_id: int) -> ResponseReturnValue:
    """Keep the ticked rows; then, by the button that was pressed, send or discard."""
    action = request.form.get("action", "")
    if action not in {"choose", "send", "discard"}:
        raise NotFound
    db, who, now = web.db(), actor(), web.now()
    told = _("The selection was saved.")
    try:
        if action == "discard":
            batches.discard(db, who, now, batch_id)
            return back(url_for("notices.index"), _("The drafts were discarded; nothing was sent."))
        with db.write():
            batches.choose(db, who, now, batch_id, _ids("shown"), _ids("keep"))
            if action == "send":
                told = _told(batches.send(db, who, now, batch_id))
    except (Refused, Conflict) as problem:
        return back(_url(batch_id), problem=problem)
    return back(_url(batch_id), told)


def _ids(name: str) -> list[int]:
    return [int(i) for i in request.form.getlist(name) if i.isascii() and i.isdigit() and len(i) < 12]


def _told(outcome: Outcome) -> str:
    if outcome.reworded:
        told: str = ngettext(
            "Nothing was sent yet: another day has come, and %(num)d text was put right. Look at it, then send.",
            "Nothing was sent yet: another day has come, and %(num)d texts were put right. Look at them, then send.",
            outcome.reworded,
        )
        return told
    parts = [ngettext("%(num)d notice was queued.", "%(num)d notices were queued.", outcome.queued)]
    if outcome.dropped:
        parts.append(
            ngettext(
                "%(num)d was dropped: everything was submitted meanwhile.",
                "%(num)d were dropped: everything was submitted meanwhile.",
                outcome.dropped,
            )
        )
    if outcome.nobody:
        parts.append(ngettext("%(num)d has no address.", "%(num)d have no address.", outcome.nobody))
    return " ".join(parts)


@bp.get("/notices/batches/<int:batch_id>/copy")
@guard(SECRETARIAT)
def copy(batch_id: int) -> str:
    """Addresses and texts to be copied into another mail system."""
    shown = page.batch_page(web.db(), web.now(), batch_id, 1, whole=True)
    separator = "; " if request.args.get("form") == "line" else "\n"
    return web.render(
        "notices/copy.html", page=shown, addresses=separator.join(shown.addresses), separator=separator,
        body=page.body,
    )  # fmt: skip
