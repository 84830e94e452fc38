"""Next year's round through its pages: made, read by the section, continued or ended, compared."""

import pytest

from app.organisation import service as organisation
from app.responses.service import carrying, drafting, freezing, reading
from app.responses.service.facts import round_facts
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from app.succession import ancestry
from forms.questions import Answer
from tests.support.city import COMPLETE_A


def submit_project(db, now, round_id, section_id, answers, key="a"):
    who = Actor(None, "課", SECTION, frozenset({section_id}))
    form_id = drafting.add_form(db, who, now, round_id, section_id, key)
    drafting.write_answers(db, who, now, form_id, answers)
    freezing.freeze(
        db, who, now, round_id, section_id, [freezing.Frozen(form_id, answers)], {},
        source="section", facts=round_facts(db, round_id),
    )  # fmt: skip
    return form_id


@pytest.fixture
def first(db):
    return organisation.all_sections(db)[0].id


@pytest.fixture
def old(db, small_round, clock, first):
    """Two projects and a plan of the first section, submitted; the round is closed."""
    rounds.change(db, SYSTEM, clock(), small_round, state="open")
    for name in ("花壇づくり", "祭り"):
        submit_project(db, clock(), small_round, first, COMPLETE_A | {"name": Answer(text=name)})
    submit_project(db, clock(), small_round, first, {"name": Answer(text="新しい計画")}, "b")
    rounds.change(db, SYSTEM, clock(), small_round, state="closed")
    return small_round


def make(client, old, **change):
    page = client.get(f"/rounds/{old}/next").text
    assert "下の設定で引き継ぐ事業は、2件です" in page
    form = {
        "name": "令和9年度 調査", "year": "令和9", "definitions": "today", "carried": ["a"],
        "sections": ["1", "2", "3", "4"], **{f"place-{i}": str(i) for i in (1, 2, 3, 4)},
    }  # fmt: skip
    return client.send(f"/rounds/{old}/next", form | change)


def test_a_round_from_an_old_one(secretariat, old, db, first):
    answer = make(secretariat, old)
    assert answer.status_code == 303, answer.text
    page = secretariat.get(answer.location).text
    assert "準備中" in page
    made = rounds.find(db, "令和9年度 調査")
    assert made.previous_id == old
    assert "すべての設問が前回のとおりです" in secretariat.get(f"/rounds/{made.id}/definitions").text
    assert len(carrying.origins(db, made.id, first)) == 2
    again = make(secretariat, old)
    assert (again.status_code, "既にあります" in again.text) == (422, True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "名称を入力してください"),
        ({"year": "8"}, "年度を入力してください"),
        ({"sections": []}, "課を一つ以上選んでください"),
        ({"sections": ["2", "3", "4"]}, "調査対象に選ばれていません"),
        ({"definitions": "other"}, "調査票を選んでください"),
    ],
)
def test_a_round_that_cannot_be(secretariat, old, db, change, told):
    answer = make(secretariat, old, **change)
    assert answer.status_code == 422
    assert told in answer.text
    assert len(rounds.all_rounds(db)) == 1
    assert 'value="2" checked' in answer.text or change.get("sections") == []


def test_a_section_that_was_split_or_ended_is_shown_and_chosen_for(secretariat, old, db, first, monkeypatch):
    monkeypatch.setattr(ancestry, "successors", lambda *_: {1: (1, 2), 2: (), 3: (3,), 4: (4,)})
    page = secretariat.get(f"/rounds/{old}/next").text
    assert "分割された課です" in page
    assert "後継の課がありません" in page
    forms = [f.form_id for f in reading.submitted_forms(db, old) if f.questionnaire == "a"]
    change = {"place-2": "", f"project-{forms[0]}": "1", f"project-{forms[1]}": "2"}
    answer = make(secretariat, old, **change)
    made = rounds.find(db, "令和9年度 調査").id
    assert answer.status_code == 303
    assert sorted(reading.form(db, f).section_id for f in carrying.origins(db, made)) == [1, 2]


