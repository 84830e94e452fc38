"""Writing and arranging speeches: nothing is lost, every step can be taken back, stale texts are asked about."""

from random import Random

import pytest

from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings.service import arranging, writing
from app.meetings.store import writing as store
from app.migrations import migrate
from app.security import SYSTEM
from app.selfsaving.rule import Typed
from forms.questions import EMPTY, Answer
from tests.support.city import NOW
from tests.support.meetings import make_body, make_final, make_meeting

SAID = [
    (0, "小委員長", "議題とする。"),
    (0, "委員", "一つ目。\n二つ目。"),
    (1, "事務局", "お答えする。"),
    (None, "小委員長", "終わる。"),
]


@pytest.fixture
def db(tmp_path):
    made = Database(tmp_path / "kikitori.db")
    migrate(made)
    yield made
    made.close()


@pytest.fixture
def meeting(db):
    with db.write():
        return make_meeting(db, NOW, make_body(db, NOW), SAID)


def said(db, meeting):
    return [(s.item_id, s.role, s.text) for s in writing.speeches(db, meeting)]


def ids(db, meeting):
    return [s.id for s in writing.speeches(db, meeting)]


def test_typed_texts_are_saved_and_a_stale_one_is_asked_about(db, meeting):
    key = writing.speeches(db, meeting)[0].key
    mark = Answer(text="議題とする。").mark()
    first, _ = writing.save(db, SYSTEM, NOW, meeting, {key: Typed(Answer(text="議題としたい。"), 1, mark)})
    assert first.written == (key,)
    second, kept = writing.save(db, SYSTEM, NOW, meeting, {key: Typed(Answer(text="別の文。"), 1, mark)})
    assert list(second.conflicts) == [key]
    assert kept[key].answer.text == "議題としたい。"
    again, _ = writing.save(db, SYSTEM, NOW, meeting, {key: Typed(Answer(text="議題としたい。"), 1, mark)})
    assert not again.written
    assert not again.conflicts


def test_the_same_click_twice_makes_one_speech(db, meeting):
    made = [writing.add(db, SYSTEM, NOW, meeting, text="了解。", role="委員", request="a") for _ in range(2)]
    assert made[0] == made[1]
    assert said(db, meeting)[-1] == (None, "委員", "了解。")


def test_a_speech_is_added_after_another(db, meeting):
    first = ids(db, meeting)[0]
    writing.add(db, SYSTEM, NOW, meeting, text="間に。", role="委員", after=first)
    assert [t for _, _, t in said(db, meeting)][:2] == ["議題とする。", "間に。"]


def test_splitting_and_joining(db, meeting):
    second = ids(db, meeting)[1]
    made = arranging.split(db, SYSTEM, NOW, meeting, second, 4)
    assert [t for _, _, t in said(db, meeting)][1:3] == ["一つ目。", "二つ目。"]
    assert said(db, meeting)[1][:2] == said(db, meeting)[2][:2], "the same speaker under the same item"
    assert arranging.merge(db, SYSTEM, NOW, meeting, made) == second
    assert said(db, meeting)[1][2] == "一つ目。\n二つ目。"
    with pytest.raises(Refused):
        arranging.split(db, SYSTEM, NOW, meeting, second, 0)
    with pytest.raises(Refused):
        arranging.merge(db, SYSTEM, NOW, meeting, ids(db, meeting)[0])
    key = f"s{second}"
    kept = writing.kept(db, meeting)[key]
    marked = Answer(text="前半\n-----\n後半")
    writing.save(db, SYSTEM, NOW, meeting, {key: Typed(marked, kept.revision, kept.answer.mark())})
    arranging.split(db, SYSTEM, NOW, meeting, second, None)
    assert [t for _, _, t in said(db, meeting)][1:3] == ["前半", "後半"]


def test_moving_over_the_edge_of_an_item_changes_the_item_first(db, meeting):
    third = ids(db, meeting)[2]
    items = [i for i, _, _ in said(db, meeting)]
    arranging.move(db, SYSTEM, NOW, meeting, third, -1)
    assert [(i, t) for i, _, t in said(db, meeting)][2] == (items[0], "お答えする。")
    arranging.move(db, SYSTEM, NOW, meeting, third, -1)
    assert [t for _, _, t in said(db, meeting)][1] == "お答えする。"


def test_whatever_was_arranged_can_be_taken_back_and_done_again(db, meeting):
    dice = Random(3)
    shots = [said(db, meeting)]
    for _ in range(60):
        one = dice.choice(ids(db, meeting))
        act = dice.randrange(5)
        try:
            if act == 0:
                arranging.move(db, SYSTEM, NOW, meeting, one, dice.choice((-1, 1)))
            elif act == 1:
                arranging.split(db, SYSTEM, NOW, meeting, one, dice.randrange(1, 8))
            elif act == 2:
                arranging.merge(db, SYSTEM, NOW, meeting, one)
            elif act == 3 and len(ids(db, meeting)) > 2:
                arranging.drop(db, SYSTEM, NOW, meeting, one)
            else:
                arranging.assign(
                    db, SYSTEM, NOW, meeting, one, person_id=None, role="委員", kind="question", item_id=None
                )
        except Refused:
            continue
        if said(db, meeting) != shots[-1]:
            shots.append(said(db, meeting))
    back = []
    while (step := arranging.undoable(db, meeting)[0]) is not None:
        arranging.turn(db, SYSTEM, NOW, meeting, step.id, back=True)
        back.append(said(db, meeting))
    assert back[-1] == shots[0]
    assert [b for b, a in zip(back, [shots[-1], *back], strict=False) if b != a] == shots[-2::-1]
    while (step := arranging.undoable(db, meeting)[1]) is not None:
        arranging.turn(db, SYSTEM, NOW, meeting, step.id, back=False)
    assert said(db, meeting) == shots[-1]


def test_what_was_typed_since_is_not_undone(db, meeting):
    second = ids(db, meeting)[1]
    arranging.split(db, SYSTEM, NOW, meeting, second, 4)
    writing.save(db, SYSTEM, NOW, meeting, {f"s{second}": Typed(Answer(text="新しい文。"), 2, EMPTY.mark())})
    step = arranging.undoable(db, meeting)[0]
    with pytest.raises(Conflict):
        arranging.turn(db, SYSTEM, NOW, meeting, step.id, back=True)
    assert "新しい文。" in [t for _, _, t in said(db, meeting)]


def test_a_dropped_speech_takes_no_text(db, meeting):
    second = ids(db, meeting)[1]
    arranging.drop(db, SYSTEM, NOW, meeting, second)
    with pytest.raises(Conflict):
        writing.save(db, SYSTEM, NOW, meeting, {f"s{second}": Typed(Answer(text="文。"), 1, EMPTY.mark())})


def test_what_is_another_meetings_or_final_is_not_touched(db, meeting):
    with db.write():
        other = make_meeting(db, NOW, make_body(db, NOW, "別の会"), SAID, number=4)
    foreign = ids(db, other)[0]
    for act in (arranging.drop, arranging.merge):
        with pytest.raises(NotFound):
            act(db, SYSTEM, NOW, meeting, foreign)
    with pytest.raises(Refused, match="not in this meeting"):
        writing.add(db, SYSTEM, NOW, meeting, text="文", item_id=said(db, other)[0][0])
    with db.write():
        make_final(db, NOW, meeting)
    with pytest.raises(Refused):
        writing.add(db, SYSTEM, NOW, meeting, text="文")
    assert len(store.speeches(db, meeting)) == 4
