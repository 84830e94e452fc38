"""What cells of uploaded lists mean: sections by name, roles, kinds and states by the words on our pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from app.accounts.words import KINDS, OFF, ON, SECTION_ROLES, STATES
from app.db import Database
from app.organisation import service as organisation
from app.organisation.service import Section
from app.security import APPROVER, DEPUTY, MEMBER, SECRETARIAT, SECTION, WRITER
from forms.questions import Text, search_key

#: Other words people write.
_MORE_ROLES: Final = {
    "課長": APPROVER, "決裁者": APPROVER, "所属長": APPROVER, "局長": APPROVER, "head": APPROVER,
    "課長代理": DEPUTY, "代理": DEPUTY, "代決": DEPUTY, "補佐": DEPUTY, "課長補佐": DEPUTY,
    "担当者": WRITER, "担当": WRITER, "記入": WRITER, "係": WRITER,
}  # fmt: skip
_MORE_KINDS: Final = {
    "課のアカウント": SECTION,
    "課・担当": SECTION,
    "事務局員": SECRETARIAT,
    "委員会": MEMBER,
}
_MORE_STATES: Final = {"使用": ON, "有効": ON, "停止": OFF, "無効": OFF, "利用停止": OFF, "waiting": ON}


def _words(known: Mapping[str, Text], more: Mapping[str, str]) -> dict[str, str]:
    out = {search_key(word): code for word, code in more.items()}
    for code, text in known.items():
        out |= {search_key(word): code for word in (code, text.ja, text.en)}
    return out


_ROLES: Final = _words(SECTION_ROLES, _MORE_ROLES)
_KINDS: Final = _words(KINDS, _MORE_KINDS)
_STATES: Final = _words({k: v for k, v in STATES.items() if k in (ON, OFF)}, _MORE_STATES) | {
    search_key(STATES["waiting"].ja): ON, search_key(STATES["waiting"].en): ON,
}  # fmt: skip


def role_of(cell: str) -> str | Text:
    """A role in a section; "" for an empty cell; what is wrong with any other."""
    if not cell:
        return ""
    return _ROLES.get(search_key(cell)) or _unknown("課での役割", "role", cell, SECTION_ROLES)


def kind_of(cell: str) -> str | Text:
    """A kind of account; a section's for an empty cell."""
    return _KINDS.get(search_key(cell or SECTION)) or _unknown("種別", "kind", cell, KINDS)


def state_of(cell: str) -> str | Text:
    """ "on" or "off"; "on" for an empty cell."""
    states = {k: v for k, v in STATES.items() if k in (ON, OFF)}
    return _STATES.get(search_key(cell or ON)) or _unknown("状態", "state", cell, states)


def section_of(db: Database, now: datetime, cell: str, department: str = "") -> int | Text | None:
    """A section by `課` or `部/課`; None for an empty cell; what is wrong with any other."""
    if not cell:
        return None
    full = f"{department}/{cell}" if department else cell
    key = search_key(full).replace(" / ", "/")
    # One that there is today is meant, before one that has ended.
    found = _named(organisation.valid_sections(db, now), key) or _named(
        organisation.all_sections(db, now), key
    )
    if len(found) == 1:
        return found[0].id
    shown = full[:80]
    if found:
        return Text(
            f"「{shown}」という課が複数あります。「部/課」の形で記入してください。",
            f"There are several sections {shown!r}; write DEPARTMENT/SECTION.",
        )
    return Text(f"「{shown}」という課はありません。", f"There is no section {shown!r}.")


def _named(known: list[Section], key: str) -> list[Section]:
    full = [s for s in known if key == search_key(f"{s.department}/{s.name}")]
    return full or [s for s in known if key == search_key(s.name)]


def _unknown(ja: str, en: str, cell: str, known: Mapping[str, Text]) -> Text:
    return Text(
        f"{ja}「{cell[:40]}」は使えません（{'・'.join(t.ja for t in known.values())} のいずれか）。",
        f"{cell[:40]!r} is no {en} (one of {', '.join(t.en for t in known.values())}).",
    )
