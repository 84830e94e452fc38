"""What the board and the pages around it show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.clock import day_text
from app.db import Database
from app.hearings.alternatives import Change
from app.hearings.page.schedule import SIGNS, WISHES, DayLine, day_lines
from app.hearings.reasons import REASONS
from app.hearings.service import board as service
from app.hearings.service import draft as drafts
from app.hearings.service import placing, steps
from app.hearings.service.board import CANCELLED, MOVED, NEW, Changed, Entry, Plan
from app.hearings.service.draft import Draft, Fault, key_of, name
from app.hearings.store.board import Key, Spot, Step
from app.hearings.store.schedule import CANNOT
from app.rounds.service import Section
from forms.questions import Text

KINDS: Final = {
    NEW: Text("新規", "New"),
    MOVED: Text("変更", "Moved"),
    CANCELLED: Text("取りやめ", "Cancelled"),
}
STEPS: Final = {
    "place": Text("移動", "a move"),
    "pin": Text("固定・解除", "a pin"),
    "propose": Text("自動の案", "a proposal"),
    "take": Text("入替案の採用", "a way out"),
    "second": Text("再ヒアリングの追加", "a second hearing"),
    "no_second": Text("再ヒアリングの取りやめ", "no second hearing"),
    "restore": Text("以前の版からの復元", "a restored version"),
}
#: With more choices than this on one page, cards have a page of their own for moving instead of a list each.
MOST_CHOICES: Final = 4_000


@dataclass(frozen=True, slots=True)
class Card:
    """One hearing on the board. cannot: ids of days on which its section cannot come, for dragging."""

    key: Key
    section: Section
    spot: Spot
    faults: Sequence[Fault]
    wish: str
    cannot: Sequence[int]
    moved: bool

    @property
    def id(self) -> str:
        """As the planner and forms name it."""
        return name(self.key)

    @property
    def anchor(self) -> str:
        """For links within the page."""
        return f"h-{self.key[0]}-{self.key[1]}"

    @property
    def called(self) -> Text:
        """Its section; the second hearing says so."""
        if self.key[1] == 1:
            return Text(self.section.name, self.section.name)
        return Text(
            f"{self.section.name}（{self.key[1]}回目）", f"{self.section.name} (hearing {self.key[1]})"
        )

    @property
    def sign(self) -> str:
        """① or ② where the day is a wish of the section's."""
        return SIGNS.get(self.wish, "") if self.wish != CANNOT else ""

    @property
    def word(self) -> Text:
        """The wish in words."""
        return WISHES[self.wish]


@dataclass(frozen=True, slots=True)
class Place:
    """One slot of a day. card: who is there; over: beyond the day's slots."""

    day_id: int
    slot: int
    begins: str
    ends: str
    card: Card | None
    over: bool = False

    @property
    def value(self) -> str:
        """What a form says for it."""
        return f"{self.day_id}-{self.slot}"


@dataclass(frozen=True, slots=True)
class Column:
    """A day with its slots."""

    line: DayLine
    places: Sequence[Place]


@dataclass(frozen=True)
class BoardPage:
    """The board. problem: what could not be done just now."""

    draft: Draft
    lines: Sequence[DayLine]
    differences: int
    problem: Text | None = None

    @cached_property
    def cards(self) -> dict[Key, Card]:
        """Every hearing."""
        return {key: _card(self.draft, key) for key in self.draft.spots}

    @cached_property
    def columns(self) -> list[Column]:
        """Day by day."""
        return [Column(line, self._places(line)) for line in self.lines]

    @cached_property
    def tray(self) -> list[Card]:
        """Not placed."""
        return [self.cards[key] for key in self.draft.tray]

    @property
    def choices(self) -> bool:
        """Each card has its own list of places."""
        return len(self.cards) * sum(len(c.places) for c in self.columns) <= MOST_CHOICES

    @property
    def faulty(self) -> list[Card]:
        """Hearings with something wrong."""
        return [c for c in self.cards.values() if c.faults]

    @property
    def unmet(self) -> list[tuple[Card, Text, Text]]:
        """What could not be met: (whose, why, which day)."""
        days = {str(d.id): d.label for d in self.draft.days}
        return [(self.cards[key], REASONS[u.reason], days.get(u.day, Text())) for key, u in self.draft.unmet]

    @property
    def undo(self) -> tuple[Step, Text] | None:
        """What would be taken back."""
        step = steps.undoable(self.draft)
        return (step, STEPS[step.what]) if step else None

    @property
    def redo(self) -> tuple[Step, Text] | None:
        """What would be done again."""
        step = steps.redoable(self.draft)
        return (step, STEPS[step.what]) if step else None

    def _places(self, line: DayLine) -> list[Place]:
        day, draft = line.day, self.draft
        used = [s.slot for s in draft.spots.values() if s.day_id == day.id and s.slot]
        most = max([day.shape.slots, *used])
        out = []
        for slot in range(1, most + 1):
            begins, ends = day.shape.time(slot)
            key = draft.at.get((day.id, slot))
            over = slot > day.shape.slots
            if key is not None or not over:
                out.append(Place(day.id, slot, begins, ends, self.cards[key] if key else None, over))
        return out


