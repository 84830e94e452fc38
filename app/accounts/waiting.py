"""Nothing typed is lost when a sign-in or a page's token has expired, also without JavaScript.

What was posted travels as one hidden field through the sign-in form (never on the server) and waits on a page
of its own, from which the person sends it once more. It is not carried out by itself: a foreign site could
otherwise have somebody sign in and act without knowing. For the same reason only what this site's own pages
posted is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import RequestRedirect

from app import i18n, web
from app.accounts import page
from app.errors import NOT_HERE, FormDeleted, NotAllowed, NotFound, RoundClosed
from app.rounds import service as rounds
from app.security import ANYONE_SIGNED_IN, PUBLIC, Actor, SignInNeeded, current_actor, guard_of, takes_file
from forms.office.accounts import SignInForm
from forms.questionnaire import Questionnaire
from forms.questions import Question

_OWN_FIELDS: Final = frozenset({"csrf_token"})
#: What a page's buttons, ticks and hidden fields post beside what a person typed.
_NOT_TYPED: Final = frozenset(
    {"action", "forms", "none", "place", "request", "then",
     "account", "act", "active", "add", "add_role", "after", "base", "how", "people", "role", "section_role", "sections", "seen", "shown",
     "silence_agrees", "step", "to_role",
     "to_section", "token", "version", "who"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody posted: its address (a path of ours) and its fields in order."""

    url: str
    fields: tuple[tuple[str, str], ...]

    def packed(self) -> str:
        """As one hidden field; JSON keeps line ends and control characters as they came."""
        return json.dumps([self.url, self.fields], ensure_ascii=False, separators=(",", ":"))


def target(path: str, method: str) -> tuple[str, Mapping[str, Any]] | None:
    """Endpoint and arguments of a path of ours; None for a foreign address or one that takes no `method`."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith(("//", "/\\")):
        return None
    try:
        return current_app.url_map.bind("own").match(parts.path, method=method)
    except (HTTPException, RequestRedirect):
        return None


def own_path(path: str, default: str = "/") -> str:
    """The path if it is one of our pages, else `default`: nobody is sent elsewhere by a link to us."""
    return path if path and target(path, "GET") else default


def from_request() -> Kept | None:
    """What this request posted; None where nothing of it was typed or another site sent it."""
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _OWN_FIELDS and "password" not in name and name != "again"
    )
    if request.method != "POST" or not any(_typed(*one) for one in fields) or not _from_our_page():
        return None
    path = request.full_path if request.query_string else request.path
    return Kept(path, fields) if target(path, "POST") else None


def _typed(name: str, value: str) -> bool:
    return bool(value.strip()) and name not in _NOT_TYPED and not name.startswith("seen-")


def unpacked(raw: str) -> Kept | None:
    """What a sign-in form carried; None where it is not ours."""
    try:
        url, fields = json.loads(raw)
        made = Kept(str(url), tuple((str(name), str(value)) for name, value in fields))
    except (ValueError, TypeError, RecursionError):
        return None
    return made if target(made.url, "POST") else None


def _from_our_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def may_send(kept: Kept, actor: Actor) -> bool:
    """Whether this person's role may post to that address at all."""
    found = target(kept.url, "POST")
    if found is None:
        return False
    allowed = guard_of(current_app.view_functions[found[0]])
    return bool(allowed & {PUBLIC, ANYONE_SIGNED_IN, actor.role})


def page_of(
    kept: Kept, actor: Actor | None, refused: str = "", *, first: tuple[str, str] | None = None
) -> str:
    """The page where typed texts wait to be sent again.

    actor: None for somebody who cannot sign in any more. refused: why they cannot be sent as things stand; first:
    (sentence, address of the page) what to do before.
    """
    if not refused and actor is not None and not may_send(kept, actor):
        refused = _(
            "The account you signed in with cannot save this."
            " Copy what you need, or sign in with the account you used before."
        )
    lines = _lines(kept)
    return web.render(
        "accounts/waiting.html", actor=actor, kept=kept, lines=lines, refused=refused, first=first
    )


def _lines(kept: Kept) -> list[tuple[str, str]]:
    """(what was asked, what was typed or chosen there), as far as there is anything."""
    made = _questionnaire(kept)
    if made is None:
        known = {"respondent": _("Person who answers"), "extension": _("Extension")}
        return [(known.get(name, ""), value) for name, value in kept.fields if _typed(name, value)]
    lang = web.lang()
    shown = ((q.label.get(lang), "\n".join(_given(q, kept.fields, lang))) for q in made.questions)
    return [(label, given) for label, given in shown if given]


