"""Letters about a confirmation: please read the draft; your answer is missing; what became of your changes.

Drafts in the queue of notices, as for invitations: they leave when the secretariat sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.accounts import service as accounts
from app.accounts.service import Account
from app.audit.service import record
from app.clock import day_text
from app.db import Database
from app.errors import NotFound, Refused
from app.meetings.service import confirming, meetings
from app.meetings.service.confirming import Confirmation, Reader, Standing
from app.meetings.service.meetings import Meeting
from app.meetings.service.opening import require_held
from app.meetings.store import confirming as store
from app.notices import service as notices
from app.notices.letter import Letter
from app.notices.service import batches
from app.notices.texts import Wording, contact_line
from app.rounds import service as rounds
from app.security import Actor
from forms.questions import Text

KIND: Final = "meeting_confirmation"
ASK: Final = "ask"
REMIND: Final = "remind"
OUTCOME: Final = "outcome"
_NOT_OPEN: Final = Text(
    "確認の期間が終わっているため、お願いのお知らせは作れません。先に期限を変更してください。",
    "The time for confirming is over: nobody can be asked to answer. Change the last day first.",
)
#: What became of a change, in a letter.
_RESULT: Final[Mapping[str, str]] = {
    store.ACCEPTED: "お申し出のとおり反映しました。", store.PARTLY: "一部を反映しました。", store.REFUSED: "反映しないこととしました。",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Kind:
    title: str
    said: str
    takes: Callable[[Standing, Reader], bool]


def _decided(found: Standing, reader: Reader) -> bool:
    own = found.of(reader.person_id)
    return any(c.state in _RESULT for c in own) and not any(c.is_open for c in own)


_KINDS: Final[Mapping[str, _Kind]] = {
    ASK: _Kind("会議録（案）のご確認のお願い", "の会議録の案を作成しましたので、内容のご確認をお願いいたします。", lambda _f, _r: True),
    REMIND: _Kind(
        "会議録（案）のご確認の期限について", "の会議録の案について、ご確認の期限が近づいてまいりましたので、お知らせいたします。",
        lambda _f, r: not r.said,
    ),
    OUTCOME: _Kind("会議録（案）への修正のお申し出について", "の会議録の案への修正のお申し出について、次のとおりお知らせいたします。", _decided),
}  # fmt: skip


def can_write(db: Database, found: Standing) -> dict[str, list[Account]]:
    """Who would get which letter: readers with an account that is in use."""
    known = {a.id: a for a in accounts.all_accounts(db) if a.active}
    return {
        name: [known[r.account_id] for r in found.readers if r.account_id in known and kind.takes(found, r)]
        for name, kind in _KINDS.items()
    }


def prepare(db: Database, actor: Actor, now: datetime, meeting_id: int, name: str) -> int:
    """Draft one kind of letter; the batch's id. Drafts nobody sent are discarded first. Raises Refused, NotFound."""
    if name not in _KINDS:
        raise NotFound
    with db.write():
        found = confirming.require(db, now, meeting_id)
        meeting = meetings.get(db, actor, meeting_id)
        if name != OUTCOME:  # what became of a change is told also when the minutes are final
            require_held(db, meeting_id)
            if found.state != confirming.OPEN:
                raise Refused(_NOT_OPEN)
        known = {a.id for a in can_write(db, found)[name]}
        to = [r for r in found.readers if r.account_id in known and _KINDS[name].takes(found, r)]
        made = [_letter(db, meeting, found, reader, name) for reader in to]
        if not made:
            raise Refused(Text("お知らせする相手がいません。", "There is nobody to write to."))
        discard(db, actor, now, found.confirmation)
        title = f"{meeting.title}　{_KINDS[name].title}"
        plan = batches.Plan(
            KIND,
            title,
            "会議録の確認についてお知らせします",
            Wording(title, notices.link(db, "/")),
            owing=False,
        )
        batch_id = batches.draft(db, actor, now, None, plan, made)
        store.put_batch(db, found.confirmation.id, batch_id)
        record(
            db,
            actor,
            now,
            "meetings.confirmation_letters",
            f"meeting {meeting_id}",
            letters=len(made),
            batch=batch_id,
        )
    return batch_id


def waiting(db: Database, found: Confirmation) -> int | None:
    """The drafts that wait to be sent."""
    batch_id = found.batch_id
    return batch_id if batch_id and batches.get(db, batch_id).state == "draft" else None


def discard(db: Database, actor: Actor, now: datetime, found: Confirmation) -> None:
    """Drafts nobody sent are not true any more: another day, another answer."""
    if (batch_id := waiting(db, found)) is not None:
        batches.discard(db, actor, now, batch_id, "会議録の確認が先に進んだため、破棄しました")


def _letter(db: Database, meeting: Meeting, found: Standing, reader: Reader, name: str) -> Letter:
    kind, confirmation = _KINDS[name], found.confirmation
    body = [f"{reader.name}　様", "", "いつもお世話になっております。", f"「{meeting.title}」{kind.said}"]
    if name == OUTCOME:
        body += _outcomes(found, reader)
    else:
        own = len(confirming.own_numbers(confirmation, reader.person_id))
        body += ["", "■ ご確認の期限", f"　{day_text(confirmation.until).ja}"]
        if own:
            body += ["", "■ ご自身の発言", f"　{own}件（ページでは印が付いています）"]
    body += ["", "■ 会議録（案）のページ", f"　{notices.link(db, f'/meetings/{meeting.id}/confirm')}"]
    if name != OUTCOME:
        body += [
            "", "修正がなければ「修正はありません」を押してください。修正があるときは、発言ごとに直したい文を送ってください。",
            *(["期限までにご連絡がない場合は、ご同意いただいたものとさせていただきます。"] if confirmation.silence_agrees else []),
        ]  # fmt: skip
    body += ["", contact_line(rounds.contact(db))]
    why = f"{reader.name}：{kind.title}"
    return Letter(
        KIND,
        None,
        None,
        f"【{meeting.title}】{kind.title}",
        "\n".join(body),
        why,
        accounts=(reader.account_id or 0,),
    )


def _outcomes(found: Standing, reader: Reader) -> list[str]:
    """The letter says the numbers and the remarks; the texts stand on the page."""
    out = [""]
    for change in found.of(reader.person_id):
        if change.state in _RESULT:
            out.append(f"■ 発言{found.numbers[change.speech_id]}　{_RESULT[change.state]}")
            out += [f"　{line}" for line in change.remark.split("\n") if line]
    return out
