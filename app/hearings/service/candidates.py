"""Choosing the sections to be heard: status, decision with reason and day, nominations, projects not reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.accounts import service as accounts
from app.accounts.service import Account
from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.hearings.service import standing
from app.hearings.service.series import require_open
from app.hearings.store import candidates as store
from app.hearings.store.candidates import (
    DECISIONS,
    HEARD,
    NOTHING,
    STATUSES,
    Choice,
    Decision,
    Nomination,
    Unlisted,
)
from app.rounds import service as rounds
from app.rounds.service import Section
from app.security import MEMBER, Actor
from forms.questions import Text

__all__ = ["Choice", "Decision", "Nomination", "Unlisted", "Wanted"]

LONGEST: Final = 2_000
LONGEST_TITLE: Final = 200


# Reading


def heard(db: Database, series_id: int) -> list[Section]:
    """The sections that are heard, in organisation order. Raises NotFound."""
    return [section for section, choice in standing.chosen(db, series_id) if choice.decision == HEARD]


def unlisted(db: Database, series_id: int, section_id: int) -> list[Unlisted]:
    """Projects somebody knows of that this section did not report."""
    return [one for one in store.unlisted(db, series_id) if one.section_id == section_id]


def nominations(db: Database, series_id: int, section_id: int) -> list[Nomination]:
    """The nominations of this section that stand."""
    return [one for one in store.nominations(db, series_id) if one.section_id == section_id]


def all_nominations(db: Database, series_id: int) -> list[Nomination]:
    """Every nomination that stands."""
    return store.nominations(db, series_id)


def all_unlisted(db: Database, series_id: int) -> list[Unlisted]:
    """Every project not reported that stands."""
    return store.unlisted(db, series_id)


def history(db: Database, series_id: int, section_id: int) -> list[Decision]:
    """Every step of a section's history, the newest first."""
    return store.history(db, series_id, section_id)


def members(db: Database) -> list[Account]:
    """The members who have an account that works."""
    return [a for a in accounts.all_accounts(db) if a.role == MEMBER and a.active]


