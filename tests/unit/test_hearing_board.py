"""The draft of a schedule: proposed, moved by hand, changed by ways out, undone, published, restored."""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.hearings.service import board, candidates, placing, schedule, steps, wishes
from app.hearings.service import draft as drafts
from app.hearings.store.board import Spot
from app.migrations import migrate
from app.organisation import service as organisation
from app.rounds import service as rounds
from app.security import SYSTEM
from tests.support.city import NOW
from tests.support.hearings import add_day, make_series


class Board:
    """A series with its acts, each carrying what stands now."""

    def __init__(self, db, names, days=3, slots=2, department=lambda i: "市民部"):
        self.db = db
        with db.write():
            self.sections = [
                organisation.add_section(db, department(i), n, "section", i) for i, n in enumerate(names, 1)
            ]
            round_id = rounds.create(db, SYSTEM, NOW, "試験調査", 2026, self.sections)
        self.id = make_series(db, NOW, round_id, self.sections, days, slots)

    @property
    def draft(self):
        return drafts.read(self.db, self.id)

    @property
    def days(self):
        return [d.id for d in schedule.days(self.db, self.id)]

    def act(self, what, *args, seen=None):
        return what(self.db, SYSTEM, NOW, self.id, *args, self.draft.seen if seen is None else seen)

    def propose(self, *last):
        self.act(placing.propose, last)

    def place(self, n, where, turn=1):
        self.act(placing.place, (self.sections[n], turn), where)

    def wish(self, n, day, kind):
        section = self.sections[n]
        shown = wishes.seen(wishes.of_section(self.db, self.id, section))
        wishes.wish(self.db, SYSTEM, NOW, self.id, section, said={day: kind}, shown=shown)

    def publish(self, now=NOW, anyway=True):
        return board.publish(self.db, SYSTEM, now, self.id, note="", seen=self.draft.seen, anyway=anyway)

    def undo(self):
        self.act(steps.undo, steps.undoable(self.draft).id)

    def redo(self):
        self.act(steps.redo, steps.redoable(self.draft).id)

    @property
    def spots(self):
        return {k: (s.day_id, s.slot) for k, s in self.draft.spots.items()}

    def on(self, n):
        return self.draft.spots[self.sections[n], 1]


@pytest.fixture
def made(tmp_path):
    """made(names, …) → Board on a database of its own; closed at the end."""
    opened = []

    def make(names="甲乙丙丁", **more):
        db = Database(tmp_path / f"{len(opened)}.db")
        migrate(db)
        opened.append(db)
        return Board(db, names, **more)

    yield make
    for db in opened:
        db.close()


def test_exactly_the_plan_of_2010(made, shared_data):
    hearing = json.loads((Path(shared_data) / "koganei-2010/hearing.json").read_text(encoding="utf-8"))
    sessions = hearing["decided"]["sessions"]
    wanted = [[s["section"] for s in one["sections"]] for one in sessions if not one["reserve"]]
    decided = sorted((s for one in sessions for s in one["sections"]), key=lambda s: s["section_order"])
    b = made(
        [s["section"] for s in decided], days=5, slots=3, department=lambda i: decided[i - 1]["department"]
    )
    add_day(b.db, NOW, b.id, "2026-12-20", reserve=True)
    last = next(i for i, s in zip(b.sections, decided, strict=True) if s["section"] == "企画政策課")
    b.propose(last)
    draft = b.draft
    plan = [
        [draft.sections[draft.at[d.id, n][0]].name for n in (1, 2, 3)] for d in draft.days if not d.reserve
    ]
    assert plan == wanted
    assert draft.tray == []
    assert not draft.unmet


def test_by_hand_two_change_places_and_the_tray_takes_one(made):
    b = made()
    one, two, _ = b.days
    b.place(0, (one, 0))
    b.place(1, (one, 0))
    assert (b.on(0), b.on(1)) == (Spot(one, 1), Spot(one, 2))
    b.place(1, (one, 1))
    assert (b.on(0), b.on(1)) == (Spot(one, 2), Spot(one, 1))
    b.place(2, (one, 1))  # from the tray: who was there goes there
    assert (b.on(2), b.on(1)) == (Spot(one, 1), Spot())
    with pytest.raises(Refused, match="No place"):
        b.place(3, (one, 0))
    b.place(2, None)
    assert b.on(2) == Spot()
    with pytest.raises(NotFound):
        b.place(2, (two, 3))
    with pytest.raises(NotFound):
        b.place(2, (999, 1))


