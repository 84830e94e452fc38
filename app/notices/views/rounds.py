"""A round's reminders: the plan, what comes next, a one-off message."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app import i18n, web
from app.errors import Refused
from app.notices import page, texts
from app.notices.service import addressing, desk, schedule
from app.notices.service.schedule import DEADLINE, OPENING, Item
from app.notices.texts import Wording
from app.notices.views.blueprint import back, bp
from app.notices.views.desk import words
from app.rounds import service as rounds
from app.rounds.service import Round
from app.security import SECRETARIAT, actor, guard
from forms.questions import Text


@bp.get("/rounds/<int:round_id>/notices")
@guard(SECRETARIAT)
def of_round(round_id: int) -> str:
    """When this round reminds whom."""
    return _shown(rounds.get(web.db(), round_id))


def _shown(round_: Round, typed: str = "", told: str = "") -> str:
    shown = page.round_page(web.db(), web.now(), round_, addressing.wants_copy(web.db(), round_.id))
    days = typed or "\n".join(str(n) for n in shown.days)
    errors = [("#days", told)] if told else []
    return web.render("notices/round.html", page=shown, round_=round_, days=days, errors=errors, **words())


@bp.post("/rounds/<int:round_id>/notices")
@guard(SECRETARIAT)
def plan(round_id: int) -> ResponseReturnValue:
    """Decide when this round reminds."""
    round_, form = rounds.get(web.db(), round_id), request.form
    typed = form.get("days", "")
    try:
        wanted = [Item(DEADLINE, n) for n in _days(typed)]
        wanted += [Item(OPENING, 0)] if form.get("opening") == "1" else []
        with web.db().write():
            automatic, copies = form.get("automatic") == "1", form.get("copies") == "1"
            schedule.plan(web.db(), actor(), web.now(), round_id, wanted, automatic)
            addressing.set_copy(web.db(), actor(), web.now(), round_id, copies)
    except Refused as problem:
        return _shown(round_, typed, i18n.translate(problem.message)), problem.status
    return back(url_for("notices.of_round", round_id=round_id), _("The reminders were planned."))


def _days(typed: str) -> list[int]:
    """Numbers as people type them, also 全角 ones and with a minus sign of any kind. Raises Refused."""
    found = []
    for word in typed.translate(_PLAIN).split():
        try:
            found.append(int(word))
        except ValueError as error:
            raise Refused(
                Text(
                    f"「{word}」を日数として読めません。期限の前は -7、後は 7 のように記入してください。",
                    f"{word!r} is no number of days: write -7 for before, 7 for after the deadline.",
                )
            ) from error
    return found


_PLAIN = str.maketrans("０１２３４５６７８９－−‐ー―、，,・；;", "0123456789-----      ")


@bp.route("/rounds/<int:round_id>/notices/message", methods=["GET", "POST"])
@guard(SECRETARIAT)
def message(round_id: int) -> ResponseReturnValue:
    """A one-off message to a filtered set of sections: drafts first."""
    round_, form = rounds.get(web.db(), round_id), request.form
    if request.method == "GET":
        return _message(round_, texts.MESSAGE), 200
    wording = Wording(form.get("subject", ""), form.get("body", ""))
    ids = [int(i) for i in form.getlist("sections") if i.isascii() and i.isdigit() and len(i) < 12]
    why = form.get("why", "").strip()[:200]
    try:
        batch_id = desk.message(
            web.db(), actor(), web.now(), round_id, ids, wording, form.get("owing") == "1", why
        )
    except Refused as problem:
        return _message(round_, wording, ids, i18n.translate(problem.message)), problem.status
    told = _("These are drafts: nothing was sent yet. Look at them, then send.")
    return back(url_for("notices.batch", batch_id=batch_id), told)


def _message(round_: Round, wording: Wording, ids: list[int] | None = None, told: str = "") -> str:
    args: MultiDict[str, str] = request.form if request.method == "POST" else request.args
    shown = page.message_page(web.db(), web.now(), round_, args)
    ticked = ids if ids is not None else [d.section.id for d in shown.debts]
    return web.render(
        "notices/message.html", page=shown, round_=round_, wording=wording, ticked=ticked,
        states=page.OWING_STATES, places=texts.PLACES, owing=request.form.get("owing") == "1",
        why=request.form.get("why", shown.why), errors=[("#body", told)] if told else [],
    )  # fmt: skip
