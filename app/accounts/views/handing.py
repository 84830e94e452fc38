"""人事異動: one person's hand-over, many by list, and what was handed over."""

from __future__ import annotations

from secrets import token_hex
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app import i18n, sheets, web
from app.accounts import handover, handover_lists, handover_page, service
from app.accounts.handover import Plan, PlanChanged
from app.accounts.handover_page import PlanPage
from app.accounts.store.accounts import Account
from app.accounts.views.frame import bp
from app.accounts.views.lists import file_answer, uploaded
from app.accounts.words import SECTION_ROLES
from app.errors import NotFound, Refused
from app.importing.tables import Row
from app.security import SECRETARIAT, SECTION, actor, guard
from forms.office.accounts import HandOverForm

_OWN: Final = frozenset({"csrf_token", "step", "seen"})


def _done(handover_id: int) -> Response:
    flash(_("The hand-over is done."), "success")
    return redirect(url_for("accounts.handed_over", handover_id=handover_id), 303)


@bp.route("/accounts/<int:account_id>/hand-over", methods=["GET", "POST"])
@guard(SECRETARIAT)
def hand_over(account_id: int) -> Any:
    """One person leaves sections to a successor: form, preview, done."""
    account = service.get(web.db(), account_id)
    if account.role != SECTION:
        raise NotFound
    form = HandOverForm(sections=list(account.roles), who="existing", after="off", request=token_hex(16))
    step = request.form.get("step", "")
    if request.method == "GET" or step == "edit":
        return _form_page(account, form)
    if step == "apply":
        return _apply(account, form)
    return _preview(account, form)


def _form_page(account: Account, form: HandOverForm, problems: list[str] | None = None) -> str:
    told = [(f"#{form.place_of_problems}", text) for text in problems or []]
    return web.render(
        "accounts/hand_over.html",
        page=handover_page.form_page(web.db(), web.now(), account),
        form=form,
        section_roles=SECTION_ROLES,
        errors=web.errors_of(form) + told,
    )


def _preview(account: Account, form: HandOverForm, note: str = "") -> Any:
    if not form.validate():
        return _form_page(account, form), 422
    plan = handover.planned(web.db(), *handover_page.wishes(account, form))
    if plan.problems:
        return _form_page(account, form, [i18n.translate(p.message) for p in plan.problems]), 422
    kept = [(k, v) for k, v in request.form.items(multi=True) if k not in _OWN]
    here = url_for("accounts.hand_over", account_id=account.id)
    return _plan_page(plan, kept, here, account.name, note), 409 if note else 200


def _plan_page(plan: Plan, kept: list[tuple[str, str]], here: str, about: str, note: str = "") -> str:
    return web.render(
        "accounts/hand_over_preview.html",
        page=PlanPage(plan, handover_page.open_work(web.db(), plan), kept, here, about),
        section_roles=SECTION_ROLES,
        note=note,
    )


def _apply(account: Account, form: HandOverForm) -> Any:
    given = handover_page.wishes(account, form)
    try:
        return _done(
            handover.apply(
                web.db(),
                actor(),
                web.now(),
                form.request.data or "",
                *given,
                seen=request.form.get("seen", ""),
            )
        )
    except PlanChanged as error:
        return _preview(account, form, i18n.translate(error.message))
    except Refused as error:
        return _form_page(account, form, [i18n.translate(error.message)]), error.status


@bp.get("/accounts/hand-overs/<int:handover_id>")
@guard(SECRETARIAT)
def handed_over(handover_id: int) -> str:
    """What one act moved, and whose password is still to be set."""
    moves = handover.get(web.db(), handover_id)
    waiting = handover.without_password(web.db(), moves)
    return web.render("accounts/handed_over.html", moves=moves, waiting=waiting, section_roles=SECTION_ROLES)


# By list


@bp.get("/accounts/hand-over")
@guard(SECRETARIAT)
def hand_over_list() -> str:
    """Where the list comes down and goes up."""
    return _upload_page()


def _upload_page(problem: str = "") -> str:
    errors = [("#file", problem)] if problem else []
    return web.render("accounts/hand_over_list.html", errors=errors, columns=handover_lists.HEADER)


@bp.get("/accounts/hand-over-list.<kind>")
@guard(SECRETARIAT)
def hand_over_file(kind: str) -> Any:
    """The list to fill in: every section account, the successors' cells empty."""
    rows = handover_lists.template(web.db(), web.now())
    choices = {5: [t.ja for t in SECTION_ROLES.values()]}
    return file_answer(handover_lists.FILE_NAME, kind, handover_lists.HEADER, rows, choices)


@bp.post("/accounts/hand-over")
@guard(SECRETARIAT)
def hand_over_list_up() -> Any:
    """What a filled-in list would do, with every problem by row; done once it was confirmed."""
    try:
        given = uploaded(handover_lists.COLUMNS)
        if request.form.get("step") == "apply":
            return _list_applied(given)
    except PlanChanged as error:
        return _list_preview(given, i18n.translate(error.message)), error.status
    except Refused as error:
        return _upload_page(i18n.translate(error.message)), error.status
    return _list_preview(given)


def _list_applied(given: list[Row]) -> Response:
    wishes, problems = handover_lists.wishes(web.db(), web.now(), given)
    if problems:
        raise Refused(problems[0].message)
    return _done(
        handover.apply(
            web.db(),
            actor(),
            web.now(),
            request.form.get("request", ""),
            wishes,
            seen=request.form.get("seen", ""),
        )
    )


def _list_preview(given: list[Row], note: str = "") -> str:
    wishes, problems = handover_lists.wishes(web.db(), web.now(), given)
    plan = handover.planned(web.db(), wishes)
    plan.problems = sorted([*problems, *plan.problems], key=lambda p: p.number)
    if not wishes and not plan.problems:
        return _upload_page(_("No row names a successor."))
    rows = handover_lists.rows_of(given, handover_lists.COLUMNS)
    carried = sheets.csv_bytes(handover_lists.HEADER, rows).decode("utf-8-sig")
    kept = [("rows", carried), ("request", request.form.get("request") or token_hex(16))]
    about = ngettext("%(num)d row", "%(num)d rows", len(wishes))
    return _plan_page(plan, kept, url_for("accounts.hand_over_list"), about, note)
