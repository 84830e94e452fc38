"""What the pages of a round show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, url_for

from app import web
from app.organisation import service as organisation
from app.organisation.service import Section
from app.rounds import dates_page, dates_service, service
from app.rounds.dates_service import RESTORED
from app.rounds.store import ARCHIVED, CLOSED, OPEN, Round
from forms.questionnaire import Questionnaire
from forms.questions import Text

#: What is done on a round, in the order of the work; pages that are not there are left out.
WORK: Final = (
    (Text("提出状況", "Who has submitted what"), "home.index", "round"),
    (Text("期限・延長・決裁・保存", "Dates, extensions, approval, archive"), "rounds.dates", "round_id"),
    (Text("依頼文・記入要領・記入例", "Request, guide and examples"), "materials.index", "round_id"),
    (Text("お知らせ・督促", "Notices and reminders"), "notices.of_round", "round_id"),
    (Text("フラグ（確認が必要な回答）", "Flags: answers to be checked"), "flags.index", "round_id"),
    (Text("調査票どうしの食い違い", "Contradictions across forms"), "oversight.contradictions", "round_id"),
    (Text("記入なし等の扱い", "Rules on non-answers"), "rulings.index", "round_id"),
    (Text("集計表", "Result tables"), "results.index", "round_id"),
    (Text("版（会議資料）", "Editions"), "editions.index", "round_id"),
    (Text("ヒアリング", "Hearings"), "hearings.index", "round_id"),
    (Text("前回との比較", "Compared with the last round"), "succession.compared", "round_id"),
    (
        Text("次の調査を作る（この調査から引き継ぐ）", "Make the next survey from this one"),
        "succession.next_round",
        "round_id",
    ),
    (Text("この調査の調査票", "Questionnaires of this survey"), "rounds.questionnaires", "round_id"),
    (Text("廃棄（保存年限）", "Disposal (retention period)"), "disposal.show", "round_id"),
)
#: Where nothing is left of a round but its name, this is.
_OF_DISPOSED: Final = {"rounds.questionnaires", "disposal.show"}


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round as its page shows it."""

    round: Round
    departments: list[tuple[str, list[Section]]]
    questionnaires: tuple[Questionnaire, ...]
    previous: Round | None = None

    @property
    def work(self) -> list[tuple[Text, str]]:
        """Links to what is done on this round."""
        out = []
        for label, name, argument in WORK:
            place: dict[str, Any] = {argument: self.round.id}
            offered = name in _OF_DISPOSED if self.round.disposed_at else name in current_app.view_functions
            if offered and (name != "disposal.show" or self.round.read_only):
                out.append((label, url_for(name, **place)))
        return out

    @property
    def asked(self) -> int:
        """How many sections are asked."""
        return sum(len(sections) for _, sections in self.departments)

    @property
    def moves(self) -> list[tuple[str, Text]]:
        """The states it may be brought to, and what each step is called."""
        return [
            (wanted, dates_page.title_of(self.round, wanted))
            for wanted in (OPEN, CLOSED, ARCHIVED, RESTORED)
            if dates_service.may_become(self.round, wanted)
        ]


def round_page(round_: Round) -> RoundPage:
    """Collect what a round's page shows."""
    asked = service.sections(web.db(), round_.id)
    previous = service.get(web.db(), round_.previous_id) if round_.previous_id is not None else None
    made = service.questionnaires(web.db(), round_.id)
    return RoundPage(round_, organisation.by_department(asked), made, previous)
