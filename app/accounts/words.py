"""What kinds of accounts, roles in a section and states are called: on pages, in lists and in files alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.security import APPROVER, DEPUTY, MEMBER, SECRETARIAT, SECTION, WRITER
from forms.questions import Text

KINDS: Final[Mapping[str, Text]] = {
    SECTION: Text("課", "Section"),
    SECRETARIAT: Text("事務局", "Secretariat"),
    MEMBER: Text("委員", "Member"),
}
#: Strongest last: who is two things in one section is the later one.
SECTION_ROLES: Final[Mapping[str, Text]] = {
    WRITER: Text("記入者", "Writer"),
    DEPUTY: Text("代決者", "Deputy"),
    APPROVER: Text("課長（決裁者）", "Head (approves)"),
}
ON: Final = "on"
WAITING: Final = "waiting"
OFF: Final = "off"
STATES: Final[Mapping[str, Text]] = {
    ON: Text("使用中", "In use"),
    WAITING: Text("パスワード未設定", "Password not set yet"),
    OFF: Text("停止中", "Switched off"),
}
#: How each state's tag looks (ui.status_tag).
STATE_TAGS: Final[Mapping[str, str]] = {ON: "submitted", WAITING: "draft", OFF: "closed"}
LINK_STATES: Final[Mapping[str, Text]] = {
    "none": Text("発行していません", "None was issued"),
    "waiting": Text("設定待ち", "Waiting to be used"),
    "used": Text("使用済み", "Used"),
    "expired": Text("期限切れ", "Expired"),
    "revoked": Text("取消し済み", "Revoked"),
}


def stronger(one: str, other: str) -> str:
    """Of two roles in a section the one that may do more."""
    order = list(SECTION_ROLES)
    return max(one, other, key=order.index)
