"""The secretariat's pages of rounds, and its first page; the first page of members."""

import re
from datetime import timedelta

import pytest

from app.organisation import service as organisation
from app.responses.service import drafting, freezing
from app.responses.service.facts import round_facts
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from forms.questionnaire import DefinitionError
from forms.questions import Answer


def new_round(client, **change):
    client.get("/rounds/new")
    form = {"name": "令和9年度 調査", "year": "2027", "sections": ["1", "2", "3", "4"]}
    return client.send("/rounds/new", form | change)


def test_make_open_close_and_reopen(secretariat, db):
    assert "調査はまだありません" in secretariat.get("/").text
    answer = new_round(secretariat)
    assert answer.status_code == 303
    page = secretariat.get(answer.location).text
    assert "令和9年度 調査" in page
    assert "準備中" in page
    made = rounds.find(db, "令和9年度 調査")
    for wanted, told in (
        ("open", "4課が記入・提出"),
        ("closed", "変更・提出はできなくなります"),
        ("open", "受付を再開"),
    ):
        address = f"/rounds/{made.id}/state/{wanted}"
        assert told in secretariat.get(address).text
        assert rounds.get(db, made.id).state != wanted, "asked once more before it happens"
        assert secretariat.send(address).status_code == 303
        assert rounds.get(db, made.id).state == wanted
    assert "不要です" in secretariat.get(f"/rounds/{made.id}/state/open").text
    assert secretariat.get(f"/rounds/{made.id}/state/preparing").status_code == 404


@pytest.mark.parametrize("typed", ["2027", "令和9", "Ｒ９", "令和９年度"])
def test_year_as_people_write_it(secretariat, db, typed):
    assert new_round(secretariat, year=typed).status_code == 303
    assert rounds.find(db, "令和9年度 調査").year == 2027


def test_all_sections_are_chosen_at_first(secretariat):
    page = secretariat.get("/rounds/new").text
    assert page.count(" checked") == 4
    assert page.index("企画財政部") < page.index("（行政経営担当）") < page.index("市民部")
    assert 'value="令和8"' in page


def test_sections_keep_the_citys_order(secretariat, db):
    new_round(secretariat, sections=["4", "1", "999"])
    made = rounds.find(db, "令和9年度 調査")
    assert [s.name for s in rounds.sections(db, made.id)] == ["企画政策課", "議会事務局"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "名称を入力してください"),
        ({"name": "令和8年度 調査"}, "既にあります"),
        ({"year": "8"}, "年度を入力してください"),
        ({"year": "昭和80"}, "年度を入力してください"),
        ({"sections": []}, "課を一つ以上選んでください"),
    ],
)
def test_round_that_cannot_be(secretariat, small_round, db, change, told):
    answer = new_round(secretariat, **change)
    assert answer.status_code == 422
    assert told in answer.text
    assert len(rounds.all_rounds(db)) == 1


def test_a_broken_definition_is_named_with_file_key_and_reason(secretariat, db, monkeypatch):
    def broken():
        raise DefinitionError("d.toml", "blocks.use.cost.kind", "'purse' is not one of money")

    monkeypatch.setattr(rounds, "load_all", broken)
    answer = new_round(secretariat)
    assert answer.status_code == 422
    assert "d.toml: blocks.use.cost.kind: &#39;purse&#39; is not one of money" in answer.text
    assert rounds.all_rounds(db) == []


def test_contact(secretariat, small_round, db):
    address = f"/rounds/{small_round}"
    assert "事務局 内線2111" in secretariat.get(address).text
    wrong = secretariat.send(address, {"contact": "内線" * 200})
    assert wrong.status_code == 422
    assert "内線" * 200 in wrong.text, "what was typed stays"
    secretariat.send(address, {"contact": " 市民協働係 内線 2222 "})
    assert rounds.get(db, small_round).contact == "市民協働係 内線 2222"


def test_questionnaires_are_the_rounds_own(secretariat, small_round, db):
    page = secretariat.get(f"/rounds/{small_round}/questionnaires").text
    for questionnaire in rounds.questionnaires(db, small_round):
        assert questionnaire.title.ja in page
        assert questionnaire.questions[0].label.ja in page


def test_no_such_round(secretariat):
    beyond = 2**63  # more than SQLite can hold
    for path in (
        "/rounds/9",
        "/rounds/9/questionnaires",
        "/rounds/9/state/open",
        "/?round=9",
        f"/rounds/{beyond}",
    ):
        assert secretariat.get(path).status_code == 404


# How a round stands


def submit(db, now, round_id, section_id):
    who = Actor(None, "課", SECTION, frozenset({section_id}))
    form_id = drafting.single_form(db, who, now, round_id, section_id, "overall")
    frozen = freezing.Frozen(form_id, {"why": Answer(text="市民の声を聴くため。")})
    freezing.freeze(
        db, who, now, round_id, section_id, [frozen], {"a": True, "b": True, "c": True},
        source="section", facts=round_facts(db, round_id),
    )  # fmt: skip


