"""The demo city's four sign-ins. Their passwords are no secret: they work on this machine alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.security import APPROVER, MEMBER, SECRETARIAT, SECTION, WRITER
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class SignIn:
    """Login name and password of one demo account. section_role: what it is in the demo's own section."""

    login: str
    password: str
    role: str
    name: str
    label: Text
    section_role: str = WRITER


SIGN_INS: Final = (
    SignIn("bunka", "demo-bunka-2026", SECTION, "コミュニティ文化課（デモ）", Text("課", "Section")),
    SignIn(
        "kacho",
        "demo-kacho-2026",
        SECTION,
        "コミュニティ文化課長（デモ）",
        Text("課長（決裁）", "Head of section"),
        APPROVER,
    ),
    SignIn("jimukyoku", "demo-jimu-2026", SECRETARIAT, "事務局（デモ）", Text("事務局", "Secretariat")),
    SignIn("iin", "demo-member-2026", MEMBER, "委員（デモ）", Text("委員", "Member")),
)
