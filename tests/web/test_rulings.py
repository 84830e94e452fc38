"""Non-answers: the committee's own count, rules that match whole answers, single rulings with a trace."""

import re

import pytest

from app.errors import Conflict, NotFound, Refused
from app.responses.service import freezing, reading
from app.responses.service.facts import round_facts
from app.responses.service.freezing import Frozen
from app.rounds import rulings, rulings_page, rulings_service
from app.rounds.rulings_service import BY_RULES
from app.security import SYSTEM
from forms.questions import Answer, Ruling
from tests.support.importing import bring_in
from tests.support.koganei import DEMO

QUESTIONS = ("why_needed", "plans", "remarks")


@pytest.fixture(params=["demo", pytest.param("real", marks=pytest.mark.shared)])
def survey(request):
    return DEMO if request.param == "demo" else request.getfixturevalue("shared_data") / "koganei-2010"


@pytest.fixture
def imported(survey_of_2010):
    return survey_of_2010


def counts(db, round_id, question):
    found = next(g for g in rulings_page.rulings_page(db, round_id).groups if g.question.key == question)
    return tuple(found.counts[r] for r in Ruling.ALL)


def page_counts(client, round_id):
    """The page's table of counts: question → numbers."""
    text = client.get(f"/rounds/{round_id}/rulings").text
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>((?:<td class="is-number">\d+</td>)+)</tr>', text)
    return {re.sub("<.*?>", "", head): tuple(map(int, re.findall(r">(\d+)<", cells))) for head, cells in rows}


def tallies(db):
    return {r["form_id"]: r["packed"] for r in db.all("SELECT form_id, packed FROM tally")}


def answer_of(db, round_id, text, question="why_needed"):
    return next(
        r for r in rulings_service.ruled_answers(db, round_id) if (r.text, r.question.key) == (text, question)
    )


def test_the_committee_counted_38_answers_and_14_non_answers(db, survey):
    round_id = bring_in(db, survey, accept_flagged=True).round_id
    first, plans, remarks = (counts(db, round_id, q) for q in QUESTIONS)
    assert (first[0], sum(first[1:])) == (38, 14)
    assert (plans[0], sum(plans[1:])) == (9, 43)
    assert (remarks[0], sum(remarks[1:])) == (8, 44)
    # (answered, nothing to report, not applicable, blank), by the words in NOTES.md of the data
    assert plans == (9, 4, 6, 33)
    assert remarks == (8, 7, 0, 37)


def test_the_page_shows_rules_counts_and_every_raw_word(secretariat, db, imported):
    text = secretariat.get(f"/rounds/{imported}/rulings").text
    assert page_counts(secretariat, imported)["全体 1 なぜ必要か"][0] == 38
    lines = [x for g in rulings_page.rulings_page(db, imported).groups for x in g.lines]
    assert len([x for x in lines if x.ruled.questionnaire.key == "overall"]) == 14 + 43 + 44
    assert text.count("個別に判定する") == len(lines)
    for words in ("特にありません。", "１　特になし", "該当ありません", "略"):
        assert f"<td>{words}</td>" in text
    rules = {rule.phrase: n for rule, n in rulings_page.rulings_page(db, imported).rules}
    assert (rules["記入なし"], rules["１　特になし"], rules["略"]) == (12 + 31 + 36 + 1, 1, 2)


def test_short_answers_without_a_rule_are_offered(secretariat, db, imported):
    rulings_service.delete(db, SYSTEM, web_now(), imported, "略", "blank")
    shown = dict(rulings_page.rulings_page(db, imported).unruled)
    assert shown["略"] == 2
    assert (
        'href="/rounds/1/rulings?phrase=%E7%95%A5#add-title"'
        in secretariat.get(f"/rounds/{imported}/rulings").text
    )
    assert 'value="略"' in secretariat.get(f"/rounds/{imported}/rulings?phrase=略").text


def web_now():
    from tests.support.city import NOW

    return NOW


@pytest.mark.parametrize("login", ["section", "member"])
def test_only_the_secretariat_rules(client_for, db, imported, login):
    person = client_for(login)
    form = answer_of(db, imported, "特にありません")
    for address in (
        f"/rounds/{imported}/rulings",
        f"/rounds/{imported}/rulings/{form.form.form_id}/why_needed",
    ):
        assert person.get(address).status_code == 403
        assert person.send(address, {"action": "delete", "key": "略", "seen": "blank"}).status_code == 403
    assert len(rulings.rules(db, imported)) == 10


