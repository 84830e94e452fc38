"""The draft before a reader: agree, propose changes, take them back. The secretariat does the same for who answers on paper."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.clock import day_text
from app.errors import Conflict, NotFound, Refused
from app.meetings.page import confirming as words
from app.meetings.page import draft as page
from app.meetings.service import answering as service
from app.meetings.service import confirming
from app.meetings.views.confirming.blueprint import bp
from app.notices.texts import contact_line
from app.rounds import service as rounds
from app.security import MEMBER, SECRETARIAT, actor, guard
from forms.questions import Text
from reports.minutes import pdf

_OWN = "/meetings/<int:meeting_id>/confirm"
_FOR = "/meetings/<int:meeting_id>/confirmation/readers/<int:person_id>"


def _shown(meeting_id: int, person_id: int | None) -> page.Paper:
    reading = service.reading(web.db(), actor(), web.now(), meeting_id, person_id)
    return page.paper(web.db(), meeting_id, reading)


def _page(meeting_id: int, person_id: int | None, problem: Text | None = None) -> str:
    shown = _shown(meeting_id, person_id)
    reader = shown.reading.reader
    return web.render(
        "meetings/confirm.html", page=shown, person_id=person_id, problem=problem,
        state=words.STATE[shown.reading.standing.state], remark=request.form.get("remark", reader.remark),
    )  # fmt: skip


def _back(meeting_id: int, person_id: int | None, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(
        url_for("confirming.read", meeting_id=meeting_id, person_id=person_id, _anchor=anchor), 303
    )


def _do(meeting_id: int, person_id: int | None, act: Callable[[], None], done: str) -> ResponseReturnValue:
    try:
        act()
    except (Refused, Conflict) as problem:
        return _page(meeting_id, person_id, problem.message), problem.status
    flash(done, "success")
    return _back(meeting_id, person_id)


@bp.get(_OWN, defaults={"person_id": None})
@bp.get(_FOR)
@guard(MEMBER, SECRETARIAT)
def read(meeting_id: int, person_id: int | None) -> str:
    """The whole draft, one's own speeches marked."""
    return _page(meeting_id, person_id)


@bp.post(_OWN, defaults={"person_id": None})
@bp.post(_FOR)
@guard(MEMBER, SECRETARIAT)
def answer(meeting_id: int, person_id: int | None) -> ResponseReturnValue:
    """Agree, take that back, or remark on the whole."""
    act, args = request.form.get("act", ""), (web.db(), actor(), web.now(), meeting_id, person_id)
    if act == "remark":
        said = request.form.get("remark", "")
        return _do(meeting_id, person_id, lambda: service.remark(*args, said), _("Your remark was sent."))
    if act not in ("agree", "unsay"):
        raise NotFound
    done = (
        _("Thank you. Your answer was kept: no changes.")
        if act == "agree"
        else _("Your agreement was taken back.")
    )
    return _do(meeting_id, person_id, lambda: service.agree(*args, yes=act == "agree"), done)


@bp.route(f"{_OWN}/speeches/<int:speech_id>", methods=["GET", "POST"], defaults={"person_id": None})
@bp.route(f"{_FOR}/speeches/<int:speech_id>", methods=["GET", "POST"])
@guard(MEMBER, SECRETARIAT)
def propose(meeting_id: int, speech_id: int, person_id: int | None) -> ResponseReturnValue:
    """Propose a change of one speech."""
    problem: Refused | Conflict | None = None
    if request.method == "POST":
        form = request.form
        try:
            service.propose(
                web.db(), actor(), web.now(), meeting_id, person_id, speech_id, text=form.get("text", ""),
                why=form.get("why", ""), base=form.get("base", ""),
            )  # fmt: skip
        except (Refused, Conflict) as refused:
            problem = refused
        else:
            flash(
                _("The change was sent. The secretariat decides on it; you see here what became of it."),
                "success",
            )
            return _back(meeting_id, person_id, f"speech-{speech_id}")
    return _proposal(meeting_id, speech_id, person_id, problem), problem.status if problem else 200


def _proposal(
    meeting_id: int, speech_id: int, person_id: int | None, problem: Refused | Conflict | None
) -> str:
    shown = page.proposal(_shown(meeting_id, person_id), speech_id, request.form if problem else None)
    if shown is None:
        raise NotFound
    return web.render(
        "meetings/confirm_change.html", page=shown, person_id=person_id, problem=problem and problem.message,
        stale=isinstance(problem, Conflict),
    )  # fmt: skip


@bp.post(f"{_OWN}/changes/<int:change_id>/withdraw", defaults={"person_id": None})
@bp.post(f"{_FOR}/changes/<int:change_id>/withdraw")
@guard(MEMBER, SECRETARIAT)
def withdraw(meeting_id: int, change_id: int, person_id: int | None) -> ResponseReturnValue:
    """Take a proposal back."""
    return _do(
        meeting_id, person_id, lambda: service.withdraw(web.db(), actor(), web.now(), meeting_id, person_id, change_id),
        _("The change was taken back."),
    )  # fmt: skip


def _notes(confirmation: confirming.Confirmation) -> tuple[str, ...]:
    """What to do until when, and whom to send it to."""
    silent = "　期限までにご連絡がないときは、ご同意いただいたものとさせていただきます。"
    return (
        "会議録の案をお読みいただき、修正があるときは、その発言の下の欄に書いて事務局へお送りください。"
        "発言の番号を添えて、電話などでお知らせいただいてもかまいません。",
        f"ご返送の期限：{day_text(confirmation.until).ja}{silent if confirmation.silence_agrees else ''}",
        *filter(None, [contact_line(rounds.contact(web.db()))]),
    )


@bp.get(f"{_OWN}/paper.pdf", defaults={"person_id": None})
@bp.get(f"{_FOR}/paper.pdf")
@guard(MEMBER, SECRETARIAT)
def paper(meeting_id: int, person_id: int | None) -> ResponseReturnValue:
    """The same on paper, for this reader alone: numbered speeches, room for corrections. Japanese, as all papers."""
    found = service.reading(web.db(), actor(), web.now(), meeting_id, person_id)
    confirmation, reader = found.standing.confirmation, found.reader
    made = confirming.draft(confirmation)
    own = confirming.own_numbers(confirmation, reader.person_id)
    data = pdf.write_for_corrections(made, _notes(confirmation), f"{reader.name}　様", own)
    name = f"会議録の確認_{made.title}.pdf"
    return send_file(BytesIO(data), "application/pdf", as_attachment=True, download_name=name)
