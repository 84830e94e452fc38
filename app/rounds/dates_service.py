"""What the secretariat decides about a round's time: its dates, approval, extensions, closing, the archive."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final

from app.audit.service import record
from app.clock import CITY_ZONE, stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.rounds import dates, extensions, service
from app.rounds.extensions import Extension
from app.rounds.service import Round
from app.rounds.store import ARCHIVED, CLOSED, OPEN
from app.rounds.working_days import closed_on
from app.security import Actor
from forms.questions import Text

#: The three dates in their order, and the day to which the round is kept.
LIMITS: Final = ("deadline", "new_until", "edit_until")
KEEP: Final = "keep_until"
#: An archived round that is taken out of the archive is a closed one again.
RESTORED: Final = "restored"
LONGEST_REASON: Final = 500


def faults(wanted: Mapping[str, str]) -> dict[str, Text]:
    """What is wrong with dates, by field. wanted: LIMITS and keep_until, each a limit or ""."""
    out = {
        name: Text("年を確認してください。", "Please check the year.")
        for name, limit in wanted.items()
        if limit and not 1950 <= date.fromisoformat(limit[:10]).year <= 2199
    }
    if out:
        return out
    deadline, new, edit = (wanted[name] for name in LIMITS)
    if deadline and new and dates.ends(new) < dates.ends(deadline):
        out["new_until"] = Text(
            "提出期限と同じか、それより後にしてください。",
            "This must not be earlier than the deadline.",
        )
    if edit and dates.later(new, edit) != edit:
        out["edit_until"] = (
            Text(
                "新規の最終日と同じか、それより後にしてください。",
                "This must not be earlier than the last day for new entries.",
            )
            if new
            else Text(
                "修正だけを先に締め切ることはできません。新規の最終日も設定してください。",
                "Edits cannot end before new entries: set the last day for new entries too.",
            )
        )
    elif edit and deadline and dates.ends(edit) < dates.ends(deadline):
        out["edit_until"] = Text(
            "提出期限と同じか、それより後にしてください。", "This must not be earlier than the deadline."
        )
    last = max((limit for limit in (deadline, new, edit) if limit), default="", key=dates.ends)
    if wanted[KEEP] and last and wanted[KEEP] < last[:10]:
        out[KEEP] = Text(
            "受付の最終日より後の日にしてください。", "This must be later than the last day for entries."
        )
    return out


def warnings(round_: Round, now: datetime) -> dict[str, list[Text]]:
    """What is worth a second look in a round's dates, by field; nothing of it is forbidden."""
    today = now.astimezone(CITY_ZONE).date().isoformat()
    out: dict[str, list[Text]] = {}
    for name in (*LIMITS, KEEP):
        limit = getattr(round_, name)
        if not limit or round_.read_only:
            continue
        if limit[:10] < today or dates.passed(limit, now):
            if round_.is_open or round_.state == "preparing" or name == KEEP:
                out.setdefault(name, []).append(_PASSED)
        elif name != KEEP and (why := closed_on(date.fromisoformat(limit[:10]))):
            told = Text("{why}です。閉庁日の期限でよいか確認してください。",
                        "This is {why}: the city hall is closed.").fill(why=why)  # fmt: skip
            out.setdefault(name, []).append(told)
    return out


_PASSED: Final = Text("この日時は既に過ぎています。", "This lies in the past.")


def seen(round_: Round) -> str:
    """Fingerprint of what the form of dates shows, so that nobody overwrites a colleague's change unseen."""
    return "|".join([*(getattr(round_, name) for name in (*LIMITS, KEEP)), str(int(round_.approval))])


def set_dates(
    db: Database, actor: Actor, now: datetime, round_id: int, wanted: Mapping[str, str], approval: bool,
    seen_by_page: str,
) -> None:  # fmt: skip
    """Set the three dates, keep_until and whether a section's head approves.

    Raises Refused where the dates contradict each other, Conflict where they were changed since the page was shown.
    """
    if found := faults(wanted):
        raise Refused(next(iter(found.values())))
    with db.write():
        old = service.get(db, round_id)
        same = (*(getattr(old, n) == v for n, v in wanted.items()), old.approval == approval)
        if not all(same) and seen(old) != seen_by_page:
            raise Conflict(
                Text(
                    "この画面を開いた後に、ほかの方が期限を変更しました。下の「現在の設定」を確認のうえ、もう一度保存してください。",
                    "Somebody else has changed the dates meanwhile. Look at them as they are now, and save again.",
                )
            )
        service.change(db, actor, now, round_id, **wanted, approval=approval)


