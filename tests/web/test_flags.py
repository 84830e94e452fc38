"""The flag desk: one list, four decisions, and no click that undoes somebody else's."""

import re

import pytest

from app.flags import desk, page, service
from app.responses.service import drafting, freezing, reading
from app.responses.service.facts import round_facts
from app.responses.service.freezing import Frozen
from app.rounds import service as rounds
from app.security import SYSTEM, Actor
from forms.questions import RULES, Answer, Finding


@pytest.fixture
def imported(survey_of_2010):
    return survey_of_2010


def flag_of(db, round_id, number, question, rule, questionnaire="a"):
    forms = {f.form_id: f for f in reading.submitted_forms(db, round_id)}
    return next(
        f for f in service.of_round(db, round_id)
        if forms[f.form_id].number == number and (f.questionnaire, f.question, f.rule) == (questionnaire, question, rule)
    )  # fmt: skip


def state(db, flag):
    return desk.get(db, flag.round_id, flag.id).state


def path(flag):
    return f"/rounds/{flag.round_id}/flags/{flag.id}"


def newest(db, flag, question=None):
    version = reading.form_versions(db, flag.form_id)[0]
    return version, reading.version_answers(db, version.id).get(question or flag.question)


def audits(db, action):
    return db.value("SELECT count(*) FROM audit WHERE action = ?", (action,))


# The list


def test_the_list_shows_every_flag_with_its_raw_value(secretariat, imported):
    text = secretariat.get(f"/rounds/{imported}/flags").text
    assert "確認事項 33件" in text
    assert "Ａ 2" in text
    assert "昭和６２の女性フォーラムが前身" in text
    assert text.count("このまま確認<") == 33


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("questionnaire=c", 1),
        ("rule=two_codes", 4),
        ("department=生涯学習部", 9),
        ("rule=two_codes&department=福祉保健部", 1),
        ("state=all", 33),
        ("state=confirmed", 0),
        ("rule=nothing_of_the_kind", 0),
        ("state=%00&questionnaire=" + "x" * 500, 0),
    ],
)
def test_the_list_is_narrowed(secretariat, imported, query, n):
    text = secretariat.get(f"/rounds/{imported}/flags?{query}").text
    assert (f"確認事項 {n}件" in text) == (n > 0)
    assert ("この条件に当てはまる確認事項はありません。" in text) == (n == 0)


def test_a_round_without_flags_says_so(secretariat, small_round):
    assert "この調査に確認事項はありません。" in secretariat.get(f"/rounds/{small_round}/flags").text


def test_five_hundred_flags_stay_one_page(secretariat, db, clock, imported):
    with db.write():
        for form in reading.submitted_forms(db, imported)[:125]:
            findings = {"unit": [(Finding("remark", {"text": f"付記{i}"}), f"値{i}") for i in range(4)]}
            service.add_flags(db, clock(), imported, form.form_id, findings)
    assert "確認事項 533件" in secretariat.get(f"/rounds/{imported}/flags?state=all").text


@pytest.mark.parametrize("login", ["section", "member"])
def test_only_the_secretariat_works_here(client_for, db, imported, login):
    flag = flag_of(db, imported, 9, "type", "two_codes")
    person = client_for(login)
    for address in (f"/rounds/{imported}/flags", path(flag)):
        assert person.get(address).status_code == 403
    assert person.send(path(flag), {"action": "confirm", "seen": flag.seen}).status_code == 403
    assert person.send(f"/rounds/{imported}/flags/confirm", {"flag": flag.id}).status_code == 403
    assert state(db, flag) == "open"


def test_a_flag_of_another_round_is_not_found(secretariat, db, imported, small_round):
    flag = flag_of(db, imported, 9, "type", "two_codes")
    assert secretariat.get(f"/rounds/{small_round}/flags/{flag.id}").status_code == 404
    assert secretariat.get(f"/rounds/{imported}/flags/99999").status_code == 404
    seen = {"flag": flag.id, f"seen-{flag.id}": flag.seen}
    assert secretariat.send(f"/rounds/{small_round}/flags/confirm", seen).status_code == 404
    assert secretariat.send(path(flag), {"action": "burn", "seen": flag.seen}).status_code == 404
    assert state(db, flag) == "open"


