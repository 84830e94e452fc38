"""Approval inside the section: every step, every refused step, and what must hold whatever people do."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.errors import Conflict, KikitoriError, NotAllowed, NotFound, Refused, WaitingForApproval
from app.responses.service import (
    approving,
    drafting,
    history,
    reading,
    returning,
    signatures,
    states,
    submitting,
)
from app.responses.service.submitting import ApprovalNeeded
from app.responses.service.work import Work, section_work
from app.rounds import service as rounds
from app.rounds.service import RoundArchived
from app.security import SECRETARIAT, SECTION, SYSTEM, Actor
from app.selfsaving.rule import Typed
from forms.questions import Answer
from tests.support.city import NOW, City, add_project, change_answer, make_city, submit_forms

OFFICE = Actor(None, "事務局", SECRETARIAT)
LATER = NOW + timedelta(days=60)


def person(city: City, login: str, role: str) -> Actor:
    """An account of the writer's section in this role."""
    section = city.sections[0]
    with city.db.write():
        made = city.db.insert("account", login=login, name=login, role=SECTION, created_at="2026-11-21")
        city.db.run(
            "INSERT INTO account_section (account_id, section_id, role) VALUES (?, ?, ?)",
            (made, section, role),
        )
    own = frozenset({section})
    actor = Actor(made, login, SECTION, own)
    return replace(actor, **{"approves" if role == "approver" else "deputises": own})


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = make_city(tmp_path)
    rounds.change(made.db, SYSTEM, NOW, made.round_id, approval=True)
    return made


@pytest.fixture
def head(city: City) -> Actor:
    return person(city, "課長", "approver")


def work(city: City, now=NOW):
    return section_work(city.db, now, city.round_id, city.sections[0])


def send(city: City, *ids: int, who: Actor | None = None, reason: str = "", now=NOW) -> int:
    seen = {i.form.id: i.seen for i in work(city, now).items}
    made = approving.send(
        city.db, who or city.writer, now, city.round_id, city.sections[0], {i: seen[i] for i in ids},
        respondent="山田", extension="2145", reason=reason,
    )  # fmt: skip
    assert made
    return made


def item(city: City, form_id: int, now=NOW):
    return next(i for i in work(city, now).items if i.form.id == form_id)


def test_what_is_sent_is_locked_and_then_submitted_as_it_was(city: City, head: Actor) -> None:
    form_id, other = add_project(city), add_project(city)
    with pytest.raises(ApprovalNeeded):
        submit_forms(city, form_id)
    request = send(city, form_id)
    assert item(city, form_id).state == states.WAITING
    assert reading.standing(city.db, NOW, city.round_id)[city.sections[0], "a"].state == states.WAITING
    assert reading.owed_states(city.db, NOW, city.round_id)[city.sections[0]]["a"] == states.WAITING
    with pytest.raises(WaitingForApproval):
        drafting.save_draft(city.db, city.writer, NOW, form_id, {})
    with pytest.raises(WaitingForApproval):
        drafting.set_deleted(city.db, city.writer, NOW, form_id, True)
    change_answer(city, other, "content", Answer(text="別の事業は書ける。"))
    submission = approving.approve(city.db, head, NOW, request)
    (version,) = reading.form_versions(city.db, form_id)
    assert (version.submission_id, version.submitted_by, version.approved_by) == (submission, "職員0", "課長")
    assert (version.deputy, signatures.signed(version).ja) == (False, "課が提出：職員0、決裁：課長")
    assert not reading.form_versions(city.db, other), "what was not named is not submitted"
    receipt = submitting.receipt(city.db, city.round_id, city.sections[0], submission)
    assert receipt is not None
    assert receipt.submission.respondent == "山田"