# Rules


def test_a_rule_is_previewed_added_changed_and_deleted(secretariat, db, imported):
    here = f"/rounds/{imported}/rulings"
    before = tallies(db)
    text = answer_of(db, imported, "特にありません").form.answers
    real = next(r for r in rulings_service.ruled_answers(db, imported)
                if r.question.key == "why_needed" and r.ruling == "answered").text  # fmt: skip
    secretariat.get(here)
    seen = secretariat.send(here, {"action": "preview", "phrase": f"　{real} ", "ruling": "nothing"})
    assert "は 1件です" in seen.text or "は 2件です" in seen.text
    assert tallies(db) == before
    after = secretariat.send(
        here, {"action": "add", "phrase": real, "ruling": "nothing"}, follow_redirects=True
    )
    assert "変更しました（当てはまる回答" in after.text
    matched = rulings_service.matches(db, imported, real)
    assert counts(db, imported, "why_needed")[:2] == (38 - matched, 1 + matched)
    assert tallies(db) != before, "counts follow"
    key = rulings.rule_rows(db, imported)[-1].key
    secretariat.send(here, {"action": "change", "key": key, "ruling": "blank", "seen": "nothing"})
    assert counts(db, imported, "why_needed")[0] == 38 - matched
    secretariat.send(here, {"action": "delete", "key": key, "seen": "blank"})
    assert tallies(db) == before
    acts = [r["action"] for r in db.all("SELECT action FROM audit WHERE action LIKE 'rulings.%' ORDER BY id")]
    assert acts == ["rulings.add", "rulings.change", "rulings.delete"]
    assert text


def test_a_rule_matches_the_whole_answer_only(db, imported):
    n = counts(db, imported, "why_needed")
    rulings_service.add(db, SYSTEM, web_now(), imported, "市民", Ruling.NOTHING)
    assert counts(db, imported, "why_needed") == n
    assert rulings_service.matches(db, imported, "  １ 特に なし") == 0, (
        "other spaces between letters are another word"
    )
    assert rulings_service.matches(db, imported, "1  特になし") == 1


@pytest.mark.parametrize(
    ("phrase", "ruling", "words"),
    [
        ("", "blank", "語を記入してください"),
        ("　", "blank", "語を記入してください"),
        ("あ" * 201, "blank", "200文字以内"),
        ("検討中", "answered", "判定を選んでください"),
        ("検討中", "", "判定を選んでください"),
        ("記入なし", "nothing", "この語のルールは既にあります"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_stays_typed(secretariat, db, imported, phrase, ruling, words):
    secretariat.get(f"/rounds/{imported}/rulings")
    after = secretariat.send(
        f"/rounds/{imported}/rulings", {"action": "add", "phrase": phrase, "ruling": ruling}
    )
    assert after.status_code == 422
    assert words in after.text
    assert f'value="{phrase}"' in after.text
    assert len(rulings.rules(db, imported)) == 10


def test_clicks_on_an_old_page_change_nothing(secretariat, db, imported):
    here = f"/rounds/{imported}/rulings"
    secretariat.get(here)
    rulings_service.change(db, SYSTEM, web_now(), imported, "略", "nothing", "blank")
    for data in ({"action": "change", "ruling": "not_applicable"}, {"action": "delete"}):
        after = secretariat.send(here, data | {"key": "略", "seen": "blank"})
        assert after.status_code == 409
        assert "ほかの方が先に変更しました" in after.text
    assert rulings.rules(db, imported)["略"] == "nothing"
    assert secretariat.send(here, {"action": "burn"}).status_code == 404


def test_the_same_click_twice_is_done_once(db, imported):
    given = db, SYSTEM, web_now(), imported
    for _ in range(2):
        assert rulings_service.add(*given, "検討中", "blank") == 0
        rulings_service.change(*given, "略", "nothing", "blank")
        rulings_service.delete(*given, "該当なし", "not_applicable")
    assert db.value("SELECT count(*) FROM audit WHERE action LIKE 'rulings.%'") == 3


# One answer


def test_one_answer_is_ruled_by_itself_with_a_trace(secretariat, db, imported):
    ruled = answer_of(db, imported, "特にありません")
    here = f"/rounds/{imported}/rulings/{ruled.form.form_id}/why_needed"
    assert "特にありません" in secretariat.get(here).text
    before = tallies(db)
    data = {"ruling": "answered", "reason": "前後の文脈から回答と判断", "seen": ruled.seen, "action": "rule"}
    after = secretariat.send(here, data, follow_redirects=True)
    assert "secretariatさん: 特になし → 記入あり" in after.text
    assert "前後の文脈から回答と判断" in after.text
    assert counts(db, imported, "why_needed")[0] == 39
    assert tallies(db) != before
    assert page_counts(secretariat, imported)["全体 1 なぜ必要か"][0] == 39
    assert secretariat.send(here, data).status_code == 303, "the same click twice"
    assert len(rulings.trace(db, imported)) == 1
    stale = secretariat.send(here, data | {"ruling": "blank"})
    assert stale.status_code == 409
    assert "前後の文脈から回答と判断" in stale.text
    now_ruled = answer_of(db, imported, "特にありません")
    secretariat.send(here, {"action": "by-rules", "reason": "戻す", "seen": now_ruled.seen})
    assert tallies(db) == before
    trace = [(o.was, o.ruling, o.reason) for o in rulings.trace(db, imported)]
    assert trace == [("answered", "", "戻す"), ("nothing", "answered", "前後の文脈から回答と判断")]
    assert "ルールどおり" in secretariat.get(f"/rounds/{imported}/rulings").text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"ruling": "answered", "reason": " "}, "理由を記入してください"),
        ({"ruling": "answered", "reason": "あ" * 1001}, "1000文字以内"),
        ({"ruling": "nothing", "reason": "理由"}, "判定が変わっていません"),
        ({"ruling": "no such", "reason": "理由"}, "判定を選んでください"),
        ({"action": "by-rules", "reason": "理由"}, "判定が変わっていません"),
    ],
)
def test_a_ruling_that_cannot_be_is_refused(secretariat, db, imported, data, words):
    ruled = answer_of(db, imported, "特にありません")
    here = f"/rounds/{imported}/rulings/{ruled.form.form_id}/why_needed"
    secretariat.get(here)
    after = secretariat.send(here, data | {"seen": ruled.seen})
    assert after.status_code == 422
    assert words in after.text
    assert rulings.trace(db, imported) == []