def _card(draft: Draft, key: Key) -> Card:
    spot, section_id = draft.spots[key], key[0]
    kept = draft.published.get(key)
    moved = bool(kept) and (kept.day_id, kept.slot) != (spot.day_id, spot.slot) if kept else False
    cannot = [d.id for d in draft.days if draft.wish(section_id, d.id) == CANNOT]
    wish = draft.wish(section_id, spot.day_id) if spot.day_id else ""
    return Card(key, draft.sections[section_id], spot, draft.faults.get(key, ()), wish, cannot, moved)


def board_page(db: Database, series_id: int, problem: Text | None = None) -> BoardPage:
    """Everything the board shows."""
    draft = drafts.read(db, series_id)
    differences = service.plan_difference(service.published(db, series_id), service.drafted(draft))
    return BoardPage(draft, day_lines(db, series_id), len(differences), problem)


@dataclass(frozen=True, slots=True)
class Way:
    """One way out. moves: (whose, from, to); told: sections to be told; value: what its form says."""

    moves: Sequence[tuple[Card, Text, Text]]
    told: int
    reserve: bool
    wished: bool
    value: str


@dataclass(frozen=True, slots=True)
class CannotPage:
    """A hearing that cannot be on its day."""

    draft: Draft
    card: Card
    day: Text
    ways: Sequence[Way]
    second: bool
    problem: Text | None


def cannot_page(db: Database, series_id: int, key: Key, problem: Text | None = None) -> CannotPage:
    """Everything that page shows. Raises KeyError for a hearing that is none."""
    draft = drafts.read(db, series_id)
    card = _card(draft, key)
    at = draft.day.get(card.spot.day_id or 0)
    return CannotPage(
        draft, card, at.label if at else Text(), [_way(draft, c) for c in placing.ways(draft, key)],
        (key[0], 2) in draft.spots, problem,
    )  # fmt: skip


def _way(draft: Draft, change: Change) -> Way:
    moves = []
    for who, (old, new) in change.moves.items():
        moves.append((_card(draft, key_of(who)), draft.day[int(old)].label, draft.day[int(new)].label))
    to = [(key_of(who), int(new)) for who, (_, new) in change.moves.items()]
    reserve = any(draft.day[day].reserve for _, day in to)
    wished = all(draft.wish(key[0], day) for key, day in to)
    return Way(moves, change.told, reserve, wished, placing.moves_text(change))


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What publishing would change."""

    draft: Draft
    changes: Sequence[Changed]
    obstacles: Sequence[Text]
    concerns: Sequence[Text]


def publish_page(db: Database, series_id: int) -> PublishPage:
    """Everything the page before publishing shows."""
    draft = drafts.read(db, series_id)
    changes = service.plan_difference(service.published(db, series_id), service.drafted(draft))
    return PublishPage(draft, changes, service.obstacles(draft), service.concerns(db, draft))


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version, and what differs from another one (None: it is the first). seen: of the draft."""

    draft: Draft
    plans: Sequence[Plan]
    plan: Plan
    entries: Sequence[Entry]
    other: Plan | None
    changes: Sequence[Changed]


def version_page(db: Database, series_id: int, number: int, other: int | None) -> VersionPage:
    """Everything the page of a version shows; compared with the one before unless told otherwise. Raises NotFound."""
    plan = service.plan(db, series_id, number)
    wanted = number - 1 if other is None else other
    against = service.plan(db, series_id, wanted) if wanted else None
    entries = service.entries(db, series_id, plan.id)
    before = service.entries(db, series_id, against.id) if against else []
    return VersionPage(
        drafts.read(db, series_id), service.plans(db, series_id), plan, entries, against,
        service.plan_difference(before, entries),
    )  # fmt: skip


def when(entry: Entry | None) -> Text:
    """`令和8年12月7日(月) 10:00–10:40 第5会議室`; nothing for no entry."""
    if entry is None:
        return Text("―", "–")
    from_, day = f"{entry.begins}–{entry.ends}", day_text(entry.day)
    return Text("{day} {time} {place}", "{day} {time} {place}").fill(day=day, time=from_, place=entry.place)