def test_the_section_reads_continues_one_ends_one_and_takes_a_plan_up(
    secretariat, section, old, db, first, clock
):
    make(secretariat, old)
    made = rounds.find(db, "令和9年度 調査").id
    goes, ends = sorted(carrying.origins(db, made))
    place = f"/fill/{made}/{first}/"
    assert section.get(place).status_code == 404, "nobody sees it before it is opened"
    rounds.change(db, SYSTEM, clock(), made, state="open", deadline="2027-09-17")
    assert "前回の内容を読み込み済み（未確認）" in section.get(place).text
    block = section.get(f"{place}q/a/{goes}/{rounds.questionnaire(db, made, 'a').blocks[0].key}").text
    assert "前回（令和8年度）" in block
    assert "前回の内容を読み込んでいます" in block
    assert "令和8年度 調査　Ａ「花壇づくり」" in block
    check = section.get(f"{place}check").text
    assert f'id="submit-{goes}"' not in check
    decide = "/fill/form/%d/carried"
    assert section.send(decide % goes, {"decision": "goes_on", "back": "check"}).status_code == 303
    ended = section.send(decide % ends, {"decision": "ended", "back": "check"})
    assert "終了した事業として削除しました" in section.get(ended.location).text
    page = section.get(f"{place}check").text
    assert f'id="submit-{goes}"' in page
    assert section.send(decide % goes, {"decision": "perhaps"}).status_code == 404
    listing = section.get(f"{place}q/a/").text
    assert "新しい計画" in listing
    plan = next(f.form_id for f in reading.submitted_forms(db, old) if f.questionnaire == "b")
    assert section.send(f"{place}became", {"form": plan}).status_code == 303
    assert "前回の計画のうち" not in section.get(f"{place}q/a/").text
    seen = {n: page.split(f'name="{n}" value="')[1].split('"')[0] for n in (f"seen-{goes}", "seen-rest")}
    sent = section.send(f"{place}check", seen | {"forms": goes, "respondent": "山田", "extension": "1"})
    assert sent.status_code == 303, sent.text
    shown = secretariat.get(f"/rounds/{made}/compared").text
    for words in ("継続", "終了", "未提出", "花壇づくり", "祭り"):
        assert words in shown
    assert secretariat.get(f"/rounds/{made}/compared.xlsx").data[:2] == b"PK"
    assert secretariat.get(f"/rounds/{made}/compared.zip").data[:2] == b"PK"
    assert secretariat.get(f"/rounds/{made}/compared.pdf").status_code == 404
    project = secretariat.get(f"/rounds/{made}/projects/{goes}").text
    assert "令和8年度 調査　Ａ「花壇づくり」" in project


def test_other_peoples_projects_are_not_found(secretariat, client_for, old, db, clock, first):
    make(secretariat, old)
    made = rounds.find(db, "令和9年度 調査").id
    rounds.change(db, SYSTEM, clock(), made, state="open")
    stranger = client_for("section2")
    form_id = min(carrying.origins(db, made))
    assert stranger.send(f"/fill/form/{form_id}/carried", {"decision": "ended"}).status_code == 404
    assert stranger.send(f"/fill/{made}/{first}/became", {"form": form_id}).status_code == 404


def test_any_two_rounds_can_be_compared(secretariat, old, db, clock):
    ids = [s.id for s in organisation.all_sections(db)]
    other = rounds.create(db, SYSTEM, clock(), "別の調査", 2027, ids)
    assert "比較する調査を選んでください" in secretariat.get(f"/rounds/{other}/compared").text
    assert "名称" in secretariat.get(f"/rounds/{other}/compared?with={old}").text
    assert secretariat.get(f"/rounds/{other}/compared?with=99").status_code == 404
    assert secretariat.get(f"/rounds/{other}/compared.xlsx").status_code == 404
    assert secretariat.get(f"/rounds/{other}/definitions").status_code == 404


def test_english(secretariat, old, db):
    make(secretariat, old)
    made = rounds.find(db, "令和9年度 調査").id
    secretariat.send("/language", {"lang": "en"})
    for path in (f"/rounds/{old}/next", f"/rounds/{made}/compared", f"/rounds/{made}/definitions",
                 f"/rounds/{made}/dates", f"/rounds/{made}/state/open"):  # fmt: skip
        assert '<html lang="en">' in secretariat.get(path).text