def test_the_deputy_is_marked(city: City) -> None:
    form_id, deputy = add_project(city), person(city, "補佐", "deputy")
    approving.approve(city.db, deputy, NOW, send(city, form_id))
    (version,) = reading.form_versions(city.db, form_id)
    assert version.deputy
    assert signatures.signed(version).ja == "課が提出：職員0、代決：補佐"
    assert signatures.signed(version).en.endswith("approved by 補佐 (as deputy)")


def test_sending_back_needs_a_remark_and_opens_the_forms(city: City, head: Actor) -> None:
    form_id = add_project(city)
    request = send(city, form_id)
    with pytest.raises(Refused):
        approving.send_back(city.db, head, NOW, request, "　")
    for _ in range(2):
        approving.send_back(city.db, head, NOW, request, "金額を確認してください")
    back = work(city).sent_back
    assert back is not None
    assert (back.remark, back.decided_by) == ("金額を確認してください", "課長")
    change_answer(city, form_id, "content", Answer(text="直した。"))
    with pytest.raises(Conflict):
        approving.approve(city.db, head, NOW, request)
    again = send(city, form_id)
    assert work(city).sent_back is None
    approving.approve(city.db, head, NOW, again)
    assert [r.state for r in approving.of_section(city.db, city.round_id, city.sections[0])] == [
        "approved",
        "sent_back",
    ]
    assert [e.words for e in history.events(city.db, work(city)) if e.words] == ["金額を確認してください"]


def test_pulling_back(city: City, head: Actor) -> None:
    form_id = add_project(city)
    request = send(city, form_id)
    for who in (city.writer, city.colleague):
        approving.pull_back(city.db, who, NOW, request)
    assert item(city, form_id).state == states.READY
    for act in (approving.approve, lambda *a: approving.send_back(*a, "もう遅い")):
        with pytest.raises(Conflict):
            act(city.db, head, NOW, request)


def test_who_may_not(city: City, head: Actor) -> None:
    request = send(city, add_project(city))
    with pytest.raises(NotAllowed):
        approving.approve(city.db, city.writer, NOW, request)
    with pytest.raises(NotAllowed):
        approving.send_back(city.db, city.colleague, NOW, request, "x")
    strange_head = replace(city.stranger, approves=city.stranger.sections)
    for who in (city.stranger, strange_head, OFFICE):
        for act in (approving.approve, approving.pull_back, approving.submit_unapproved):
            with pytest.raises(NotFound):
                act(city.db, who, NOW, request)
    with pytest.raises(NotFound):
        send(city, who=OFFICE)
    with pytest.raises(NotFound):
        approving.approve(city.db, head, NOW, 9999)


def test_the_head_approves_what_he_wrote_himself(city: City, head: Actor) -> None:
    form_id = add_project(city)
    seen = {form_id: item(city, form_id).seen}
    place = (city.db, head, NOW, city.round_id, city.sections[0])
    assert approving.send_and_approve(*place, seen, respondent="課長", extension="1")
    (version,) = reading.form_versions(city.db, form_id)
    assert (version.submitted_by, version.approved_by) == ("課長", "課長")
    assert approving.send_and_approve(*place, seen, respondent="課長", extension="1") is None, "sent twice"


def test_one_request_at_a_time_and_a_double_click_is_one(city: City) -> None:
    one, two = add_project(city), add_project(city)
    request = send(city, one)
    assert send(city, one) == request
    with pytest.raises(Conflict):
        send(city, two)
    assert city.db.value("SELECT count(*) FROM approval_request") == 1


