"""The demo city's three sign-ins. Their passwords are no secret: they work on this machine alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.security import MEMBER, SECRETARIAT, SECTION
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class SignIn:
    """Login name and password of one demo account."""

    login: str
    password: str
    role: str
    name: str
    label: Text


SIGN_INS: Final = (
    SignIn("bunka", "demo-bunka-2026", SECTION, "コミュニティ文化課（デモ）", Text("課", "Section")),
    SignIn("jimukyoku", "demo-jimu-2026", SECRETARIAT, "事務局（デモ）", Text("事務局", "Secretariat")),
    SignIn("iin", "demo-member-2026", MEMBER, "委員（デモ）", Text("委員", "Member")),
)
