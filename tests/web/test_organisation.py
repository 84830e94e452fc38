"""The organisation's pages: every one works without scripts, keeps what was typed, and says at the field what is wrong."""

import io
import re
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from app import sheets
from app.accounts import lists
from app.accounts import service as accounts
from app.organisation import service as organisation
from app.organisation.service.asking import chart
from app.responses.service import drafting, freezing
from app.responses.service.facts import round_facts
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from forms.questions import Answer
from tests.web import html

#: What differs from one request to the next.
TOKEN = re.compile(r'name="(csrf_token|request)" value="[^"]+"')
NEW = {"department": "1", "name": "市民協働課", "kind": "section", "valid_from": "2026-04-01"}


def name_of(db, section_id, now=None):
    return organisation.get(db, section_id, now).name


def test_the_list_shows_departments_sections_and_people(secretariat):
    page = secretariat.get("/organisation").text
    assert page.index("企画財政部") < page.index("（行政経営担当）") < page.index("市民部")
    assert "令和8年11月21日(土)　4課" in page
    assert 'href="/organisation"' in secretariat.get("/account").text


def test_a_city_without_anything(secretariat, db):
    with db.write():
        for table in ("account_section", "section", "department"):
            db.run(f"DELETE FROM {table}")
    assert "部がまだ登録されていません" in secretariat.get("/organisation").text
    assert "先に部を追加してください" in secretariat.get("/organisation/sections/new").text
    assert "課がまだ登録されていません" in secretariat.get("/organisation/merge").text
    for page in ("/rounds/new", "/accounts/new"):
        shown = secretariat.get(page).text
        assert "「組織」の画面で課を追加する" in shown
        assert "new-round" not in shown, "a command is no help to somebody in a browser"
    answer = secretariat.send("/organisation/departments/new", {"name": "市民部", "day": ""})
    assert "課がありません" in secretariat.get(answer.location).text


