"""人事異動: one person's hand-over and many by list: previewed, done once, all or nothing."""

import io
import re

import openpyxl
import pytest

from app.accounts import handover, links, people, service
from app.accounts.moving import Arrival, Wish, planned
from app.errors import Refused
from app.notices import service as notices
from app.responses.service import approving, handing
from app.security import SECTION, SYSTEM

SEEN = re.compile(r'name="seen" value="([^"]+)"')
REQUEST = re.compile(r'name="request" value="([^"]+)"')
ROWS = re.compile(r'name="rows" value="([^"]*)"', re.S)


def account(db, login):
    return service.find(db, login)


@pytest.fixture
def ids(db, clock):
    """Section ids by name; besides, 文化課 has a head."""
    found = {r["name"]: r["id"] for r in db.all("SELECT id, name FROM section")}
    service.add(db, SYSTEM, clock(), "kacho", "文化課長", SECTION, {found["コミュニティ文化課"]: "approver"})
    return found


def form_for(page, **fields):
    return {
        "request": REQUEST.search(page)[1],
        "step": "preview",
        "who": "existing",
        "after": "off",
        **fields,
    }


def confirmed(form, preview):
    return form | {"step": "apply", "seen": SEEN.search(preview)[1]}


def waiting_request(db, round_id, section, account_id):
    with db.write():
        return db.insert(
            "approval_request", round_id=round_id, section_id=section, requested_at="2026-11-21",
            requested_by=account_id, respondent="x", extension="1", forms="{}", declared="{}", withdrawn="{}", state="waiting",
        )  # fmt: skip


def test_hand_over_to_a_new_account(secretariat, section, db, ids, small_round, clock):
    old, mine = account(db, "section"), ids["企画政策課"]
    links.issue(db, SYSTEM, clock(), old.id)
    asked = waiting_request(db, small_round, mine, old.id)
    people.change(db, SYSTEM, clock(), old.id, old.name, "s@example.jp", old.roles)
    notices.post(db, SYSTEM, clock(), notices.Letter("returned", small_round, mine, "件名", "本文"))
    here = f"/accounts/{old.id}/hand-over"
    form = form_for(
        secretariat.get(here).text,
        sections=str(mine),
        who="new",
        new_login="yamada",
        new_name="山田",
        new_email="y@example.jp",
        role="",
    )
    preview = secretariat.send(here, form)
    assert preview.status_code == 200
    for told in ("山田", "新しいアカウント", "停止するアカウント", "決裁待ち 1件", "後任が引き継ぎます"):
        assert told in preview.text
    assert account(db, "section").active, "a preview changes nothing"
    done = secretariat.send(here, confirmed(form, preview.text))
    assert done.status_code == 303
    new = account(db, "yamada")
    assert new.roles == {mine: "writer"}
    assert not account(db, "section").active
    assert account(db, "section").roles == {}
    assert section.get("/account").status_code == 303, "signed out at once"
    assert links.states(db)[old.id].state(clock()) == "revoked"
    letter = db.one("SELECT recipients FROM notice WHERE section_id = ?", (mine,))
    assert letter["recipients"] == '["y@example.jp"]', "a letter that was not sent yet"
    assert db.value("SELECT requested_by FROM approval_request WHERE id = ?", (asked,)) == old.id, (
        "who asked stays"
    )
    waits = approving.of_section(db, small_round, mine)[0]
    assert (waits.requested_by, waits.heir.name, waits.stands_for_id) == (old.name, "山田", new.id)
    assert handing.waiting_of(db, new.id, mine) == 1
    assert handing.waiting_of(db, old.id, mine) == 0
    for path in ("", "check"):
        assert "山田さんが引き継いでいます" in secretariat.get(f"/fill/{small_round}/{mine}/{path}").text, (
            path
        )
    page = secretariat.get(done.location).text
    assert "山田" in page
    assert 'class="handover-sheet"' in secretariat.send("/accounts/links", {"account": str(new.id)}).text
    assert "山田" in secretariat.get(f"/accounts/{old.id}").text


