"""Who asks, what they may do, and the guard every route declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from flask import Flask, Response, g, request, session

from app.errors import NotAllowed

SECTION: Final = "section"
SECRETARIAT: Final = "secretariat"
MEMBER: Final = "member"
ROLES: Final = (SECTION, SECRETARIAT, MEMBER)
#: What somebody is in a section: everybody there writes; its head (課長) and the deputy approve as well.
WRITER: Final = "writer"
APPROVER: Final = "approver"
DEPUTY: Final = "deputy"
SECTION_ROLES: Final = (WRITER, APPROVER, DEPUTY)
PUBLIC: Final = "public"
ANYONE_SIGNED_IN: Final = "signed-in"

_GUARD: Final = "__kikitori_guard__"
_MOST_BYTES: Final = "__kikitori_most_bytes__"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Actor:
    """The person on whose behalf something is done. sections: the ids a section account belongs to.

    approves: those of them whose head (課長) this is; deputises: those where this is the head's deputy.
    id None: the command line or the demo set-up.
    """

    id: int | None
    name: str
    role: str
    sections: frozenset[int] = frozenset()
    number_keys: bool = True
    approves: frozenset[int] = frozenset()
    deputises: frozenset[int] = frozenset()

    @property
    def is_secretariat(self) -> bool:
        """Works in the secretariat."""
        return self.role == SECRETARIAT

    def may_fill_in(self, section_id: int) -> bool:
        """Only a section's own people write its answers in the browser."""
        return self.role == SECTION and section_id in self.sections

    def may_approve(self, section_id: int) -> bool:
        """The section's head approves its submissions, or the deputy in the head's name (代決)."""
        return self.role == SECTION and section_id in self.approves | self.deputises


#: The command line works with the secretariat's rights; the audit log shows no account.
SYSTEM: Final = Actor(None, "kikitori", SECRETARIAT)


class SignInNeeded(Exception):
    """A guarded page was asked for without a (living) session."""


def guard(*roles: str) -> Callable[[View], View]:
    """Declare who may call a view: roles, ANYONE_SIGNED_IN or PUBLIC. A route without a guard is refused."""

    def mark(view: View) -> View:
        setattr(view, _GUARD, frozenset(roles))
        return view

    return mark


def takes_upload(most_bytes: int) -> Callable[[View], View]:
    """Declare that a view takes a file of so many bytes; every other request stays small.

    The larger limit is given only after the guard let the person in.
    """

    def mark(view: View) -> View:
        setattr(view, _MOST_BYTES, most_bytes + _AROUND_A_FILE)
        return view

    return mark


def takes_file(view: Callable[..., Any]) -> bool:
    """Whether a view takes a file."""
    return bool(getattr(view, _MOST_BYTES, 0))


#: What a request carries beside its file: the form's fields and the parts' heads.
_AROUND_A_FILE: Final = 256 * 1024


def guard_of(view: Callable[..., Any]) -> frozenset[str]:
    """The roles a view declared; empty where it declared none."""
    return cast(frozenset[str], getattr(view, _GUARD, frozenset()))


def current_actor() -> Actor | None:
    """The signed-in person of this request."""
    return cast("Actor | None", g.get("actor"))


def actor() -> Actor:
    """The signed-in person; for views whose guard makes sure there is one."""
    known = current_actor()
    if known is None:
        raise SignInNeeded
    return known


def install(app: Flask, find_actor: Callable[[str], Actor | None]) -> None:
    """Check the guard before every request and add the security headers after it.

    `find_actor` gives the person of a session token, None for an unknown or expired one.
    """

    @app.before_request
    def check() -> None:
        token = session.get("token", "")
        g.actor = find_actor(token) if token else None
        if request.endpoint is None or request.endpoint == "static":
            return
        allowed = guard_of(app.view_functions[request.endpoint])
        if PUBLIC in allowed:
            return
        if g.actor is None:
            raise SignInNeeded
        if ANYONE_SIGNED_IN not in allowed and g.actor.role not in allowed:
            raise NotAllowed
        if most_bytes := getattr(app.view_functions[request.endpoint], _MOST_BYTES, 0):
            request.max_content_length = most_bytes

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _CSP)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"  # also for downloads, which come with a default
        return response


_CSP: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
