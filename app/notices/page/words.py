"""The words for how a notice stands, and the pages of long lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app import paging
from app.notices.letter import erased
from app.notices.store.notices import OUTBOX, Notice
from forms.questions import Text

PAGE: Final = 100
STATES: Final[Mapping[str, Text]] = {
    "draft": Text("下書き", "Draft"),
    "queued": Text("送信待ち", "Waiting to be sent"),
    "sending": Text("送信中", "Being sent"),
    "sent": Text("送信済み", "Sent"),
    "failed": Text("送れませんでした", "Failed"),
    "unclear": Text("届いたか不明", "Unclear"),
    "cancelled": Text("送りません", "Not sent"),
}
IN_OUTBOX: Final = Text("発信箱に作成", "Laid into the outbox")
#: The look of a state: one of the known tags.
TAGS: Final = {
    "draft": "draft", "queued": "planned", "sending": "planned", "sent": "submitted", "failed": "problem",
    "unclear": "asked", "cancelled": "none",
}  # fmt: skip


def state_name(notice: Notice) -> Text:
    """The word for how a notice stands."""
    if notice.state == "sent" and notice.way == OUTBOX:
        return IN_OUTBOX
    return STATES[notice.state]


def body(notice: Notice) -> str:
    """Its text as pages show it: one-time links are for the receiver only."""
    return erased(notice.body)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A page of a long list."""

    page: int
    total: int
    size: int = PAGE

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return paging.pages(self.total, self.size)