def test_a_double_click_hands_over_once(secretariat, db, ids):
    here = f"/accounts/{account(db, 'section').id}/hand-over"
    form = form_for(secretariat.get(here).text, sections=str(ids["企画政策課"]), login="section2")
    form = confirmed(form, secretariat.send(here, form).text)
    first, second = secretariat.send(here, form), secretariat.send(here, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert db.value("SELECT count(*) FROM audit WHERE action = 'accounts.hand_over'") == 1
    assert set(account(db, "section2").roles) == {ids["企画政策課"], ids["コミュニティ文化課"]}


def test_the_leaver_goes_to_another_section(secretariat, section, db, ids):
    here = f"/accounts/{account(db, 'section').id}/hand-over"
    form = form_for(
        secretariat.get(here).text, sections=str(ids["企画政策課"]), login="section2", after="keep",
        to_section=str(ids["議会事務局"]), to_role="deputy",
    )  # fmt: skip
    secretariat.send(here, confirmed(form, secretariat.send(here, form).text))
    assert account(db, "section").active
    assert account(db, "section").roles == {ids["議会事務局"]: "deputy"}
    assert section.get("/account").status_code == 200, "stays signed in, with the new section"


def test_a_stale_preview_is_shown_again(secretariat, db, ids, clock):
    here = f"/accounts/{account(db, 'section').id}/hand-over"
    form = form_for(secretariat.get(here).text, sections=str(ids["企画政策課"]), login="section2")
    form = confirmed(form, secretariat.send(here, form).text)
    service.set_active(db, SYSTEM, clock(), account(db, "section").id, False)
    again = secretariat.send(here, form)
    assert again.status_code == 409
    assert "関係するアカウントが変更されました" in again.text
    assert account(db, "section").roles
    assert secretariat.send(here, confirmed(form, again.text)).status_code == 303


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"login": ""}, "後任のログイン名がありません"),
        ({"login": "nobody"}, "「nobody」というアカウントはありません"),
        ({"login": "section"}, "前任と後任が同じ人です"),
        ({"login": "secretariat"}, "課のアカウントではありません"),
        ({"who": "new", "new_login": "新人", "new_name": "新人"}, "半角の英小文字"),
        ({"who": "new", "new_login": "shin", "new_name": ""}, "氏名も記入してください"),
        ({"who": "new", "new_login": "shin", "new_name": "新", "new_email": "x"}, "形が正しくありません"),
        ({"login": "section2", "after": "keep"}, "課が残りません"),
        ({"login": "section2", "sections": ""}, "引き継ぐ課"),
        ({"login": "section2", "sections": "999"}, "この課のアカウントではありません"),
        ({"login": "section2", "role": "mayor"}, "「mayor」はありません"),
    ],
)
def test_what_cannot_be_handed_over(secretariat, db, ids, fields, told):
    here = f"/accounts/{account(db, 'section').id}/hand-over"
    form = form_for(secretariat.get(here).text, sections=str(ids["企画政策課"]), new_name="残る文字")
    before = [tuple(r) for r in db.all("SELECT * FROM account_section")]
    answer = secretariat.send(here, form | fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert fields.get("new_name", "残る文字") in answer.text, "what was typed is still there"
    assert secretariat.send(here, form | fields | {"step": "apply", "request": "r"}).status_code == 422
    assert [tuple(r) for r in db.all("SELECT * FROM account_section")] == before


def test_a_section_without_a_head_is_pointed_out(db, ids):
    plan = planned(db, [Wish(2, "kacho", "section", role="writer")])
    assert [n.ja for n in plan.notes] == ["市民部　コミュニティ文化課：課長（決裁者）がいなくなります。"]
    plan = planned(db, [Wish(2, "kacho", "section2")])
    assert plan.notes == []
    assert plan.roles["section2"] == {ids["コミュニティ文化課"]: "approver"}, "the stronger of two roles"


def test_swaps_and_chains_do_not_depend_on_the_order_of_rows(db, ids):
    wishes = [
        Wish(2, "section", "section2"),
        Wish(3, "section2", "shin", "新人"),
        Wish(4, "kacho", "section"),
    ]
    outcomes = []
    for rows in (wishes, wishes[::-1]):
        plan = planned(db, rows)
        assert not plan.problems
        outcomes.append((dict(sorted(plan.roles.items())), [a.login for a in plan.off]))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == {
        "kacho": {}, "section": {ids["コミュニティ文化課"]: "approver"},
        "section2": {ids["企画政策課"]: "writer"}, "shin": {ids["コミュニティ文化課"]: "writer"},
    }  # fmt: skip
    assert outcomes[0][1] == ["kacho"]


def test_all_or_nothing(db, ids, clock):
    before = db.value("SELECT count(*) FROM audit")
    with pytest.raises(Refused):
        handover.apply(
            db, SYSTEM, clock(), "r", [Wish(2, "section", "neu", "新"), Wish(3, "nobody", "section2")]
        )
    assert service.by_login(db, "neu") is None
    assert db.value("SELECT count(*) FROM audit") == before


def test_nobody_keeps_a_section_by_arriving(db, ids, clock):
    mine = ids["企画政策課"]
    done = handover.apply(
        db, SYSTEM, clock(), "r", [Wish(0, "section", "section2", section_id=mine, off=False)],
        [Arrival("section", ids["議会事務局"], "writer")],
    )  # fmt: skip
    assert [(m.old_name, m.new_name) for m in handover.get(db, done)] == [("sectionさん", "section2さん")]


# By list


def up(client, here, content, name="list.csv"):
    client.get(here)
    return client.post(here, data={"csrf_token": client.token, "file": (io.BytesIO(content), name)})


def carried(page):
    import html

    fields = {"rows": html.unescape(ROWS.search(page)[1]), "step": "apply", "seen": SEEN.search(page)[1]}
    found = REQUEST.search(page)
    return fields | ({"request": found[1]} if found else {})


def test_list_comes_down_filled_in_and_goes_up(secretariat, db, ids):
    answer = secretariat.get("/accounts/hand-over-list.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert set(rows) == {"section", "section2", "kacho"}
    assert rows["kacho"][4].value == "市民部/コミュニティ文化課"
    rows["kacho"][1].value, rows["kacho"][2].value, rows["kacho"][3].value = "suzuki", "鈴木", "s@example.jp"
    rows["section"][1].value = "section2"
    made = io.BytesIO()
    sheet.parent.save(made)
    preview = up(secretariat, "/accounts/hand-over", made.getvalue(), "異動.xlsx")
    assert preview.status_code == 200
    assert "鈴木" in preview.text
    assert service.by_login(db, "suzuki") is None
    form = carried(preview.text)
    done = secretariat.send("/accounts/hand-over", form)
    assert done.status_code == 303
    assert secretariat.send("/accounts/hand-over", form).location == done.location
    assert account(db, "suzuki").roles == {ids["コミュニティ文化課"]: "approver"}
    assert account(db, "suzuki").email == "s@example.jp"
    assert set(account(db, "section2").roles) == {ids["コミュニティ文化課"], ids["企画政策課"]}
    assert [account(db, x).active for x in ("section", "section2", "kacho")] == [False, True, False]


def test_every_problem_of_a_list_by_its_row(secretariat, db, ids):
    lines = [
        "login_old,login_new,name_new,email_new,section,role",
        "nobody,section2,,,,",
        "section,section2,,,財政課,",
        "section,section2,,,企画政策課,市長",
        "",
        ",section2,,,,",
        "section,shin,,,企画政策課,",
        "section,section2,,,企画政策課,課長",
        "section,kacho,,,企画財政部/企画政策課,",
        "section2,,,,,",
    ]
    page = up(secretariat, "/accounts/hand-over", "\r\n".join(lines).encode("cp932")).text
    told = re.findall(r"<li>(\d+)行目：([^<]+)</li>", page)
    assert [int(n) for n, _ in told] == [2, 3, 4, 6, 7, 9]
    assert "財政課" in told[1][1]
    assert "「市長」は使えません" in told[2][1]
    assert "ほかの行にもあります" in told[5][1]
    assert 'value="apply"' not in page
    assert account(db, "section").roles == {ids["企画政策課"]: "writer"}


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.csv", "ファイルが空です"),
        (b"PK not a workbook", "a.xlsx", "Excel ブック (.xlsx) として読めません"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "a.xlsx", "Excel ブック (.xlsx) として読めません"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "a.xls", "古い形式の Excel"),
        ("課,役割\r\n".encode(), "a.csv", "次の列がありません"),
        (b"\xff\xfea", "a.csv", "UTF-16"),
    ],
)
def test_files_that_are_no_list(secretariat, ids, content, name, told):
    for here in ("/accounts/hand-over", "/accounts/list"):
        answer = up(secretariat, here, content, name)
        assert answer.status_code == 422
        assert told in answer.text
    assert "ファイルを選んでください" in secretariat.send("/accounts/hand-over", {}).text