def test_every_rule_has_a_name_for_the_list():
    assert set(page.RULES) == set(RULES)


# Confirming


def test_confirmed_as_it_is_and_taken_back(secretariat, db, imported):
    flag = flag_of(db, imported, 9, "type", "two_codes")
    secretariat.get(path(flag))
    answer = secretariat.send(f"/rounds/{imported}/flags/confirm",
                              {"flag": flag.id, f"seen-{flag.id}": flag.seen, "rule": "two_codes"})  # fmt: skip
    assert answer.status_code == 303
    assert answer.location.endswith(f"/rounds/{imported}/flags?rule=two_codes")
    assert state(db, flag) == "confirmed"
    assert "1件をこのまま確認済みにしました。" in secretariat.get(answer.location).text
    again = desk.get(db, imported, flag.id)
    assert (again.raw, again.decided_by) == (flag.raw, "secretariatさん")
    assert newest(db, flag)[0].number == 1, "nothing is changed by confirming"
    secretariat.get(path(flag))
    assert secretariat.send(path(flag), {"action": "reopen", "seen": again.seen}).status_code == 303
    assert state(db, flag) == "open"
    assert (audits(db, "flags.confirmed"), audits(db, "flags.reopen")) == (1, 1)


def test_several_of_one_kind_are_confirmed_together(secretariat, db, imported):
    chosen = [f for f in service.of_round(db, imported) if f.rule == "amount_zero"]
    text = secretariat.get(f"/rounds/{imported}/flags?rule=amount_zero").text
    assert text.count('form="together"') == 2 * len(chosen) + 1
    data = {"flag": [f.id for f in chosen]} | {f"seen-{f.id}": f.seen for f in chosen}
    secretariat.send(f"/rounds/{imported}/flags/confirm", data)
    assert service.counts(db, imported)["confirmed"] == 3
    assert 'form="together"' not in secretariat.get(f"/rounds/{imported}/flags").text, "several kinds"


def test_flags_of_several_kinds_are_not_confirmed_at_once(secretariat, db, imported):
    two = [flag_of(db, imported, 9, "type", "two_codes"), flag_of(db, imported, 16, "start", "year_suffix")]
    data = {"flag": [f.id for f in two]} | {f"seen-{f.id}": f.seen for f in two}
    after = secretariat.send(f"/rounds/{imported}/flags/confirm", data, follow_redirects=True)
    assert "同じ種類のものだけです" in after.text
    assert service.counts(db, imported)["confirmed"] == 0
    after = secretariat.send(f"/rounds/{imported}/flags/confirm", {}, follow_redirects=True)
    assert "確認する項目を選んでください" in after.text


def test_a_stale_click_changes_nothing_and_says_so(secretariat, db, clock, imported):
    flags = [f for f in service.of_round(db, imported) if f.rule == "amount_zero"]
    colleague = Actor(None, "別の職員", "secretariat")
    secretariat.get(f"/rounds/{imported}/flags")
    desk.ask(db, colleague, clock(), imported, flags[1].id, flags[1].seen, "本当に０円ですか")
    data = {"flag": [f.id for f in flags]} | {f"seen-{f.id}": f.seen for f in flags}
    after = secretariat.send(f"/rounds/{imported}/flags/confirm", data, follow_redirects=True)
    assert "ほかの方が先に「課に照会中」にしました" in after.text
    assert service.counts(db, imported)["confirmed"] == 0, "all or none"
    for action in ("confirm", "reopen", "ask"):
        after = secretariat.send(
            path(flags[1]), {"action": action, "seen": flags[1].seen, "note": "私の照会"}
        )
        if action == "reopen":
            continue
        assert after.status_code == 409
        assert "ほかの方が先に" in after.text
        assert "私の照会" in after.text, "what was typed is still there"
    assert (state(db, flags[1]), desk.get(db, imported, flags[1].id).note) == ("asked", "本当に０円ですか")


