"""What a page that saves itself is told: per answer its new base, what to say about it, and what others wrote."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, get_template_attribute, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from app import i18n, web
from app.clock import read, time_text
from app.errors import NOT_HERE, Conflict, FormDeleted, KikitoriError, NotAllowed, NotFound
from app.security import Actor, SignInNeeded, actor
from app.selfsaving.presence import Company, Presence
from app.selfsaving.rule import NEVER, Kept, Saved, Typed
from forms.fields import AnswerField, Base, Stale
from forms.questions import Text

_MOST_NAME: Final = 64


class OtherAccount(Conflict):
    """This browser is signed in as somebody else by now: nobody's text is saved under another name."""

    message = Text(
        "このパソコンは、いま別の方のログインになっています。入力した内容は保存していません。",
        "This browser is signed in as somebody else now. What you typed was not saved.",
    )


def must_be_same_account() -> None:
    """Raises OtherAccount where the page was opened by somebody else."""
    if request.form.get("account") != str(actor().id):
        raise OtherAccount


def sent(fields: Sequence[AnswerField]) -> dict[str, Typed]:
    """What a page sent of its fields: only those that changed."""
    return {
        f.key: Typed(f.answer, f.base.revision, f.base.digest)
        for f in fields
        if f"{f.key}-base" in request.form
    }


def presence() -> Presence:
    """Who has which page open, in this process."""
    return web.runtime().presence


def here(place: Hashable, now: datetime) -> list[str]:
    """Who else has this page open, in sentences; this window counts from now on."""
    return company_words(presence().note(place, actor(), request.form.get("window", "")[:_MOST_NAME], now))


def company_words(company: Company) -> list[str]:
    """Who else is here, in sentences."""
    words = [_("%(name)s has this page open, too.", name=name) for name in company.names]
    if company.elsewhere:
        words.append(_("You have this page open in another window, too."))
    return words


def saved_by(kept: Kept, who: Actor, now: datetime) -> str:
    """How an answer came to be, where that is said; who saved it last, and when, unless it was oneself, or nobody."""
    words = [i18n.translate(kept.note)] if kept.note else []
    if kept.saved_by and kept.by != who.id:
        when = i18n.translate(time_text(read(kept.saved_at), now))
        words.append(_("Saved by %(name)s, %(when)s", name=kept.saved_by, when=when))
    return " ".join(words)


def answer(
    place: Hashable, fields: Sequence[AnswerField], saved: Saved, kept: Mapping[str, Kept], now: datetime,
    judge: Callable[[AnswerField], None], *, guarded: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Everything one save (or look) is answered with.

    judge: fills in what is to be said about a field. guarded: a change of what others wrote is asked about first,
    so the page keeps the base of “never seen”.
    """
    news = _News(actor(), now, saved, kept, judge, guarded)
    told = sent(fields)
    return {
        "saved": i18n.translate(time_text(now, now)),
        "company": here(place, now),
        "fields": {f.key: new for f in fields if (new := news.of(f, f.key in told))},
    }


def _macro(name: str, *arguments: Any) -> str:
    return str(get_template_attribute("macros/questions.html", name)(*arguments)).strip()


@dataclass
class _News:
    """What one page does not know yet."""

    who: Actor
    now: datetime
    saved: Saved
    kept: Mapping[str, Kept]
    judge: Callable[[AnswerField], None]
    guarded: bool

    def __post_init__(self) -> None:
        shown = (pair.partition(":") for pair in request.form.get("known", "").split())
        self.known = {key: Base.read(base) for key, _colon, base in shown}

    def of(self, field: AnswerField, sent: bool) -> dict[str, Any] | None:
        """The news about one answer; None where the page shows what is stored."""
        kept = self.kept.get(field.key, NEVER)
        if not sent:
            return self._by_others(field, kept)
        typed, stale = field.answer, field.key in self.saved.conflicts
        told = self._as_stored(field, kept)
        if stale or kept.answer.mark() != typed.mark():
            told["inputs"] = _macro("inputs", field)
        if stale:
            lines = field.question.lines
            when = time_text(read(kept.saved_at), self.now) if kept.saved_at else Text()
            field.conflict = Stale(
                kept.answer, lines(kept.answer, web.lang()), lines(typed, web.lang()), kept.saved_by, when
            )
            told["conflict"] = _macro("choose", field)
        return told

    def _by_others(self, field: AnswerField, kept: Kept) -> dict[str, Any] | None:
        """An answer that this page did not send: new is what differs from what it shows."""
        base = Base.of(kept.answer, 0 if self.guarded else kept.revision)
        known = self.known.get(field.key, base)
        if known.digest == base.digest:
            return None if known == base or self.guarded else {"base": str(base)}
        told = self._as_stored(field, kept)
        field.base = base
        return told | {"base": str(base), "inputs": _macro("inputs", field)}

    def _as_stored(self, field: AnswerField, kept: Kept) -> dict[str, Any]:
        field.show(kept.answer, kept.revision)
        self.judge(field)
        return {
            "base": str(field.base),
            "by": saved_by(kept, self.who, self.now),
            "wrong": bool(field.blocking),
            "findings": _macro("said", field),
        }


def in_json(bp: Blueprint, list_url: Callable[[], str] = str) -> Blueprint:
    """A blueprint whose routes answer in JSON whatever happens. list_url: where a deleted form can be brought back."""

    def sign_in(_error: SignInNeeded) -> ResponseReturnValue:
        """The token is for the sign-in form on the same page: the cookie may be gone together with the sign-in."""
        return _told("sign-in", 401, _("Your sign-in has expired."), token=generate_csrf())

    def token(_error: CSRFError) -> ResponseReturnValue:
        """Another sign-in has begun in this browser; the page asks again with its token."""
        return _told("token", 400, token=generate_csrf())

    def refused(error: KikitoriError) -> ResponseReturnValue:
        state = "other" if isinstance(error, OtherAccount) else "refused"
        message = NOT_HERE if isinstance(error, NotFound | NotAllowed) else error.message
        url = list_url() if isinstance(error, FormDeleted) else ""
        return _told(state, error.status, i18n.translate(message), url=url)

    def failed(error: HTTPException) -> ResponseReturnValue:
        """Too large, malformed: it will not be taken another time either. A fault of the server may pass."""
        code = error.code or 500
        state = "broken" if code >= 500 else "refused"
        return _told(state, code, _("This could not be saved. Copy what you typed and tell the secretariat."))

    bp.register_error_handler(SignInNeeded, sign_in)
    bp.register_error_handler(CSRFError, token)
    bp.register_error_handler(KikitoriError, refused)
    bp.register_error_handler(HTTPException, failed)
    return bp


def _told(state: str, status: int, message: str = "", **more: Any) -> ResponseReturnValue:
    return jsonify(state=state, message=message, **more), status