# Deciding


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be chosen; None stays as it is. day: of the meeting (`2010-10-06`, "" for none)."""

    status: str | None = None
    decision: str | None = None
    reason: str = ""
    day: str = ""

    def of(self, old: Choice) -> tuple[str, str]:
        """(status, decision) of a section that stands so far as `old`."""
        return (
            old.status if self.status is None else self.status,
            old.decision if self.decision is None else self.decision,
        )


def decide(
    db: Database, actor: Actor, now: datetime, series_id: int, section_ids: Sequence[int], wanted: Wanted,
    seen: str,
) -> int:  # fmt: skip
    """Choose the status, the decision or both for these sections; how many changed.

    seen: the newest `changed_at` the page had shown. Raises Conflict where one of them was changed since, NotFound
    for a section the round does not ask, Refused for a decision without reason or day.
    """
    _must_be_secretariat(actor)
    _check(wanted, section_ids)
    with db.write():
        series = require_open(db, series_id)
        asked = {s.id: s for s in rounds.sections(db, series.round_id)}
        if not set(section_ids) <= set(asked):
            raise NotFound
        known = store.choices(db, series_id)
        todo = [i for i in dict.fromkeys(section_ids) if _changes(db, series_id, i, known, wanted)]
        if late := [asked[i].name for i in todo if known.get(i, NOTHING).changed_at > seen]:
            raise Conflict(
                Text(
                    f"ほかの方が先に変更しました（{'、'.join(late)}）。何も変更していません。最新の内容を確認してください。",
                    f"Somebody else has changed this meanwhile ({', '.join(late)}); nothing was changed.",
                )
            )
        if wanted.decision and any(known.get(i, NOTHING).decision != wanted.decision for i in todo):
            _must_say_why(wanted)
        for section_id in todo:
            status, decision = wanted.of(known.get(section_id, NOTHING))
            store.choose(
                db, actor, now, series_id, section_id,
                status=status, decision=decision, reason=wanted.reason.strip(), day=wanted.day,
            )  # fmt: skip
        if todo:
            record(
                db, actor, now, "hearings.decide", f"series {series_id}", sections=todo, status=wanted.status,
                decision=wanted.decision, reason=wanted.reason.strip(), day=wanted.day,
            )  # fmt: skip
    return len(todo)


def _changes(db: Database, series_id: int, section_id: int, known: dict[int, Choice], wanted: Wanted) -> bool:
    """Whether anything would be new: another choice, or another reason or day than the one given last."""
    old = known.get(section_id, NOTHING)
    if wanted.of(old) != (old.status, old.decision):
        return True
    given = (wanted.reason.strip(), wanted.day)
    last = next(iter(store.history(db, series_id, section_id)), None)
    return last is not None and bool(given[0]) and given != (last.reason, last.day)


def _check(wanted: Wanted, section_ids: Sequence[int]) -> None:
    if not section_ids:
        raise Refused(Text("課を選んでください。", "Choose at least one section."))
    if wanted.status is None and wanted.decision is None:
        raise Refused(Text("区分か決定を選んでください。", "Choose a status or a decision."))
    if wanted.status not in (None, *STATUSES) or wanted.decision not in (None, *DECISIONS):
        raise NotFound
    _must_be_day(wanted.day)
    _short(wanted.reason, LONGEST)


def _must_say_why(wanted: Wanted) -> None:
    if not wanted.reason.strip():
        raise Refused(Text("決定の理由を記入してください。", "Write the reason of the decision."))
    if not wanted.day:
        raise Refused(Text("決定した日を記入してください。", "Enter the day of the decision."))


def _must_be_day(day: str) -> None:
    try:
        fine = not day or date.fromisoformat(day).isoformat() == day
    except ValueError:
        fine = False
    if not fine:
        raise Refused(Text("日付を正しく記入してください。", "Please give a valid date."))


def _short(text: str, most: int) -> str:
    plain = text.replace("\r\n", "\n").strip()
    if len(plain) > most:
        raise Refused(Text(f"{most}文字以内で記入してください。", f"At most {most} characters."))
    return plain


def _must_be_secretariat(actor: Actor) -> None:
    if not actor.is_secretariat:
        raise NotAllowed


# Members' words


def nominate(
    db: Database,
    actor: Actor,
    now: datetime,
    series_id: int,
    section_id: int,
    *,
    remark: str,
    member: str = "",
) -> int:
    """Nominate a section with a remark; the nomination's id.

    A member does it in the own name; the secretariat enters it for the member of that name.
    """
    text = _short(remark, LONGEST)
    if not text:
        raise Refused(Text("推薦の理由を記入してください。", "Write why this section should be heard."))
    with db.write():
        _section(db, series_id, section_id)
        member_id, name = _member(db, actor, member)
        for known in nominations(db, series_id, section_id):
            if (known.member, known.remark) == (name, text):
                return known.id  # the same click once more
        made = store.nominate(
            db, actor, now, series_id, section_id, member_id=member_id, member=name, remark=text
        )
        record(db, actor, now, "hearings.nominate", f"series {series_id}", section=section_id, member=name)
    return made


def _member(db: Database, actor: Actor, typed: str) -> tuple[int | None, str]:
    """Whose word it is: (account, name); the account None where the member has none."""
    if actor.role == MEMBER:
        return actor.id, actor.name
    name = " ".join(_short(typed, LONGEST_TITLE).split())
    if not name:
        raise Refused(Text("委員の氏名を記入してください。", "Write the member's name."))
    return next((a.id for a in members(db) if a.name == name), None), name


def withdraw_nomination(
    db: Database, actor: Actor, now: datetime, series_id: int, nomination_id: int
) -> Nomination | None:
    """Take a nomination back: the member's own one, the secretariat any. None: it is gone already."""
    with db.write():
        require_open(db, series_id)
        found = next((n for n in store.nominations(db, series_id) if n.id == nomination_id), None)
        if found is None:
            return None
        if not actor.is_secretariat and found.member_id != actor.id:
            raise NotFound
        store.withdraw_nomination(db, now, nomination_id)
        record(
            db, actor, now, "hearings.withdraw_nomination", f"series {series_id}",
            section=found.section_id, member=found.member, remark=found.remark,
        )  # fmt: skip
    return found


def note_unlisted(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, *, title: str, why: str,
    who: str = "",
) -> int:  # fmt: skip
    """Note a project the section did not report; its id. A member's own word carries the member's name."""
    named, text = " ".join(_short(title, LONGEST_TITLE).split()), _short(why, LONGEST)
    if not named:
        raise Refused(Text("事業の名称を記入してください。", "Write what the project is called."))
    if not text:
        raise Refused(Text("ご存じの内容を記入してください。", "Write what you know of it."))
    with db.write():
        _section(db, series_id, section_id)
        _, name = _member(db, actor, who)
        for known in unlisted(db, series_id, section_id):
            if (known.title, known.why, known.who) == (named, text, name):
                return known.id  # the same click once more
        made = store.note_unlisted(db, actor, now, series_id, section_id, title=named, why=text, who=name)
        record(
            db, actor, now, "hearings.note_unlisted", f"series {series_id}",
            section=section_id, title=named, who=name,
        )  # fmt: skip
    return made


def withdraw_unlisted(
    db: Database, actor: Actor, now: datetime, series_id: int, unlisted_id: int
) -> Unlisted | None:
    """Take it back: who noted it, or the secretariat. None: it is gone already."""
    with db.write():
        require_open(db, series_id)
        found = next((n for n in store.unlisted(db, series_id) if n.id == unlisted_id), None)
        if found is None:
            return None
        if not actor.is_secretariat and found.noted_by != actor.id:
            raise NotFound
        store.withdraw_unlisted(db, now, unlisted_id)
        record(
            db, actor, now, "hearings.withdraw_unlisted", f"series {series_id}",
            section=found.section_id, title=found.title, why=found.why,
        )  # fmt: skip
    return found


def _section(db: Database, series_id: int, section_id: int) -> None:
    """Raises NotFound where the series' round does not ask this section."""
    series = require_open(db, series_id)
    if all(s.id != section_id for s in rounds.sections(db, series.round_id)):
        raise NotFound