def test_the_same_click_twice_is_done_once(secretariat, db, imported):
    flag = flag_of(db, imported, 9, "type", "two_codes")
    secretariat.get(path(flag))
    for _ in range(2):
        after = secretariat.send(path(flag), {"action": "confirm", "seen": flag.seen})
        assert after.status_code == 303
    assert audits(db, "flags.confirmed") == 1


# Asking


def test_a_section_is_asked_and_sees_it(secretariat, db, imported):
    flag = flag_of(db, imported, 29, "total_budget", "value_missing")
    assert secretariat.get(path(flag)).status_code == 200
    after = secretariat.send(path(flag), {"action": "ask", "seen": flag.seen, "note": "  "})
    assert after.status_code == 422
    assert "照会内容を記入してください" in after.text
    secretariat.send(path(flag), {"action": "ask", "seen": flag.seen, "note": "金額は決まりましたか。"})
    assert state(db, flag) == "asked"
    asked = service.asked_of_section(db, imported, flag.section_id)
    assert [(a.form_id, a.question, a.note) for a in asked] == [
        (flag.form_id, "total_budget", "金額は決まりましたか。")
    ]
    others = [s.id for s in rounds.sections(db, imported) if s.id != flag.section_id]
    assert not any(service.asked_of_section(db, imported, s) for s in others)
    now_asked = desk.get(db, imported, flag.id)
    secretariat.send(path(flag), {"action": "reopen", "seen": now_asked.seen})
    assert service.asked_of_section(db, imported, flag.section_id) == []


# Correcting


def correction(secretariat, flag, **fields):
    text = secretariat.get(path(flag)).text
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    data = {"action": "correct", "seen": flag.seen, "version": version, "correction_reason": "電話で確認"}
    return secretariat.send(path(flag), data | fields)


def test_a_correction_is_a_new_version_of_the_secretariat(secretariat, db, imported):
    flag = flag_of(db, imported, 19, "report", "blank_choice")
    after = correction(secretariat, flag, **{"report-codes": "1"})
    assert after.status_code == 303
    version, answer = newest(db, flag)
    assert (version.number, version.source, version.reason) == (2, "secretariat", "電話で確認")
    assert answer == Answer((1,))
    assert newest(db, flag, "name")[1].text, "the other answers come along"
    assert reading.drafts(db, flag.form_id)["report"] == Answer((1,)), "the section's draft says the same"
    settled = desk.get(db, imported, flag.id)
    assert (settled.state, settled.note, settled.decided_by) == ("corrected", "電話で確認", "secretariatさん")
    assert settled.raw == flag.raw
    assert "事務局が訂正" in secretariat.get(path(flag)).text
    assert audits(db, "flags.corrected") == 1


def test_a_correction_settles_its_question_only(secretariat, db, imported):
    flag = flag_of(db, imported, 9, "type", "two_codes")
    correction(secretariat, flag, **{"type-codes": "2", "type-other": ""})
    states = {
        (f.question, f.rule): f.state for f in service.of_round(db, imported) if f.form_id == flag.form_id
    }
    assert states == {
        ("form", "explanation_unasked"): "open",
        ("type", "two_codes"): "corrected",
        ("type", "explanation_unasked"): "corrected",
        ("total_budget", "explanation_unasked"): "open",
        ("involvement", "two_codes"): "open",
        ("involvement", "explanation_unasked"): "open",
    }