def test_a_new_text_is_ruled_anew(db, clock, imported):
    ruled = answer_of(db, imported, "特にありません")
    form = ruled.form
    rulings_service.override(db, SYSTEM, clock(), imported, form.form_id, "why_needed",
                             ruling="answered", reason="x", seen=ruled.seen)  # fmt: skip
    changed = dict(form.answers) | {"why_needed": Answer(text="特になし")}
    freezing.freeze(db, SYSTEM, clock(), imported, form.section_id, [Frozen(form.form_id, changed)], {},
                    source="secretariat", facts=round_facts(db, imported))  # fmt: skip
    assert rulings_service.ruled_answer(db, imported, form.form_id, "why_needed").ruling == "nothing"
    with pytest.raises(Conflict):
        rulings_service.override(db, SYSTEM, clock(), imported, form.form_id, "why_needed",
                                 ruling="blank", reason="x", seen=ruled.seen)  # fmt: skip


def test_what_is_not_there_is_not_found(secretariat, db, imported, small_round):
    form = reading.submitted_forms(db, imported)[0]
    for round_id, form_id, question in (
        (imported, form.form_id, "status"),
        (imported, 9999, "why_needed"),
        (small_round, form.form_id, "why_needed"),
    ):
        here = f"/rounds/{round_id}/rulings/{form_id}/{question}"
        assert secretariat.get(here).status_code == 404
        given = {"ruling": "blank", "reason": "x"}
        assert secretariat.send(here, given).status_code == 404
    assert secretariat.get("/rounds/99/rulings").status_code == 404
    with pytest.raises(NotFound):
        rulings_service.add(db, SYSTEM, web_now(), 99, "略", "blank")
    with pytest.raises(Refused):
        rulings_service.override(db, SYSTEM, web_now(), imported, form.form_id, "why_needed",
                                 ruling=BY_RULES, reason="", seen="")  # fmt: skip


def test_a_round_without_answers_or_rules_says_so(secretariat, db, small_round):
    for rule in rulings.rule_rows(db, small_round):
        rulings_service.delete(db, SYSTEM, web_now(), small_round, rule.key, rule.ruling)
    text = secretariat.get(f"/rounds/{small_round}/rulings").text
    assert "ルールがありません" in text
    assert "まだ提出がありません" in text


def test_rules_belong_to_their_round(db, imported, small_round):
    rulings_service.delete(db, SYSTEM, web_now(), imported, "略", "blank")
    assert "略" in rulings.rules(db, small_round)