def done(page):
    """How many sections owe nothing, of how many, as the page says."""
    return re.search(r"<strong>(\d+)</strong> / (\d+)", page).groups()


def shown(page):
    """The names of the sections in the table."""
    return re.findall(r'<tr(?: class="is-owing")?>\s*<th scope="row">(?:<a[^>]*>)?([^<]+)', page)


def test_who_owes_what(secretariat, small_round, db, clock):
    first, _, third, _ = organisation.all_sections(db)
    page = secretariat.get("/").text
    assert done(page) == ("0", "4")
    assert "未提出あり (4)" in page
    submit(db, clock(), small_round, first.id)
    drafting.add_form(db, person_of(third.id), clock(), small_round, third.id, "a")
    page = secretariat.get("/").text
    assert done(page) == ("1", "4")
    assert "該当事業なし" in page
    assert "2課中 1課がすべて提出（50%）" in page
    assert "11月21日 12:00" in page
    owing = secretariat.get(f"/?round={small_round}&show=owes").text
    assert shown(owing) == ["（行政経営担当）", "コミュニティ文化課", "議会事務局"]
    assert "未提出あり (3)" in owing


def test_late_by_days_and_only_while_something_is_owed(secretariat, small_round, db, clock):
    submit(db, clock(), small_round, organisation.all_sections(db)[0].id)
    clock.advance(days=23)
    secretariat.sign_in("secretariat")
    late = secretariat.get("/?show=late").text
    assert shown(late) == ["（行政経営担当）", "コミュニティ文化課", "議会事務局"]
    assert late.count("<strong>3日</strong>") == 3


def test_an_extended_section_is_late_later(secretariat, small_round, db, clock):
    extended = organisation.all_sections(db)[1].id
    with db.write():
        db.insert(
            "extension", round_id=small_round, section_id=extended, until="2026-12-20", reason="多忙",
            granted_at="2026-12-01",
        )  # fmt: skip
    clock.advance(days=23)
    secretariat.sign_in("secretariat")
    assert "（行政経営担当）" not in shown(secretariat.get("/?show=late").text)


def test_narrowed_by_department_and_words(secretariat, small_round):
    assert shown(secretariat.get("/?department=市民部").text) == ["コミュニティ文化課"]
    assert shown(secretariat.get("/?q=行政").text) == ["（行政経営担当）"]
    assert "当てはまる課はありません" in secretariat.get("/?q=どこにもない課").text
    assert len(shown(secretariat.get("/?show=nonsense").text)) == 4


def person_of(section_id):
    return Actor(None, "課", SECTION, frozenset({section_id}))


def test_past_the_deadline(secretariat, small_round, clock):
    assert "提出期限を過ぎています" not in secretariat.get("/").text
    clock.advance(days=21)
    secretariat.sign_in("secretariat")
    assert "提出期限を過ぎています" in secretariat.get("/").text


def test_open_round_comes_first(secretariat, small_round, db, clock):
    new_round(secretariat)
    page = secretariat.get("/").text
    assert page.index("令和8年度 調査") < page.index("令和9年度 調査")
    assert "ほかの調査" in page
    newer = rounds.find(db, "令和9年度 調査").id
    assert done(secretariat.get(f"/?round={newer}").text) == ("0", "4")


def test_section_goes_to_its_own_work(section, small_round, db):
    answer = section.get("/")
    assert answer.status_code == 302
    assert answer.location.startswith(f"/fill/{small_round}/")


def test_member_sees_what_was_released(member, small_round, db, clock):
    from app.results import service as results

    assert "公開された集計表はまだありません" in member.get("/").text
    submit(db, clock(), small_round, organisation.all_sections(db)[0].id)
    results.release(db, SYSTEM, clock() + timedelta(minutes=1), small_round)
    page = member.get("/").text
    assert f"/rounds/{small_round}/results" in page
    assert "令和8年11月21日(土) 12時01分現在" in page


def test_menu_follows_the_role(secretariat, member, section):
    assert 'href="/accounts"' in secretariat.get("/account").text
    for other in (member, section):
        page = other.get("/account").text
        assert 'href="/accounts"' not in page
        assert 'href="/rounds"' not in page


def test_english_pages(secretariat, small_round):
    secretariat.send("/language", {"lang": "en"})
    for path in (
        "/",
        "/rounds",
        "/rounds/new",
        f"/rounds/{small_round}",
        "/accounts",
        "/accounts/new",
        "/account",
    ):
        assert '<html lang="en">' in secretariat.get(path).text
    assert "0 of 2 sections owe nothing (0%)" in secretariat.get("/").text