def test_a_pin_stays_whatever_is_proposed_or_moved(made):
    b = made()
    _, two, three = b.days
    b.place(0, (three, 2))
    b.act(placing.pin, (b.sections[0], 1), True)
    b.propose()
    assert b.on(0) == Spot(three, 2, True)
    for act in (lambda: b.place(0, (two, 2)), lambda: b.place(1, (three, 2))):
        with pytest.raises(Refused, match="pinned"):
            act()
    b.wish(0, three, "cannot")
    b.propose()
    assert b.on(0) == Spot(three, 2, True)
    assert [f.kind for f in b.draft.faults[b.sections[0], 1]] == ["cannot"]


def test_an_excluded_day_is_allowed_by_hand_and_seen(made):
    b = made()
    b.wish(0, b.days[0], "cannot")
    b.propose()
    assert b.on(0).day_id != b.days[0]
    b.place(0, (b.days[0], 1))
    assert [f.kind for f in b.draft.faults[b.sections[0], 1]] == ["cannot"]


def test_too_many_sections_are_named_and_nothing_is_hidden(made):
    b = made("甲乙丙", days=1)
    b.propose()
    assert [(k, u.reason) for k, u in b.draft.unmet] == [(b.draft.tray[0], "no_slot")]
    assert len(b.draft.tray) == 1
    day = schedule.day(b.db, b.id, b.days[0])
    smaller = replace(day, shape=replace(day.shape, slots=1))
    schedule.change_day(b.db, SYSTEM, NOW, smaller, schedule.day_seen(day))
    assert [f.kind for found in b.draft.faults.values() for f in found] == ["beyond"]
    with pytest.raises(Refused, match="more hearings than places"):
        b.publish()


def test_x_cannot_come_one_click_and_back(made):
    b = made()
    b.propose()
    b.publish()
    before, first = b.spots, b.on(0)
    ways = placing.ways(b.draft, (b.sections[0], 1))
    assert [w.told for w in ways] == sorted(w.told for w in ways)
    for way in (ways[0], ways[-1]):
        moves = placing.moves_of(placing.moves_text(way))
        seen = b.draft.seen
        b.act(placing.take, (b.sections[0], 1), moves)
        assert b.on(0).day_id != first.day_id
        assert wishes.of_section(b.db, b.id, b.sections[0])[first.day_id] == "cannot"
        b.act(placing.take, (b.sections[0], 1), moves, seen=seen)  # a double click
        assert len(board.plan_difference(board.published(b.db, b.id), board.drafted(b.draft))) == way.told
        b.undo()
        assert b.spots == before
        assert wishes.of_section(b.db, b.id, b.sections[0])[first.day_id] == ""


def test_a_way_that_is_none_is_not_found(made):
    b = made()
    b.propose()
    with pytest.raises(NotFound):
        b.act(placing.take, (b.sections[0], 1), {(b.sections[1], 1): b.days[2]})


def test_undo_and_redo_go_back_and_forth_until_something_new_happens(made):
    b = made()
    states = [b.spots]
    for n in range(3):
        b.place(n, (b.days[0] if n < 2 else b.days[1], 0))
        states.append(b.spots)
    for state in reversed(states[:-1]):
        b.undo()
        assert b.spots == state
    for state in states[1:]:
        b.redo()
        assert b.spots == state
    b.undo()
    b.place(3, (b.days[2], 0))
    assert steps.redoable(b.draft) is None


def test_a_second_window_changes_nothing_and_a_double_click_is_harmless(made):
    b = made()
    stale = b.draft.seen
    b.place(0, (b.days[0], 1))
    b.act(placing.place, (b.sections[0], 1), (b.days[0], 1), seen=stale)  # the same click again
    before = b.spots
    for act, *args in (
        (placing.place, (b.sections[1], 1), (b.days[0], 1)), (placing.propose, ()),
        (placing.pin, (b.sections[0], 1), True), (placing.add_second, b.sections[0]),
        (steps.undo, steps.undoable(b.draft).id),
    ):  # fmt: skip
        with pytest.raises(Conflict):
            b.act(act, *args, seen=stale)
    assert b.spots == before
    step = steps.undoable(b.draft).id
    b.undo()
    b.act(steps.undo, step, seen=stale)
    assert b.on(0) == Spot()


def test_what_a_dropped_day_made_impossible_is_not_undone(made):
    b = made()
    b.place(0, (b.days[0], 1))
    b.place(0, None)
    assert schedule.drop_day(b.db, SYSTEM, NOW, b.id, b.days[0]) == 0
    with pytest.raises(Conflict, match="cannot be taken back"):
        b.undo()