def test_two_approvers_at_once_submit_once(city: City, head: Actor) -> None:
    form_id, deputy = add_project(city), person(city, "補佐", "deputy")
    request, made, failed = send(city, form_id), [], []

    def approve(who: Actor) -> None:
        try:
            made.append(approving.approve(city.db, who, NOW, request))
        except KikitoriError as error:  # pragma: no cover - would be the fault
            failed.append(error)

    threads = [threading.Thread(target=approve, args=(who,)) for who in (head, deputy, head, deputy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(made) == 4
    assert len(set(made)) == 1
    assert len(reading.form_versions(city.db, form_id)) == 1


def test_declarations_and_withdrawals_wait_as_they_were_sent(city: City, head: Actor) -> None:
    gone, kept = add_project(city), add_project(city)
    approving.approve(city.db, head, NOW, send(city, gone, kept))
    section = city.sections[0]
    drafting.set_deleted(city.db, city.writer, NOW, gone, True, "取りやめ")
    drafting.declare_none(city.db, city.writer, NOW, city.round_id, section, "b", True)
    request = send(city)
    with pytest.raises(WaitingForApproval):
        drafting.set_deleted(city.db, city.writer, NOW, gone, False)
    with pytest.raises(WaitingForApproval):
        drafting.declare_none(city.db, city.writer, NOW, city.round_id, section, "b", False)
    with pytest.raises(WaitingForApproval):
        drafting.add_form(city.db, city.writer, NOW, city.round_id, section, "b")
    drafting.declare_none(city.db, city.writer, NOW, city.round_id, section, "c", True)
    drafting.set_deleted(city.db, city.writer, NOW, kept, True, "これも")
    assert reading.standing(city.db, NOW, city.round_id)[section, "b"].state == states.WAITING
    approving.approve(city.db, head, NOW, request)
    assert reading.declared_none(city.db, city.round_id) == {(section, "b")}, "not what came later"
    assert [f.form_id for f in reading.submitted_forms(city.db, city.round_id)] == [kept]
    assert work(city).to_submit, "what came later is still there"


def test_sent_in_time_is_approved_after_the_last_day_but_not_once_archived(city: City, head: Actor) -> None:
    form_id = add_project(city)
    request = send(city, form_id)
    rounds.change(city.db, SYSTEM, NOW, city.round_id, new_until="2026-12-01", edit_until="2026-12-01")
    rounds.change(city.db, SYSTEM, LATER, city.round_id, state="closed")
    approving.approve(city.db, head, LATER, request)
    assert len(reading.form_versions(city.db, form_id)) == 1


def test_nothing_is_approved_in_an_archived_round(city: City, head: Actor) -> None:
    form_id = add_project(city)
    request = send(city, form_id)
    with city.db.write():
        city.db.run(
            "UPDATE round SET state = 'closed', archived_at = '2026-12-01' WHERE id = ?", (city.round_id,)
        )
    with pytest.raises(RoundArchived):
        approving.approve(city.db, head, LATER, request)


def test_approval_switched_off_leaves_nothing_stuck(city: City, head: Actor) -> None:
    form_id = add_project(city)
    request = send(city, form_id)
    with pytest.raises(ApprovalNeeded):
        approving.submit_unapproved(city.db, city.writer, NOW, request)
    rounds.change(city.db, SYSTEM, NOW, city.round_id, approval=False, new_until="2026-11-30")
    made = approving.submit_unapproved(city.db, city.colleague, LATER, request)
    assert approving.submit_unapproved(city.db, city.writer, LATER, request) == made
    assert approving.approve(city.db, head, LATER, request) == made, "somebody was first: harmless"
    (version,) = reading.form_versions(city.db, form_id)
    assert (version.submitted_by, version.approved_by) == ("職員0", "")
    with pytest.raises(Refused):
        send(city, add_project(city))


def test_a_correction_by_the_secretariat_meanwhile_is_not_approved_unseen(city: City, head: Actor) -> None:
    form_id = add_project(city)
    request = send(city, form_id)
    drafting.write_answers(city.db, OFFICE, NOW, form_id, {"content": Answer(text="事務局が訂正")})
    with pytest.raises(Conflict):
        approving.approve(city.db, head, NOW, request)
    approving.send_back(city.db, head, NOW, request, "内容が変わりました")
    assert item(city, form_id).submittable


def test_what_waits_cannot_be_returned_and_approval_settles_a_return(city: City, head: Actor) -> None:
    form_id = add_project(city)
    approving.approve(city.db, head, NOW, send(city, form_id))
    place = city.round_id, city.sections[0]
    sent = returning.send(city.db, OFFICE, NOW, *place, {form_id: {"content": "詳しく"}})
    change_answer(city, form_id, "content", Answer(text="詳しく書いた。"))
    request = send(city, form_id, reason="差戻しによる")
    with pytest.raises(Conflict):
        returning.take_back(city.db, OFFICE, NOW, *place, sent)
    assert reading.standing(city.db, NOW, city.round_id)[city.sections[0], "a"].owed
    approving.approve(city.db, head, NOW, request)
    assert returning.of_section(city.db, *place)[0].settled == {form_id: 2}
    assert not reading.standing(city.db, NOW, city.round_id)[city.sections[0], "a"].owed


def test_sections_without_approver(city: City) -> None:
    assert [s.id for s in approving.sections_without_approver(city.db, city.round_id)] == list(city.sections)
    head = person(city, "課長", "approver")
    assert city.sections[0] not in [s.id for s in approving.sections_without_approver(city.db, city.round_id)]
    with city.db.write():
        city.db.run("UPDATE account SET active = 0 WHERE id = ?", (head.id,))
    assert city.sections[0] in [s.id for s in approving.sections_without_approver(city.db, city.round_id)]
    rounds.change(city.db, SYSTEM, NOW, city.round_id, approval=False)
    assert approving.sections_without_approver(city.db, city.round_id) == []


def test_people_are_told(city: City, head: Actor) -> None:
    form_id = add_project(city)
    approving.send_back(city.db, head, NOW, send(city, form_id), "直して")
    kinds = city.db.all("SELECT kind FROM notice ORDER BY id")
    assert [r["kind"] for r in kinds] == ["waiting", "sent_back"]


class Section(RuleBasedStateMachine):
    """A section, its head and deputy, and the secretariat do anything in any order; many acts are refused."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.city = make_city(Path(self.folder.name))
        rounds.change(self.city.db, SYSTEM, NOW, self.city.round_id, approval=True)
        self.head, self.deputy = person(self.city, "課長", "approver"), person(self.city, "補佐", "deputy")
        self.forms = [add_project(self.city), add_project(self.city)]
        self.locked: dict[int, dict[str, Answer]] = {}
        self.versions: dict[int, int] = {}
        self.texts = 0
        self.known = (-1, work(self.city))

    def teardown(self) -> None:
        self.city.db.close()
        self.folder.cleanup()

    def attempt(self, act, *arguments, **said) -> object:
        """Refused is right, broken is not."""
        try:
            return act(self.city.db, *arguments, **said)
        except KikitoriError:
            return None

    @property
    def place(self) -> tuple[int, int]:
        return self.city.round_id, self.city.sections[0]

    @property
    def work(self) -> Work:
        """The section's work, read anew where a row was changed since: it is asked for many times before each act."""
        changes = self.city.db.connection.total_changes
        if self.known[0] != changes:
            self.known = changes, work(self.city)
        return self.known[1]

    @property
    def last(self) -> int:
        found = approving.of_section(self.city.db, *self.place)
        return found[0].id if found else 0

    @rule(pick=st.integers(0, 1), office=st.booleans())
    def write(self, pick: int, office: bool) -> None:
        self.texts += 1
        form_id, kept = self.forms[pick], drafting.kept_answers(self.city.db, self.forms[pick])["content"]
        typed = Typed(Answer(text=f"文{self.texts}"), kept.revision, kept.answer.mark())
        who = OFFICE if office else self.city.writer
        self.attempt(drafting.save_draft, who, NOW, form_id, {"content": typed})

    @rule(pick=st.integers(0, 1), deleted=st.booleans())
    def delete(self, pick: int, deleted: bool) -> None:
        self.attempt(drafting.set_deleted, self.city.writer, NOW, self.forms[pick], deleted, "理由")

    @rule(none=st.booleans())
    def declare(self, none: bool) -> None:
        self.attempt(drafting.declare_none, self.city.writer, NOW, *self.place, "b", none)

    @rule(reason=st.sampled_from(["訂正", ""]), directly=st.sampled_from([False, False, True]))
    def hand_in(self, reason: str, directly: bool) -> None:
        seen = {i.form.id: i.seen for i in self.work.items if i.submittable}
        act = submitting.submit if directly else approving.send
        said = {"respondent": "山田", "extension": "1", "reason": reason}
        self.attempt(act, self.city.writer, NOW, *self.place, seen, **said)

    @precondition(lambda self: self.work.waiting)
    @rule(deputy=st.booleans())
    def approve(self, deputy: bool) -> None:
        self.attempt(approving.approve, self.deputy if deputy else self.head, NOW, self.last)

    @precondition(lambda self: self.work.waiting)
    @rule()
    def send_back(self) -> None:
        self.attempt(approving.send_back, self.head, NOW, self.last, "直してください")

    @precondition(lambda self: self.work.waiting)
    @rule()
    def pull_back(self) -> None:
        self.attempt(approving.pull_back, self.city.colleague, NOW, self.last)

    @precondition(lambda self: not rounds.get(self.city.db, self.city.round_id).approval)
    @rule()
    def unapproved(self) -> None:
        self.attempt(approving.submit_unapproved, self.city.writer, NOW, self.last)

    @rule(pick=st.integers(0, 1))
    def give_back(self, pick: int) -> None:
        said = {self.forms[pick]: {"content": f"指摘{self.texts}"}}
        self.attempt(returning.send, OFFICE, NOW, *self.place, said)

    @precondition(lambda self: self.work.returns)
    @rule()
    def take_return_back(self) -> None:
        for one in returning.of_section(self.city.db, *self.place)[:1]:
            self.attempt(returning.take_back, OFFICE, NOW, *self.place, one.id)

    @rule(on=st.booleans())
    def switch(self, on: bool) -> None:
        self.attempt(rounds.change, SYSTEM, NOW, self.city.round_id, approval=on)

    @invariant()
    def at_most_one_request_waits(self) -> None:
        every = approving.of_section(self.city.db, *self.place)
        assert sum(r.state == "waiting" for r in every) <= 1
        assert not any(r.state == "waiting" for r in every[1:]), "and it is the newest"

    @invariant()
    def what_waits_does_not_change(self) -> None:
        waiting = self.work.waiting
        now = {f: reading.drafts(self.city.db, f) for f in waiting.forms} if waiting else {}
        for form_id, answers in self.locked.items():
            assert now.get(form_id, answers) == answers
        self.locked = now

    @invariant()
    def versions_only_grow_one_by_one(self) -> None:
        for form_id in self.forms:
            numbers = [v.number for v in reading.form_versions(self.city.db, form_id)]
            assert numbers == list(range(len(numbers), 0, -1))
            assert len(numbers) >= self.versions.get(form_id, 0)
            self.versions[form_id] = len(numbers)

    @invariant()
    def everything_submitted_is_signed(self) -> None:
        for row in self.city.db.all(
            "SELECT s.*, r.state FROM submission s LEFT JOIN approval_request r ON r.submission_id = s.id"
        ):
            assert row["submitted_by"] == self.city.writer.id
            assert bool(row["approved_by"]) == (row["state"] == "approved") == bool(row["approved_at"])
            assert row["deputy"] == (row["approved_by"] == self.deputy.id)

    @invariant()
    def pages_can_be_computed(self) -> None:
        known = work(self.city)
        for one in known.items:
            assert one.state in states.WORDS
        standing = reading.standing(self.city.db, NOW, self.city.round_id)
        for made in known.questionnaires:
            assert standing[self.city.sections[0], made.key].owed == known.owed(made), made.key
        history.events(self.city.db, known)


TestSection = Section.TestCase
TestSection.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.reuse, Phase.generate),
)