def test_add_rename_and_look_at_another_day(secretariat, db, clock):
    made = secretariat.send(
        "/organisation/sections/new", NEW | {"place": "1", "mailbox": "kyodo@city.example.jp"}
    )
    assert made.status_code == 303
    page = secretariat.get(made.location).text
    assert "設置" in page
    assert "kyodo@city.example.jp" in page
    address = f"{made.location}/rename"
    again = {"name": "協働推進課", "department": "2", "day": "2027-04-01"}
    assert secretariat.send(address, again).status_code == 303
    page = secretariat.get("/organisation").text
    assert "市民協働課" in page
    assert "今後の変更予定" in page
    assert "企画財政部「市民協働課」から市民部「協働推進課」へ移管・名称変更" in page
    later = secretariat.get("/organisation?day=2027-04-01").text
    assert later.index("市民部") < later.index("協働推進課") < later.index("議会事務局")
    assert "今日の組織に戻る" in later
    assert "市民協働課</a></th>" not in secretariat.get("/organisation?day=2026-03-31").text
    assert secretariat.get("/organisation?day=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "名称を入力してください"), ({"name": "企画政策課"}, "同じ部に同じ名称の課があります"),
        ({"department": ""}, "部を選んでください"), ({"department": "x"}, "部を選んでください"),
        ({"valid_from": "2026-13-01"}, "日付を正しく"), ({"mailbox": "共有"}, "メールアドレスの形式"),
        ({"kind": ""}, "区分を選んで"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(secretariat, db, change, told):
    secretariat.get("/organisation/sections/new")
    answer = secretariat.send("/organisation/sections/new", NEW | {"mailbox": "a@b.example"} | change)
    assert answer.status_code == 422
    assert told in answer.text
    assert f'href="#{next(iter(change))}"' in answer.text
    assert change.get("mailbox", "a@b.example") in answer.text
    assert len(organisation.all_sections(db)) == 4


def test_section_page_changes_kind_mailbox_place_and_units(secretariat, db):
    address = "/organisation/sections/2"
    secretariat.get(address)
    secretariat.send(
        address, {"action": "edit", "kind": "section", "mailbox": "x@city.example.jp", "place": "1"}
    )
    assert [s.id for s in organisation.all_sections(db)][:2] == [2, 1]
    for unit in ("企画係", "調整係"):
        assert secretariat.send(address, {"action": "unit", "unit": unit}).status_code == 303
    wrong = secretariat.send(address, {"action": "unit", "unit": "企画係"})
    assert wrong.status_code == 422
    assert "同じ名称の係" in wrong.text
    secretariat.send("/organisation/units/2/step", {"step": "up", "seen": "2"})
    page = secretariat.get(address).text
    assert page.index("調整係") < page.index("企画係")
    secretariat.get("/organisation/units/1")
    secretariat.send("/organisation/units/1", {"name": "企画調整係", "until": "2026-03-31"})
    page = secretariat.get(address).text
    assert "以前の係" in page
    assert "企画係" not in secretariat.get("/organisation").text


def test_split_asks_where_the_accounts_go(secretariat, db, clock):
    address = "/organisation/sections/1/split"
    form = {"day": "2027-04-01", "name_1": "政策課", "department_1": "1", "kind_1": "section"}
    secretariat.get(address)
    assert "二つ以上" in secretariat.send(address, form).text
    form |= {"name_2": "企画課", "department_2": "2", "kind_2": "section"}
    asked = secretariat.send(address, form | {"action": "check"})
    assert asked.status_code == 200
    assert "sectionさん (section)" in asked.text
    assert asked.text.count(" checked") == 2
    assert 'value="政策課"' in secretariat.send(address, form | {"action": "back"}).text
    assert len(organisation.all_sections(db)) == 4, "nothing has happened yet"
    person = accounts.find(db, "section")
    done = secretariat.send(address, form | {"action": "do", f"people-{person.id}": "1"})
    assert done.status_code == 303
    new = {s.name: s.id for s in organisation.all_sections(db) if s.id > 4}
    assert accounts.find(db, "section").roles == {1: "writer", new["企画課"]: "writer"}
    page = secretariat.get(done.location).text
    assert "「政策課」「企画課」に分割" in page
    assert "「企画政策課」の分割により設置" in secretariat.get(f"/organisation/sections/{new['企画課']}").text
    again = secretariat.send(address, form | {"action": "do"})
    assert again.status_code == 422, "the same form sent twice"
    assert "既に分割" in again.text


def test_merge_is_shown_once_more(secretariat, db):
    page = secretariat.get("/organisation/merge?section=1").text
    assert page.count("checked") == 2, "the section one came from, and the kind"
    form = {
        "day": "2027-04-01", "sections": ["1", "2"], "target": "", "name": "企画政策課", "department": "1",
        "kind": "section",
    }  # fmt: skip
    for change, told in (
        ({"sections": ["1"]}, "二つ以上"), ({"name": ""}, "名称を入力"), ({"day": ""}, "日付を入力"),
        ({"target": "99"}, "ここに保存できません"), ({"sections": ["x"]}, "二つ以上"),
    ):  # fmt: skip
        assert told in secretariat.send("/organisation/merge", form | change | {"action": "check"}).text
    asked = secretariat.send("/organisation/merge", form | {"action": "check"})
    assert "この内容で統合する" in asked.text
    done = secretariat.send("/organisation/merge", form | {"action": "do"})
    assert done.status_code == 303
    assert "「企画政策課」「（行政経営担当）」を統合" in secretariat.get(done.location).text
    assert "既に分割または統合" in secretariat.send("/organisation/merge", form | {"action": "do"}).text
    asked = secretariat.send(
        "/organisation/merge", form | {"sections": ["4"], "target": "3", "action": "check"}
    )
    assert "コミュニティ文化課" in asked.text


def test_departments_are_ordered_renamed_and_ended(secretariat, db):
    secretariat.get("/organisation")
    secretariat.send("/organisation/departments/2/step", {"step": "up", "seen": "2"})
    assert [d.name for d in chart(db).departments] == ["市民部", "企画財政部", "議会事務局"]
    secretariat.send("/organisation/sections/2/step", {"step": "up", "seen": "3"})
    assert [s.id for s in organisation.all_sections(db)] == [3, 2, 1, 4]
    address = "/organisation/departments/2"
    secretariat.get(address)
    secretariat.send(address, {"action": "rename", "name": "くらし部", "day": "2027-04-01"})
    page = secretariat.get(address).text
    assert "「くらし部」に変わります" in page
    assert "「市民部」から「くらし部」に名称変更" in page
    wrong = secretariat.send(address, {"action": "end", "until": "2027-03-31"})
    assert wrong.status_code == 422
    assert "コミュニティ文化課" in wrong.text
    assert (
        secretariat.send(address, {"action": "rename", "name": "企画財政部", "day": "2027-04-01"}).status_code
        == 422
    )


def test_ended_sections_are_found_and_no_longer_offered(secretariat, section, db):
    address = "/organisation/sections/2/end"
    secretariat.get(address)
    assert secretariat.send(address, {"until": "2026-11-20"}).status_code == 303
    page = secretariat.get("/organisation").text
    assert "廃止・統合された課（1課）" in page
    assert "（行政経営担当）" not in secretariat.get("/rounds/new").text
    form = {"name": "令和9年度", "year": "2027", "sections": ["1", "2"]}
    secretariat.send("/rounds/new", form)
    assert [s.id for s in rounds.sections(db, 1)] == [1]
    assert "この課は終了しています" in secretariat.get("/organisation/sections/2").text


def test_an_open_survey_follows_when_told_to(secretariat, small_round, db, clock):
    secretariat.get("/organisation/sections/1/rename")
    form = {"name": "企画課", "department": "1", "day": "2026-11-01"}
    secretariat.send("/organisation/sections/1/rename", form)
    assert "1課が変更前の名称のまま" in secretariat.get("/organisation").text
    assert "企画政策課" in secretariat.get(f"/rounds/{small_round}").text
    address = f"/organisation/rounds/{small_round}/names"
    page = secretariat.get(address).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    stale = secretariat.send(address, {"seen": "0"})
    assert stale.status_code == 409
    assert secretariat.send(address, {"seen": seen}).status_code == 303
    assert "企画政策課" not in secretariat.get(f"/rounds/{small_round}").text
    rounds.change(db, SYSTEM, clock(), small_round, state="closed")
    assert secretariat.get(address).status_code == 404


def test_nothing_for_others(section, member):
    for client in (section, member):
        assert client.get("/organisation").status_code == 403


def test_no_such_thing(secretariat):
    for path in (
        "sections/99",
        "sections/99/rename",
        "sections/99/end",
        "sections/99/split",
        "departments/99",
        "units/9",
        "rounds/9/names",
    ):
        assert secretariat.get(f"/organisation/{path}").status_code == 404


def test_english(secretariat):
    secretariat.get("/organisation")
    secretariat.send("/language", {"lang": "en"})
    for path in (
        "",
        "/sections/1",
        "/sections/new",
        "/sections/1/rename",
        "/sections/1/split",
        "/merge",
        "/departments/1",
    ):
        assert '<html lang="en">' in secretariat.get(f"/organisation{path}").text


# The file


def down(client, kind="csv"):
    answer = client.get(f"/organisation/organisation.{kind}")
    assert answer.status_code == 200
    return answer.data


def up(client, data, name="組織.csv", day="2027-04-01", **more):
    form = {"action": "look", "day": day, "file": (io.BytesIO(data), name)} | more
    return client.send("/organisation/files", form, content_type="multipart/form-data")


def hidden(page):
    found = {
        e.get("name"): e.get("value") for e in html.elements(html.parse(page)[0]) if e.get("type") == "hidden"
    }
    return {k: found[k] for k in ("rows", "day", "seen")}


def confirm(client, form):
    return client.send("/organisation/files", form | {"action": "take"}, content_type="multipart/form-data")


def test_down_changed_and_up_again(secretariat, db, clock):
    secretariat.get("/organisation/files")
    text = down(secretariat)
    assert text.startswith(
        b"\xef\xbb\xbfid,department,section,kind,unit,order,valid_from,valid_until,mailbox\r\n"
    )
    assert "変更はありません" in up(secretariat, text).text
    changed = (
        text.decode("utf-8-sig")
        .replace("企画政策課", "総合政策課")
        .replace("\r\n", '\r\n,市民部,"産業,課",section,,,,,\r\n', 1)
    )
    page = up(secretariat, changed.encode("cp932"), day="2026-12-01")
    assert page.status_code == 200
    assert "企画財政部　企画政策課 → 企画財政部　総合政策課" in page.text
    assert "市民部　産業,課（課、令和8年12月1日から）" in page.text
    assert len(organisation.all_sections(db)) == 4, "nothing has happened yet"
    form = hidden(page.text)
    done = confirm(secretariat, form)
    assert done.status_code == 303
    assert name_of(db, 1, clock()) == "企画政策課"
    assert name_of(db, 1) == "総合政策課"
    again = confirm(secretariat, form)
    assert again.status_code == 422, "the new row would come twice"
    assert "同じ名称の課" in again.text


def test_workbook_down_and_up(secretariat, db):

    data = down(secretariat, "xlsx")
    book = load_workbook(io.BytesIO(data))
    sheet = book.active
    assert [c.value for c in sheet[1]] == [
        "番号",
        "部",
        "課",
        "区分",
        "係",
        "並び順",
        "開始日",
        "終了日",
        "共有メールアドレス",
    ]
    assert [c.value for c in sheet[2]][:4] == ["1", "企画財政部", "企画政策課", "課"]
    sheet["I2"], sheet["C3"], sheet["H3"] = "kikaku@city.example.jp", "=1+1", date(2027, 3, 31)
    made = io.BytesIO()
    book.save(made)
    secretariat.get("/organisation/files")
    page = up(secretariat, made.getvalue(), "組織.xlsx")
    assert "3行目の「課」：名称を入力してください" in page.text, "a formula without a value"
    sheet["C3"] = "（行政経営担当）"
    made = io.BytesIO()
    book.save(made)
    page = up(secretariat, made.getvalue(), "組織.xlsx")
    assert "令和9年3月31日まで" in page.text
    assert confirm(secretariat, hidden(page.text)).status_code == 303
    assert organisation.get(db, 2).valid_until == "2027-03-31"


def test_a_stale_preview_is_shown_anew(secretariat, db):
    secretariat.get("/organisation/files")
    form = hidden(up(secretariat, down(secretariat).replace("企画政策課".encode(), "政策課".encode())).text)
    secretariat.send(
        "/organisation/sections/2", {"action": "edit", "kind": "charge", "mailbox": "x@y.example"}
    )
    stale = confirm(secretariat, form)
    assert stale.status_code == 409
    assert "組織が変更されました" in stale.text
    assert "政策課" in stale.text
    assert name_of(db, 1) == "企画政策課"
    assert confirm(secretariat, hidden(stale.text)).status_code == 303
    assert (name_of(db, 1), organisation.get(db, 2).mailbox) == ("政策課", ""), "as the second preview said"


def zip_of(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.csv", b"", "ファイルが空です"), ("x.csv", b"\xff\xfea", "UTF-16"), ("x.csv", "部,課\n".encode(), "次の列がありません"),
        ("x.xlsx", b"PK\x03\x04broken", "として読めません"), ("x.xls", b"\xd0\xcf\x11\xe0" * 99, "パスワード付き"),
        ("x.xlsx", zip_of(bomb=b"\0" * 31_000_000), "上限を超えています"), ("x.pdf", b"%PDF-1.4\n\x81\xff", "読めません"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_ours_is_told_clearly(secretariat, db, name, data, told):
    secretariat.get("/organisation/files")
    answer = up(secretariat, data, name)
    assert answer.status_code == 422
    assert told in answer.text
    assert len(organisation.all_sections(db)) == 4


def test_no_file_and_no_day(secretariat):
    secretariat.get("/organisation/files")
    nothing = secretariat.send("/organisation/files", {"action": "look", "day": "2027-04-01"})
    assert "ファイルを選んでください" in nothing.text
    wrong = up(secretariat, down(secretariat), day="")
    assert wrong.status_code == 422
    assert 'href="#day"' in wrong.text
    assert secretariat.get("/organisation/organisation.pdf").status_code == 404


# What was answered before


def submit_overall(db, clock, round_id):
    who = Actor(None, "課", SECTION, frozenset({1}))
    form_id = drafting.single_form(db, who, clock(), round_id, 1, "overall")
    answers = {"why_needed": Answer(text="市民の声を聴くため。")}
    drafting.write_answers(db, who, clock(), form_id, answers)
    frozen = freezing.Frozen(form_id, answers)
    freezing.freeze(
        db, who, clock(), round_id, 1, [frozen], {"a": True, "b": True, "c": True},
        source="section", facts=round_facts(db, round_id),
    )  # fmt: skip


def test_a_survey_prints_and_counts_as_before_whatever_becomes_of_its_sections(
    secretariat, section, small_round, db, clock
):
    submit_overall(db, clock, small_round)
    own = [f"/fill/{small_round}/1/", f"/fill/{small_round}/1/print"]
    tables = [f"/rounds/{small_round}/results/{key}" for key in ("answers-overall", "counts-overall")]
    tables += [f"/rounds/{small_round}", f"/?round={small_round}"]

    def main(client, path):
        return TOKEN.sub("", client.get(path).text.split("<main")[1].split("</main>")[0])

    before = [main(section, p) for p in own] + [main(secretariat, p) for p in tables]
    assert "企画政策課" in before[1]
    secretariat.get("/organisation")
    secretariat.send(
        "/organisation/departments/1", {"action": "rename", "name": "経営部", "day": "2026-11-01"}
    )
    move = {"name": "総合政策課", "department": "2", "day": "2026-11-01"}
    assert secretariat.send("/organisation/sections/1/rename", move).status_code == 303
    merge = {"action": "do", "day": "2026-11-21", "sections": ["1", "2"], "target": "3"}
    assert secretariat.send("/organisation/merge", merge).status_code == 303
    assert "総合政策課" in secretariat.get("/organisation").text
    assert before == [main(section, p) for p in own] + [main(secretariat, p) for p in tables]


def test_the_list_of_accounts_speaks_of_sections_there_are(secretariat, db, clock):
    """A merged section may take a name that one of the old ones had: the list comes down and goes up again."""
    secretariat.get("/organisation/merge")
    merge = {
        "action": "do", "day": "2026-11-21", "sections": ["1", "2"], "target": "", "name": "企画政策課",
        "department": "1", "kind": "section",
    }  # fmt: skip
    new = int(secretariat.send("/organisation/merge", merge).location.rpartition("/")[2])
    assert accounts.find(db, "section").roles == {1: "writer", new: "writer"}
    data = secretariat.get("/accounts/list.csv").data
    assert data.decode("utf-8-sig").count("企画政策課") == 1
    secretariat.get("/accounts/list")
    form = {"file": (io.BytesIO(data), "a.csv")}
    page = secretariat.send("/accounts/list", form, content_type="multipart/form-data")
    assert page.status_code == 200
    assert lists.planned(db, SYSTEM, clock(), sheets.read("a.csv", data, lists.COLUMNS)).anything is False
    assert accounts.find(db, "section").roles == {1: "writer", new: "writer"}
    page = secretariat.get("/accounts/new").text
    assert page.count("企画政策課") == 1
    assert "（行政経営担当）" not in page