def test_published_versions_stay_and_their_differences_are_told(made):
    b = made()
    b.propose()
    b.publish()
    first = board.published(b.db, b.id)
    assert [(e.begins, e.ends) for e in first[:2]] == [("10:00", "10:40"), ("10:40", "11:20")]
    with pytest.raises(Refused, match="Nothing differs"):
        b.publish()
    with pytest.raises(Refused, match="Hearings were published"):
        schedule.drop_day(b.db, SYSTEM, NOW, b.id, b.days[0])
    b.place(0, (b.days[2], 1))
    b.place(1, None)
    assert board.published(b.db, b.id) == first
    seen = b.draft.seen
    b.publish(NOW + timedelta(days=1))
    board.publish(b.db, SYSTEM, NOW, b.id, note="", seen=seen, anyway=True)  # a double click
    second = board.published(b.db, b.id)
    told = board.plan_difference(first, second)
    assert [(c.kind, c.section.id) for c in told] == [("moved", b.sections[0]), ("cancelled", b.sections[1])]
    assert {c.kind for c in board.plan_difference(second, first)} == {"moved", "new"}
    assert [p.number for p in board.plans(b.db, b.id)] == [2, 1]
    assert b.act(lambda db, who, now, i, seen: board.restore(db, who, now, i, 1, seen)) == []
    assert board.drafted(b.draft) == first
    b.undo()
    assert board.drafted(b.draft) == second


def test_concerns_want_a_tick(made):
    b = made("甲乙丙", days=1)
    b.propose()
    with pytest.raises(Refused, match="need a look"):
        b.publish(anyway=False)
    assert "日程が決まっていない課" in board.concerns(b.db, b.draft)[-1].ja


def test_a_second_hearing_and_a_new_section_on_the_reserve_day(made):
    b = made("甲乙", days=1)
    reserve = add_day(b.db, NOW, b.id, "2026-12-25", reserve=True)
    b.propose()
    b.publish()
    b.act(placing.add_second, b.sections[0])
    b.place(0, (reserve, 0), turn=2)
    b.publish()
    assert [(e.section.id, e.turn) for e in board.published(b.db, b.id)][-1] == (b.sections[0], 2)
    b.propose()
    assert b.draft.spots[b.sections[0], 2] == Spot(reserve, 1)
    b.act(placing.drop_second, b.sections[0])
    assert (b.sections[0], 2) not in b.draft.spots
    b.undo()
    assert b.draft.spots[b.sections[0], 2] == Spot(reserve, 1)


def test_who_is_not_heard_any_more_is_seen_and_cancelled(made):
    b = made("甲乙", days=1)
    b.propose()
    b.publish()
    wanted = candidates.Wanted(decision="not_heard", reason="質問がない", day="2026-11-20")
    later = NOW + timedelta(hours=1)
    candidates.decide(b.db, SYSTEM, later, b.id, b.sections[:1], wanted, "9")
    assert [f.kind for f in b.draft.faults[b.sections[0], 1]] == ["not_heard"]
    b.place(0, None)
    told = board.plan_difference(board.published(b.db, b.id), board.drafted(b.draft))
    assert [(c.kind, c.section.id) for c in told] == [("cancelled", b.sections[0])]


ACTS = st.lists(
    st.tuples(st.sampled_from(["place", "tray", "propose", "pin", "cannot", "take", "undo", "redo", "second"]), *[st.integers(0, 5)] * 3),
    max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_is_done_nobody_is_lost_or_twice_and_pins_stay(made, acts):
    b = made("甲乙丙丁戊", days=3)
    for act, n, day, slot in acts:
        pinned = {k: s for k, s in b.draft.spots.items() if s.pinned}
        undoing = act in {"undo", "redo", "pin"}
        with suppress(Refused, NotFound, Conflict, AttributeError):  # no step to undo: None has no id
            _one(b, act, n % 5, b.days[day % 3], slot % 3)
        spots = b.draft.spots
        assert {k[0] for k in spots} == set(b.sections)
        places = Counter((s.day_id, s.slot) for s in spots.values() if s.placed)
        assert set(places.values()) <= {1}
        assert undoing or all(spots[k] == s for k, s in pinned.items())
        for key, spot in spots.items():
            excluded = spot.placed and b.draft.wish(key[0], spot.day_id) == "cannot"
            assert excluded == ("cannot" in [f.kind for f in b.draft.faults.get(key, ())])


def _one(b, act, n, day, slot):
    if act == "place":
        b.place(n, (day, slot))
    elif act == "tray":
        b.place(n, None)
    elif act == "propose":
        b.propose(b.sections[n])
    elif act == "pin":
        b.act(placing.pin, (b.sections[n], 1), not b.on(n).pinned)
    elif act == "cannot":
        b.wish(n, day, "cannot")
    elif act == "take":
        for way in placing.ways(b.draft, (b.sections[n], 1))[slot : slot + 1]:
            b.act(placing.take, (b.sections[n], 1), placing.moves_of(placing.moves_text(way)))
    elif act == "undo":
        b.undo()
    elif act == "redo":
        b.redo()
    else:
        b.act(placing.add_second, b.sections[n])