# The list of accounts


def test_accounts_down_and_up_unchanged(secretariat, db, ids):
    down = secretariat.get("/accounts/list.csv")
    assert down.data.startswith(b"\xef\xbb\xbf")
    assert down.data.count(b"\r\n") == 6
    page = up(secretariat, "/accounts/list", down.data).text
    assert "変更はありません" in page
    xlsx = secretariat.get("/accounts/list.xlsx")
    assert "変更はありません" in up(secretariat, "/accounts/list", xlsx.data, "a.xlsx").text


def test_accounts_new_changed_and_switched_off(secretariat, db, ids):
    lines = [
        "ログイン名,氏名・名称,メールアドレス,種別,部,課,課での役割,状態",
        "tanaka,田中,t@example.jp,課,市民部,コミュニティ文化課,課長,使用中",
        "tanaka,田中,t@example.jp,課,企画財政部,企画政策課,,",
        "section,企画政策課（新）,,課,企画財政部,企画政策課,記入者,使用中",
        "section2,section2さん,,課,,,,停止中",
    ]
    page = up(secretariat, "/accounts/list", "\r\n".join(lines).encode()).text
    for told in ("新しいアカウント", "名称の変更", "停止", "企画政策課（新）", "t@example.jp"):
        assert told in page
    assert service.by_login(db, "tanaka") is None
    form = carried(page)
    assert secretariat.send("/accounts/list", form).status_code == 303
    assert account(db, "tanaka").roles == {ids["コミュニティ文化課"]: "approver", ids["企画政策課"]: "writer"}
    assert account(db, "section").name == "企画政策課（新）"
    assert not account(db, "section2").active
    assert account(db, "kacho").active, "what is not in the file stays"
    assert secretariat.send("/accounts/list", form).status_code == 303, "a second click changes nothing"
    assert db.value("SELECT count(*) FROM audit WHERE action = 'accounts.list'") == 1