def test_counts_follow_a_correction(secretariat, db, imported):
    flag = flag_of(db, imported, 59, "issue", "blank_choice")
    before = db.value("SELECT packed FROM tally WHERE form_id = ?", (flag.form_id,))
    correction(secretariat, flag, **{"issue-codes": "10"})
    assert db.value("SELECT packed FROM tally WHERE form_id = ?", (flag.form_id,)) != before


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start-codes": "1", "start-text": "昭和80"}, "という年はありません"),
        ({"start-codes": "9"}, "番号 9 の選択肢はありません"),
        (
            {"start-codes": "1", "start-text": "昭和62", "correction_reason": " "},
            "訂正の理由を記入してください",
        ),
        ({"start-codes": "1", "start-text": "昭和６２の女性フォーラムが前身"}, "回答が変わっていません"),
    ],
)
def test_what_cannot_stand_is_shown_again(secretariat, db, imported, fields, words):
    flag = flag_of(db, imported, 2, "start", "not_a_year")
    after = correction(secretariat, flag, **fields)
    assert after.status_code == 422
    assert words in after.text
    assert fields.get("start-text", "") in after.text
    assert fields.get("correction_reason", "電話で確認") in after.text
    assert newest(db, flag)[0].number == 1


def test_a_fault_that_was_there_before_does_not_block_a_better_answer(secretariat, db, imported):
    """Both codes of project 9 stay for now; only its explanation is mended."""
    flag = flag_of(db, imported, 9, "type", "explanation_unasked")
    after = correction(secretariat, flag, **{"type-codes": ["2", "3"], "type-other": ""})
    assert after.status_code == 303
    assert state(db, flag) == "corrected"
    assert state(db, flag_of(db, imported, 9, "type", "two_codes")) == "open"


def test_a_correction_that_is_worth_a_look_itself_is_flagged(secretariat, db, imported):
    flag = flag_of(db, imported, 2, "start", "not_a_year")
    correction(secretariat, flag, **{"start-codes": "1", "start-text": "平成32"})
    rules = {f.rule: f.state for f in service.of_round(db, imported) if f.form_id == flag.form_id}
    assert rules == {"not_a_year": "corrected", "era_ahead": "open", "year_in_future": "open"}


def test_a_correction_on_an_old_page_changes_nothing(secretariat, db, imported):
    flag = flag_of(db, imported, 19, "report", "blank_choice")
    correction(secretariat, flag, **{"report-codes": "1"})
    stale = {
        "action": "correct",
        "seen": flag.seen,
        "version": "1",
        "correction_reason": "別の理由",
        "report-codes": "2",
    }
    after = secretariat.send(path(flag), stale)
    assert after.status_code == 409
    assert "ほかの方が先にこの調査票を更新しました" in after.text
    assert "別の理由" in after.text
    assert newest(db, flag)[0].number == 2
    assert secretariat.send(path(flag), stale | {"report-codes": "1"}).status_code == 303, "sent twice"
    assert newest(db, flag)[0].number == 2


def test_a_draft_the_section_is_working_on_is_left_alone(secretariat, db, clock, imported):
    flag = flag_of(db, imported, 19, "report", "blank_choice")
    drafting.write_answers(db, SYSTEM, clock(), flag.form_id, {"report": Answer((3,), other="検討中")})
    correction(secretariat, flag, **{"report-codes": "1"})
    assert newest(db, flag)[1] == Answer((1,))
    assert reading.drafts(db, flag.form_id)["report"] == Answer((3,), other="検討中")


def test_a_corrected_answer_is_corrected_again_not_reopened(secretariat, db, imported):
    flag = flag_of(db, imported, 19, "report", "blank_choice")
    correction(secretariat, flag, **{"report-codes": "1"})
    settled = desk.get(db, imported, flag.id)
    assert secretariat.send(path(flag), {"action": "reopen", "seen": settled.seen}).status_code == 409
    assert correction(secretariat, settled, **{"report-codes": "2"}).status_code == 303
    assert newest(db, flag)[1] == Answer((2,))


# Raising


def freeze(db, clock, flag, answers, source="section", withdrawn=False):
    freezing.freeze(db, SYSTEM, clock(), flag.round_id, flag.section_id, [Frozen(flag.form_id, answers, withdrawn)], {},
                    source=source, facts=round_facts(db, flag.round_id), imported=False)  # fmt: skip