def extend(
    db: Database, actor: Actor, now: datetime, round_id: int, section_ids: Collection[int], until: str, reason: str
) -> int:  # fmt: skip
    """Extend the dates of some sections to `until`; returns how many. An extension that runs is replaced by it.

    Raises Refused without sections, reason or a later day, RoundArchived for a round that is read-only.
    """
    reason = reason.strip()
    with db.write():
        round_ = service.require_changeable(db, round_id)
        if found := extension_faults(db, round_, now, section_ids, until, reason):
            raise Refused(next(iter(found.values())))
        running = {e.section_id: e for e in extensions.of_round(db, round_id) if not e.ended_at}
        for section_id in sorted(section_ids):
            old = running.get(section_id)
            if old and (old.until, old.reason) == (until, reason):
                continue  # the same click once more
            if old:
                extensions.end(db, now, old.id)
            extensions.add(db, actor, now, round_id, section_id, until, reason)
            record(
                db, actor, now, "rounds.extend", f"round {round_id}",
                section=section_id, until=until, reason=reason, was=old.until if old else "",
            )  # fmt: skip
    return len(section_ids)


def extension_faults(
    db: Database, round_: Round, now: datetime, section_ids: Collection[int], until: str, reason: str
) -> dict[str, Text]:
    """What is wrong with an extension, by field."""
    out = {}
    if not section_ids:
        out["sections"] = Text("延長する課を選んでください。", "Choose the sections.")
    elif not set(section_ids) <= {s.id for s in service.sections(db, round_.id)}:
        raise NotFound
    if not until:
        out["until_day"] = Text("延長後の期限を入力してください。", "Enter the day.")
    elif date.fromisoformat(until[:10]).year > 2199:
        out["until_day"] = Text("年を確認してください。", "Please check the year.")
    elif dates.passed(until, now):
        out["until_day"] = _PASSED
    elif round_.deadline and dates.later(round_.deadline, until) == round_.deadline:
        out["until_day"] = Text(
            "提出期限より後の日時にしてください。", "This must be later than the deadline."
        )
    if not reason.strip():
        out["reason"] = Text("理由を入力してください。", "Write why.")
    elif len(reason) > LONGEST_REASON:
        out["reason"] = Text(
            f"{LONGEST_REASON}文字以内で入力してください。", f"At most {LONGEST_REASON} characters."
        )
    return out


def end_extension(db: Database, actor: Actor, now: datetime, round_id: int, extension_id: int) -> Extension:
    """End an extension at once: the round's own dates hold again. Raises NotFound for another round's."""
    with db.write():
        found = next((e for e in extensions.of_round(db, round_id) if e.id == extension_id), None)
        if found is None:
            raise NotFound
        if not found.ended_at:
            service.require_changeable(db, round_id)
            extensions.end(db, now, extension_id)
            record(
                db, actor, now, "rounds.end_extension", f"round {round_id}",
                section=found.section_id, until=found.until,
            )  # fmt: skip
    return found


def all_extensions(db: Database, round_id: int) -> list[Extension]:
    """Every extension of a round, the newest first."""
    return extensions.of_round(db, round_id)


def may_become(round_: Round, wanted: str) -> bool:
    """Whether a round may go there from where it is. One that was opened never becomes a preparation again."""
    if round_.disposed_at:
        return False
    if round_.archived_at:
        return wanted == RESTORED
    return wanted in {"preparing": {OPEN}, OPEN: {CLOSED}, CLOSED: {OPEN, ARCHIVED}}[round_.state]


def is_already(round_: Round, wanted: str) -> bool:
    """Whether it is there: nothing has to be done."""
    return round_.shown_state == (CLOSED if wanted == RESTORED else wanted)


def move(db: Database, actor: Actor, now: datetime, round_id: int, wanted: str) -> None:
    """Open, close, archive a round, or take it out of the archive; where it is already there nothing happens.

    Raises Refused where it cannot go there: an open round is closed before it is archived.
    """
    with db.write():
        round_ = service.get(db, round_id)
        if is_already(round_, wanted):
            return
        if not may_become(round_, wanted):
            raise Refused(_NO_WAY)
        if wanted in (ARCHIVED, RESTORED):
            moment = stored(now) if wanted == ARCHIVED else ""
            service.change(db, actor, now, round_id, archived_at=moment)
        else:
            service.change(db, actor, now, round_id, state=wanted)


_NO_WAY: Final = Text(
    "この状態からは変更できません。保存（読み取り専用）にするには、先に受付を終了してください。",
    "This cannot be done in the present state. A survey is closed before it is archived.",
)
