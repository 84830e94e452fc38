"""Drafts that save themselves: the address a page posts to while somebody types. Answers in JSON, whatever happens."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from app import i18n
from app.errors import FormDeleted, KikitoriError
from app.responses import autosave
from app.security import SECRETARIAT, SECTION, SignInNeeded, guard

bp = Blueprint("drafts", __name__)


@bp.post("/fill/<int:round_id>/<int:section_id>/q/<key>/<int:form_id>/<block>/save")
@guard(SECTION, SECRETARIAT)
def save(round_id: int, section_id: int, key: str, form_id: int, block: str) -> ResponseReturnValue:
    """Save what changed; without any change only look who is here and what others wrote."""
    return jsonify(autosave.answer(round_id, section_id, key, form_id, block))


def _told(state: str, status: int, message: str = "", **more: Any) -> ResponseReturnValue:
    return jsonify(state=state, message=message, **more), status


@bp.errorhandler(SignInNeeded)
def _sign_in(_error: SignInNeeded) -> ResponseReturnValue:
    """The token is for the sign-in form on the same page: the cookie may be gone together with the sign-in."""
    return _told("sign-in", 401, _("Your sign-in has expired."), token=generate_csrf())


@bp.errorhandler(CSRFError)
def _token(_error: CSRFError) -> ResponseReturnValue:
    """Another sign-in has begun in this browser; the page asks again with its token."""
    return _told("token", 400, token=generate_csrf())


@bp.errorhandler(KikitoriError)
def _refused(error: KikitoriError) -> ResponseReturnValue:
    state = "other" if isinstance(error, autosave.OtherAccount) else "refused"
    url = _list_url() if isinstance(error, FormDeleted) else ""
    return _told(state, error.status, i18n.translate(error.message), url=url)


def _list_url() -> str:
    """Where a deleted project can be brought back."""
    here = request.view_args or {}
    return url_for("responses.questionnaire", **{k: here[k] for k in ("round_id", "section_id", "key")})


@bp.errorhandler(HTTPException)
def _failed(error: HTTPException) -> ResponseReturnValue:
    """Too large, malformed: it will not be taken another time either. A fault of the server may pass."""
    code = error.code or 500
    state = "broken" if code >= 500 else "refused"
    return _told(state, code, _("This could not be saved. Copy what you typed and tell the secretariat."))
