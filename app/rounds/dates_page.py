"""What the page of a round's dates shows, and the page that asks once more before a round changes its state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app import queries
from app.db import Database
from app.organisation import service as organisation
from app.organisation.service import Section
from app.responses.service import reading
from app.rounds import dates, dates_service, service
from app.rounds.dates import limit_text
from app.rounds.dates_service import KEEP, LIMITS
from app.rounds.extensions import Extension
from app.rounds.store import ARCHIVED, CLOSED, OPEN, Round
from forms.questions import Text

HINTS = {
    "deadline": Text(
        "依頼文に書く期限です。過ぎても提出はできますが、「遅れ」として表示されます。",
        "As written in the request. What comes after it is taken, and shown as late.",
    ),
    "new_until": Text(
        "まだ提出していない調査票を記入・提出できる最終日です。空欄のときは、受付を終了するまで提出できます。",
        "Forms not submitted yet can be filled in and submitted until then; empty: until the survey is closed.",
    ),
    "edit_until": Text(
        "提出した回答を課が自分で差し替えられる最終日です。空欄のときは、受付を終了するまで差し替えられます。",
        "A section can replace what it submitted until then; empty: until the survey is closed.",
    ),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One of the three dates as it stands. shown: in words; warnings: worth a second look."""

    name: str
    hint: Text
    shown: Text
    warnings: Sequence[Text]


@dataclass(frozen=True, slots=True)
class DatesPage:
    """The dates of a round. sentence: what they mean; running, past: extensions; waiting: submissions that wait for
    approval; keep_warnings: about keep_until."""

    round: Round
    limits: Sequence[Limit]
    keep_warnings: Sequence[Text]
    sentence: Sequence[Text]
    seen: str
    running: Sequence[Extension]
    past: Sequence[Extension]
    departments: Sequence[tuple[str, list[Section]]]
    waiting: int


def dates_page(db: Database, now: datetime, round_: Round) -> DatesPage:
    """Collect what the page of dates shows."""
    found = dates_service.warnings(round_, now)
    limits = [
        Limit(name, HINTS[name], limit_text(getattr(round_, name), now), found.get(name, ()))
        for name in LIMITS
    ]
    given = dates_service.all_extensions(db, round_.id)
    return DatesPage(
        round_, limits, found.get(KEEP, ()), sentence(round_, now), dates_service.seen(round_),
        [e for e in given if e.runs(now)], [e for e in given if not e.runs(now)],
        organisation.by_department(service.sections(db, round_.id)), queries.waiting_requests(db, round_.id),
    )  # fmt: skip


def sentence(round_: Round, now: datetime) -> list[Text]:
    """What the dates mean for a section without an extension, in whole sentences; by the one rule."""
    if round_.read_only:
        return [
            Text(
                "保存（読み取り専用）中のため、だれも記入・変更できません。",
                "Archived: nobody can change anything.",
            )
        ]
    if round_.state == "closed":
        return [
            Text(
                "受付を終了しているため、記入・提出できるのは延長中の課だけです。",
                "The survey is closed: only sections with an extension can write.",
            )
        ]
    found = dates.window(round_, None, now)
    out = [
        _until(found.new_until, found.new, now, Text("課が新しく記入・提出できるのは", "Sections can make new entries")),
        _until(found.edit_until, found.edit, now, Text("提出した回答を差し替えられるのは", "What was submitted can be replaced")),
    ]  # fmt: skip
    if round_.state == "preparing":
        out.insert(0, Text("まだ受付を開始していません。開始すると、次のようになります。",
                           "Not open yet. Once it is open:"))  # fmt: skip
    return out


def _until(limit: str, still: bool, now: datetime, what: Text) -> Text:
    if not limit:
        return Text("{what}、受付を終了するまでです。", "{what} until the survey is closed.").fill(what=what)
    until = limit_text(limit, now)
    if not dates.passed(limit, now):
        return Text("{what}、{until}です。", "{what} {until}.").fill(what=what, until=until)
    return Text("{what}、{until}でした（終了しています）。", "{what} {until}, which is over.").fill(
        what=what, until=until
    )


@dataclass(frozen=True, slots=True)
class MovePage:
    """What happens if the round becomes `wanted`. already: it is; allowed: it may."""

    round: Round
    wanted: str
    title: Text
    already: bool
    allowed: bool
    asked: int
    consequences: Sequence[Text]
    cautions: Sequence[Text]


