"""The house style of a body's minutes: comma, digits, preferred words."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, Refused
from app.meetings.house_style import FULL, HALF, MIXED
from app.meetings.service import bodies
from app.meetings.service import style as service
from app.meetings.service.bodies import Body
from app.security import SECRETARIAT, actor, guard
from forms.questions import Text

bp = Blueprint("style", __name__)
_OPEN: Final = ("", Text("決めない（確認しない）", "not settled (nothing is looked at)"))
_COMMAS: Final = (
    _OPEN,
    ("、", Text("「、」（読点）", "、")),
    ("，", Text("「，」（全角カンマ）", "， (full width comma)")),
)
_DIGITS: Final = (
    _OPEN, (FULL, Text("すべて全角（１５課）", "full width (１５課)")), (HALF, Text("すべて半角（15課）", "half width (15課)")),
    (MIXED, Text("1桁は全角、2桁以上は半角（５課、15課）", "one digit full width, more half width (５課, 15課)")),
)  # fmt: skip


def _page(body: Body, problem: Refused | Conflict | None = None) -> str:
    stands = service.of_body(body)
    kept = {"comma": stands.comma, "digits": stands.digits, "terms": service.typed_terms(stands)}
    return web.render(
        "meetings/style.html", body=body, commas=_COMMAS, digits=_DIGITS, seen=service.seen(stands),
        typed=request.form if problem else kept, stands=kept if isinstance(problem, Conflict) else None,
        problem=problem.message if isinstance(problem, Refused) else None,
    )  # fmt: skip


@bp.route("/meetings/bodies/<int:body_id>/style", methods=["GET", "POST"])
@guard(SECRETARIAT)
def settings(body_id: int) -> ResponseReturnValue:
    """What is settled."""
    body = bodies.get(web.db(), actor(), body_id)
    if request.method == "GET":
        return _page(body)
    form = request.form
    try:
        wanted = service.read(form.get("comma", ""), form.get("digits", ""), form.get("terms", ""))
        service.save(web.db(), actor(), web.now(), body_id, wanted, form.get("seen", ""))
    except (Refused, Conflict) as problem:
        return _page(body, problem), problem.status
    flash(_("The house style was saved."), "success")
    return redirect(url_for("style.settings", body_id=body_id), 303)