def test_a_new_version_of_the_section_settles_what_it_mended(db, clock, imported):
    flag = flag_of(db, imported, 19, "report", "blank_choice")
    answers = reading.version_answers(db, reading.form_versions(db, flag.form_id)[0].id)
    freeze(db, clock, flag, answers | {"report": Answer((1,))})
    assert state(db, flag) == "corrected"
    assert desk.get(db, imported, flag.id).decided_by == ""


def test_what_the_section_mended_when_asked_is_not_put_down_to_the_secretariat(
    secretariat, db, clock, imported
):
    flag = flag_of(db, imported, 19, "report", "blank_choice")
    secretariat.get(path(flag))
    secretariat.send(path(flag), {"action": "ask", "seen": flag.seen, "note": "報告書はありますか。"})
    assert desk.get(db, imported, flag.id).decided_by
    answers = reading.version_answers(db, reading.form_versions(db, flag.form_id)[0].id)
    freeze(db, clock, flag, answers | {"report": Answer((1,))})
    now_stands = desk.get(db, imported, flag.id)
    assert (now_stands.state, now_stands.note, now_stands.decided_by) == (
        "corrected",
        "報告書はありますか。",
        "",
    )


def test_what_was_confirmed_stays_confirmed_and_what_comes_back_is_open_again(db, clock, imported):
    zero, city = (flag_of(db, imported, 25, key, "amount_zero") for key in ("city_budget", "total_budget"))
    desk.confirm(db, SYSTEM, clock(), imported, {zero.id: zero.seen})
    answers = reading.version_answers(db, reading.form_versions(db, zero.form_id)[0].id)
    freeze(db, clock, zero, answers)
    assert (state(db, zero), state(db, city)) == ("confirmed", "open")
    freeze(db, clock, zero, answers | {"total_budget": Answer((1,), "5")})
    assert state(db, city) == "corrected"
    freeze(db, clock, zero, answers)
    assert state(db, city) == "open"


def test_what_only_reading_a_file_shows_is_settled_by_the_desk(secretariat, db, clock, imported):
    other = flag_of(db, imported, 9, "type", "two_codes")
    with db.write():
        found = {"type": [(Finding("label_differs", {"code": "2", "text": "市"}), "2 市")]}
        service.add_flags(db, clock(), imported, other.form_id, found)
    flag = flag_of(db, imported, 9, "type", "label_differs")
    answers = reading.version_answers(db, reading.form_versions(db, flag.form_id)[0].id)
    freeze(db, clock, flag, answers)
    assert state(db, flag) == "open", "a new version says nothing about it"
    assert correction(secretariat, flag, **{"type-codes": "2", "type-other": ""}).status_code == 303
    assert state(db, flag) == "corrected"


def test_a_withdrawn_project_has_nothing_left_to_check(secretariat, db, clock, imported):
    flag = flag_of(db, imported, 19, "report", "blank_choice")
    freeze(db, clock, flag, {}, source="secretariat", withdrawn=True)
    assert state(db, flag) == "corrected"
    assert "（取下げ済み）" in secretariat.get(f"/rounds/{imported}/flags?state=corrected").text
    text = secretariat.get(path(flag)).text
    assert "回答を訂正する" not in text
    with pytest.raises(Exception, match="withdrawn"):
        desk.correct(db, SYSTEM, clock(), imported, flag.id, version=2, answer=Answer((1,)), reason="x")


def test_open_findings_are_there_for_the_tables(db, clock, imported):
    flag = flag_of(db, imported, 19, "report", "blank_choice")
    assert service.still_open(db, imported)[flag.form_id] == {"report": (Finding("blank_choice"),)}
    desk.confirm(db, SYSTEM, clock(), imported, {flag.id: flag.seen})
    assert flag.form_id not in service.still_open(db, imported)


def test_the_page_speaks_english(secretariat, db, imported):
    secretariat.set_cookie("kikitori_lang", "en")
    flag = flag_of(db, imported, 2, "start", "not_a_year")
    text = secretariat.get(path(flag)).text
    assert "cannot be read as a year" in text
    assert "Answer as it stands" in text