TITLES = {
    OPEN: Text("受付を開始する", "Open the survey"),
    CLOSED: Text("受付を終了する", "Close the survey"),
    ARCHIVED: Text("保存（読み取り専用）にする", "Archive the survey"),
    dates_service.RESTORED: Text("保存を解除する", "Take the survey out of the archive"),
}
REOPEN = Text("受付を再開する", "Open the survey again")


def title_of(round_: Round, wanted: str) -> Text:
    """What the step to `wanted` is called."""
    return REOPEN if wanted == OPEN and round_.state == CLOSED else TITLES[wanted]


def move_page(db: Database, now: datetime, round_: Round, wanted: str) -> MovePage:
    """Collect the consequences of a step."""
    told = {OPEN: _opening, CLOSED: _closing, ARCHIVED: _archiving}.get(wanted)
    consequences, cautions = told(db, now, round_) if told else ([_RESTORING], [])
    return MovePage(
        round_, wanted, title_of(round_, wanted), dates_service.is_already(round_, wanted),
        dates_service.may_become(round_, wanted), len(service.sections(db, round_.id)), consequences, cautions,
    )  # fmt: skip


def _opening(db: Database, now: datetime, round_: Round) -> tuple[list[Text], list[Text]]:
    asked = len(service.sections(db, round_.id))
    opened = replace(round_, state=OPEN)
    found = dates.window(opened, None, now)
    out = [
        Text("{n}課が記入・提出できるようになります。", "{n} sections can then fill in and submit.").fill(
            n=asked
        )
    ]
    cautions = []
    if not found.new:
        out = sentence(opened, now)
        cautions.append(
            Text(
                "期限が過ぎているため、受付を開始しても課は新しく記入・提出できません。先に期限を直してください。",
                "The dates lie in the past: sections could still not make new entries. Set the dates first.",
            )
        )
    return out, cautions


def _closing(db: Database, now: datetime, round_: Round) -> tuple[list[Text], list[Text]]:
    out = [
        Text(
            "課は回答を見ることはできますが、変更・提出はできなくなります。記入中で未提出の内容は残りますが、集計には含まれません。",
            "Sections can then still read their answers, but no longer change or submit them."
            " What was begun and not submitted is kept and not counted.",
        )
    ]
    return out, _left(db, now, round_, runs=True)


def _archiving(db: Database, now: datetime, round_: Round) -> tuple[list[Text], list[Text]]:
    out = [
        Text(
            "課も事務局も、回答・確認（フラグ）・記入なし等の扱い・期限を一切変更できなくなります。閲覧・印刷・集計表の出力はできます。",
            "Nobody, the secretariat included, can change answers, flags, rulings or dates any more."
            " Everything can still be read, printed and exported.",
        ),
        Text("必要なときは、保存を解除して元の状態に戻せます。", "It can be taken out of the archive again."),
    ]
    return out, _left(db, now, round_, runs=False)


_RESTORING = Text(
    "受付を終了した状態に戻ります。課は記入できませんが、事務局は訂正や受付の再開ができるようになります。",
    "It is then a closed survey again: sections cannot write, the secretariat can correct answers or open it again.",
)


def _left(db: Database, now: datetime, round_: Round, runs: bool) -> list[Text]:
    """What is unfinished. runs: extensions stay valid after this step."""
    standing = reading.standing(db, now, round_.id)
    owing = len({section for (section, _), s in standing.items() if s.owed})
    running = [e for e in dates_service.all_extensions(db, round_.id) if e.runs(now)]
    counted = (
        (owing, Text("未提出のものがある課：{n}課", "Sections that still owe something: {n}")),
        (queries.unsubmitted_drafts(db, round_.id), Text("記入中で未提出の調査票：{n}件", "Forms begun and not submitted: {n}")),
        (queries.waiting_requests(db, round_.id), Text("課内で決裁待ちの提出：{n}件", "Submissions waiting for approval: {n}")),
    )  # fmt: skip
    out = [text.fill(n=n) for n, text in counted if n]
    if running:
        names = "、".join(dict.fromkeys(e.section for e in running))
        after = (
            Text("終了後も、それぞれの期限まで記入・提出できます", "they can still write until their own day")
            if runs
            else Text("延長は無効になります", "their extension no longer holds")
        )
        out.append(
            Text(
                "延長中の課：{n}課（{names}）。{after}。",
                "Sections with an extension: {n} ({names}); {after}.",
            ).fill(n=len(running), names=names, after=after)
        )
    return out
