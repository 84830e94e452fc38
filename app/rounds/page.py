"""What the pages of a round show."""

from __future__ import annotations

from dataclasses import dataclass

from app import web
from app.organisation import service as organisation
from app.organisation.service import Section
from app.rounds import service
from app.rounds.store import CLOSED, OPEN, PREPARING, Round
from forms.questionnaire import Questionnaire

#: From which state a round may go where. A round that was opened never becomes a preparation again.
MOVES = {PREPARING: (OPEN,), OPEN: (CLOSED,), CLOSED: (OPEN,)}


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round as its page shows it."""

    round: Round
    departments: list[tuple[str, list[Section]]]
    questionnaires: tuple[Questionnaire, ...]

    @property
    def asked(self) -> int:
        """How many sections are asked."""
        return sum(len(sections) for _, sections in self.departments)

    @property
    def moves(self) -> tuple[str, ...]:
        """The states it may be brought to."""
        return MOVES[self.round.state]


def round_page(round_: Round) -> RoundPage:
    """Collect what a round's page shows."""
    asked = service.sections(web.db(), round_.id)
    return RoundPage(round_, organisation.by_department(asked), service.questionnaires(web.db(), round_.id))