def _given(question: Question, fields: Sequence[tuple[str, str]], lang: str) -> list[str]:
    """The labels of chosen codes, then every text as typed."""
    chosen = {value for name, value in fields if name == f"{question.key}-codes"}
    labels = [c.label.get(lang) for c in question.choices if str(c.code) in chosen]
    texts = [f"{question.key}-{part}" for part in ("text", "other", "page")]
    return labels + [value for name, value in fields if name in texts and value.strip()]


def _questionnaire(kept: Kept) -> Questionnaire | None:
    """The questionnaire that the address belongs to, to show its wording beside what was typed."""
    found = target(kept.url, "POST")
    arguments = found[1] if found else {}
    if "round_id" not in arguments or "key" not in arguments:
        return None
    known = rounds.questionnaires(web.db(), arguments["round_id"])
    return next((q for q in known if q.key == arguments["key"]), None)


def _sign_in_needed(_error: SignInNeeded) -> Any:
    """A page: sign in, then there. Something posted: the sign-in form, with the text in it."""
    if request.method != "POST":
        path = request.full_path if request.query_string else request.path
        return redirect(url_for("accounts.sign_in", next=path), 303)
    try:
        kept = from_request()
    except RequestEntityTooLarge as error:
        return _too_large(error)
    form = SignInForm(formdata=None, next=_referring_page(), kept=kept.packed() if kept else "")
    if kept is not None:
        return page.sign_in_page(form, True), 401
    note = _(
        "Your sign-in had expired. The last step was not carried out: please repeat it after signing in."
    )
    return page.sign_in_page(form, False, note), 401


def _too_large(error: RequestEntityTooLarge) -> Any:
    """A file that may well be sent, but only by somebody who is signed in; anything else that large never."""
    if not takes_file(current_app.view_functions[request.endpoint or ""]):
        return web.http_error(error)
    note = _("Your sign-in had expired. The file was not received: please sign in and choose it once more.")
    return page.sign_in_page(SignInForm(formdata=None, next=_referring_page()), False, note), 401


def _referring_page() -> str:
    """The page a form was posted from, so that one comes back to it."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host:
        return ""
    return own_path(f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path, "")


def _token_expired(_error: CSRFError) -> Any:
    """The page was opened under an earlier sign-in (or its cookie is gone)."""
    actor = current_actor()
    if request.endpoint == "accounts.sign_in":
        form = SignInForm(password="")
        note = _("This page had been open for too long. Please sign in once more (cookies must be allowed).")
        return page.sign_in_page(form, unpacked(form.kept.data or "") is not None, note), 400
    kept = from_request()
    if kept is not None and actor is not None and _lines(kept):
        return page_of(kept, actor), 400
    return web.error_page(
        400,
        _("This page had been open for too long. Please go back, load the page again and repeat the step."),
    )


def _round_closed(error: RoundClosed) -> Any:
    """The round was closed while somebody was writing: nothing can be saved, but the text is shown."""
    kept, actor = from_request(), current_actor()
    told = i18n.translate(error.message)
    if kept is None or actor is None or not _lines(kept):
        return web.error_page(error.status, told)
    return page_of(kept, actor, told), error.status


def _form_deleted(error: FormDeleted) -> Any:
    """The project was deleted in another window: the text waits until it has been brought back."""
    kept, actor = from_request(), current_actor()
    told = i18n.translate(error.message)
    if kept is None or actor is None or not error.url or not _lines(kept):
        return web.error_page(error.status, told)
    return page_of(kept, actor, first=(told, error.url)), error.status


def _not_here(error: NotFound | NotAllowed) -> Any:
    """Nothing is saved, but whoever typed something sees it."""
    actor = current_actor()
    try:
        kept = from_request()
    except RequestEntityTooLarge:
        kept = None
    if kept is None or actor is None or not _lines(kept):
        return web.error_page(error.status, i18n.translate(error.message))
    return page_of(kept, actor, i18n.translate(NOT_HERE)), error.status


def install(app: Flask) -> None:
    """Answer expired sign-ins and tokens, and what became of round, project or rights meanwhile."""
    app.register_error_handler(SignInNeeded, _sign_in_needed)
    app.register_error_handler(CSRFError, _token_expired)
    app.register_error_handler(RoundClosed, _round_closed)
    app.register_error_handler(FormDeleted, _form_deleted)
    app.register_error_handler(NotFound, _not_here)
    app.register_error_handler(NotAllowed, _not_here)