def test_problems_of_an_account_list(secretariat, db, ids):
    lines = [
        "ログイン名,氏名・名称,メールアドレス,種別,部,課,課での役割,状態",
        "課,田中,,課,市民部,コミュニティ文化課,,",
        "tanaka,,,課,市民部,コミュニティ文化課,,",
        "suzuki,鈴木,x@,課,市民部,コミュニティ文化課,,",
        "sato,佐藤,,課,,,,",
        "ito,伊藤,,委員,市民部,コミュニティ文化課,,",
        "secretariat,事務局,,事務局,,,,停止中",
        "member,委員,,課,市民部,コミュニティ文化課,,",
        "section,a,,課,企画財政部,企画政策課,,",
        "section,b,,課,市民部,コミュニティ文化課,,",
        "section2,b,,課,市民部,文化課,,休職",
        ",b,,課,市民部,コミュニティ文化課,,",
    ]
    page = up(secretariat, "/accounts/list", "\r\n".join(lines).encode()).text
    rows = {int(n) for n in re.findall(r"<li>(\d+)行目：", page)}
    assert rows == {2, 3, 4, 5, 6, 7, 8, 10, 11, 12}
    assert "自分のアカウントは停止できません" in page
    assert 'value="apply"' not in page


def test_a_changed_account_makes_the_list_stale(secretariat, db, ids, clock):
    lines = ["ログイン名,氏名・名称,メールアドレス,種別,部,課,課での役割,状態",
             "section,新しい名称,,課,企画財政部,企画政策課,記入者,使用中"]  # fmt: skip
    form = carried(up(secretariat, "/accounts/list", "\r\n".join(lines).encode()).text)
    with db.write():
        db.run("UPDATE account SET email = 'new@example.jp' WHERE login = 'section'")
    again = secretariat.send("/accounts/list", form)
    assert again.status_code == 409
    assert account(db, "section").name == "sectionさん"


def test_formulas_stay_text(secretariat, db, clock):
    service.add(db, SYSTEM, clock(), "evil", "=1+1", "member")
    sheet = openpyxl.load_workbook(io.BytesIO(secretariat.get("/accounts/list.xlsx").data)).active
    cell = next(row[1] for row in sheet.iter_rows() if row[0].value == "evil")
    assert (cell.value, cell.data_type) == ("=1+1", "s")
