"""The secretariat's desk of accounts: list, one account, links one and many, sign-ins, one's own settings."""

import re
from datetime import timedelta

import pytest

from app.accounts import links, people, service
from app.errors import Refused
from app.notices.service.posting import remember_base_url
from app.security import SECRETARIAT, SECTION, SYSTEM
from tests.web.conftest import PASSWORD

LINK = re.compile(r"<code>http://localhost(/link/[^<]+)</code>")


def account(db, login):
    return service.find(db, login)


def section_id(db, name):
    return db.value("SELECT id FROM section WHERE name = ?", (name,))


def last_audit(db):
    return tuple(db.one("SELECT action, subject, detail FROM audit ORDER BY id DESC LIMIT 1"))


def logins(page):
    """The login names of the list, in order."""
    return re.findall(r'<th scope="row"><a href="/accounts/\d+">([^<]+)</a>', page)


# The list


def test_list_is_narrowed_and_sorted(secretariat, db, clock):
    culture = section_id(db, "コミュニティ文化課")
    service.add(
        db, SYSTEM, clock(), "kacho", "文化課長", SECTION, {culture: "approver"}, email="k@example.jp"
    )
    assert logins(secretariat.get("/accounts").text) == [
        "secretariat",
        "member",
        "kacho",
        "section",
        "section2",
    ]
    for query, found in (
        ("word=ＫＡＣＨＯ", ["kacho"]),
        ("word=k@example.jp", ["kacho"]),
        ("word=文化課 課長", ["kacho"]),
        (f"section={culture}", ["kacho", "section2"]),
        ("role=approver", ["kacho"]),
        ("role=secretariat", ["secretariat"]),
        ("state=waiting", ["kacho"]),
        (f"sort=section&role=section&section={culture}", ["kacho", "section2"]),
        ("word=no-such", []),
        ("page=9999999&sort=x&section=x&state=x", []),
    ):
        assert logins(secretariat.get(f"/accounts?{query}").text) == found, query


def test_five_hundred_accounts_come_in_pages(secretariat, db, clock):
    with db.write():
        for n in range(500):
            db.insert("account", login=f"p{n:03}", name=f"職員{n}", role="member", created_at="2026-01-01")
    first = secretariat.get("/accounts").text
    assert len(logins(first)) == 100
    assert "504件のアカウント" in first
    assert len(first) < 200_000
    assert len(logins(secretariat.get("/accounts?page=6").text)) == 4
    assert logins(secretariat.get("/accounts?word=p499").text) == ["p499"]


# One account


def test_change_name_address_and_roles(secretariat, section, db):
    mine, other = section_id(db, "企画政策課"), section_id(db, "コミュニティ文化課")
    here = f"/accounts/{account(db, 'section').id}"
    page = secretariat.get(here).text
    assert "企画政策課" in page
    assert "発行していません" in page
    form = {"name": "企画政策課長", "email": " ｋ@example.jp ", f"role-{mine}": "approver", "add": str(other),
            "add_role": "deputy"}  # fmt: skip
    assert secretariat.send(here, form).location == here
    made = account(db, "section")
    assert (made.name, made.email, made.roles) == (
        "企画政策課長", "k@example.jp", {mine: "approver", other: "deputy"},
    )  # fmt: skip
    assert made.actor().may_approve(mine)
    assert "k@example.jp" not in last_audit(db)[2], "no contact data in the audit log"
    before = last_audit(db)
    assert secretariat.send(here, form | {"add": ""}).status_code == 303
    assert last_audit(db) == before, "a second click changes nothing"
    secretariat.send(here, form | {"add": "", f"role-{mine}": ""})
    assert account(db, "section").roles == {other: "deputy"}
    assert section.get("/").status_code == 200


def test_what_cannot_be_is_told_and_what_was_typed_stays(secretariat, db):
    mine = section_id(db, "企画政策課")
    here = f"/accounts/{account(db, 'section').id}"
    secretariat.get(here)
    for change, told in (
        ({"email": "nobody"}, "メールアドレス「nobody」の形が正しくありません"),
        ({"name": " "}, "氏名または名称を記入してください"),
        ({f"role-{mine}": ""}, "担当する課を選んでください"),
        ({f"role-{mine}": "mayor"}, "課での役割を選んでください"),
        ({"add": "999", "add_role": "writer"}, "選ばれた課がありません"),
    ):
        answer = secretariat.send(
            here, {"name": "新しい名称", "email": "", f"role-{mine}": "writer"} | change
        )
        assert answer.status_code == 422
        assert told in answer.text
        assert change.get("name", "新しい名称") in answer.text
    assert account(db, "section").name == "sectionさん"


def test_a_section_added_by_a_colleague_meanwhile_stays(secretariat, db, clock):
    mine, other = section_id(db, "企画政策課"), section_id(db, "コミュニティ文化課")
    made = account(db, "section")
    secretariat.get(f"/accounts/{made.id}")
    people.change(db, SYSTEM, clock(), made.id, made.name, "", {mine: "writer", other: "writer"})
    secretariat.send(f"/accounts/{made.id}", {"name": made.name, "email": "", f"role-{mine}": "deputy"})
    assert account(db, "section").roles == {mine: "deputy", other: "writer"}


@pytest.mark.parametrize(
    "email",
    [
        "a@b",
        "a b@example.jp",
        "@example.jp",
        "a@example..jp",
        "a@example.jp\nBcc: x@y.z",
        "課@example.jp",
        "a" * 300,
    ],
)
def test_no_mail_address(email):
    assert people.email_problem(email)


def test_an_account_without_a_section_is_not_switched_on(db, clock):
    made = account(db, "section")
    service.set_active(db, SYSTEM, clock(), made.id, False)
    people.change(db, SYSTEM, clock(), made.id, made.name, "", {})
    with pytest.raises(Refused):
        service.set_active(db, SYSTEM, clock(), made.id, True)


def test_people_of_a_section(db, clock):
    mine = section_id(db, "企画政策課")
    service.add(db, SYSTEM, clock(), "kacho", "課長", SECTION, {mine: "approver"}, email="k@example.jp")
    service.set_active(db, SYSTEM, clock(), account(db, "section").id, False)
    found = service.people_of(db, mine)
    assert [(a.login, a.roles[mine], a.email) for a in found] == [("kacho", "approver", "k@example.jp")]


# Links


def test_state_of_a_link(secretariat, client, db, clock):
    number = account(db, "member").id
    here = f"/accounts/{number}"
    secretariat.get(here)
    path = LINK.search(secretariat.send(f"{here}/link").text)[1]
    assert "設定待ち" in secretariat.get(here).text
    assert secretariat.send(f"{here}/link/revoke").status_code == 303
    assert "取消し済み" in secretariat.get(here).text
    assert client.get(path).status_code == 404
    assert last_audit(db)[0] == "accounts.revoke_link"
    assert secretariat.send(f"{here}/link/revoke").status_code == 303, "a second click is harmless"
    again = LINK.search(secretariat.send(f"{here}/link").text)[1]
    client.get(again)
    client.send(again, {"new_password": "a better password", "again": "a better password"})
    assert "使用済み" in secretariat.get(here).text
    secretariat.send(f"{here}/link")
    clock.advance(days=7, seconds=1)
    secretariat.sign_in("secretariat")
    page = secretariat.get(here).text
    assert "期限切れ" in page
    assert logins(secretariat.get("/accounts?state=link-expired").text) == ["member"]


def test_links_for_several_at_once(secretariat, client, db):
    chosen = [account(db, login).id for login in ("section", "section2")]
    secretariat.get("/accounts")
    page = secretariat.send("/accounts/links", {"account": [str(i) for i in chosen]})
    assert page.status_code == 200
    paths = LINK.findall(page.text)
    assert len(paths) == len(set(paths)) == 2
    assert page.text.count('class="handover-sheet"') == 2
    assert all(client.get(path).status_code == 200 for path in paths)
    none = secretariat.send("/accounts/links", {})
    assert none.status_code == 303
    assert "一つ以上選んでください" in secretariat.get(none.location).text


def test_links_go_by_mail_to_those_with_an_address(secretariat, client, db, clock):
    mine = account(db, "section")
    people.change(db, SYSTEM, clock(), mine.id, mine.name, "s@example.jp", mine.roles)
    secretariat.get("/accounts")
    page = secretariat.send(
        "/accounts/links", {"account": [str(mine.id), str(account(db, "section2").id)]}
    ).text
    tokens = re.findall(r'name="token" value="([^"]+)"', page)
    assert len(tokens) == 1
    assert secretariat.send("/accounts/links/mail", {"token": tokens}).status_code == 303
    assert "1件のメールを送信待ちにしました" in secretariat.get("/accounts").text
    row = db.one("SELECT recipients, body FROM notice")
    assert "s@example.jp" in row["recipients"]
    assert f"/link/{tokens[0]}" in row["body"]
    assert client.get(f"/link/{tokens[0]}").status_code == 200
    secretariat.send("/accounts/links/mail", {"token": tokens})
    assert db.value("SELECT count(*) FROM notice") == 1, "a second click sends nothing twice"
    assert "メールで送信" in secretariat.get(f"/accounts/{mine.id}").text
    assert secretariat.send("/accounts/links/mail", {"token": "made-up"}).status_code == 404


def test_links_carry_the_configured_address_where_there_is_one(secretariat, db):
    mine = account(db, "section")
    secretariat.get("/accounts")
    assert "http://localhost/link/" in secretariat.send("/accounts/links", {"account": str(mine.id)}).text
    remember_base_url(db, "https://kikitori.example/")
    page = secretariat.send("/accounts/links", {"account": str(mine.id)}).text
    assert "https://kikitori.example/link/" in page
    assert "http://localhost/link/" not in page


def test_all_links_or_none(db, clock):
    service.set_active(db, SYSTEM, clock(), account(db, "section2").id, False)
    with pytest.raises(Refused):
        links.issue_many(db, SYSTEM, clock(), [account(db, x).id for x in ("section", "section2")])
    assert db.value("SELECT count(*) FROM link") == 0


# Sign-ins


def test_signed_out_everywhere_by_the_secretariat(secretariat, section, db):
    here = f"/accounts/{account(db, 'section').id}"
    assert "最後の操作" in secretariat.get(here).text
    assert secretariat.send(f"{here}/sign-out").location == here
    assert section.get("/account").status_code == 303
    assert last_audit(db) == ("accounts.end_sign_ins", f"account {account(db, 'section').id}", '{"ended": 1}')


def test_own_devices(client_for, clock):
    mine, other = client_for("member"), client_for("member")
    page = mine.get("/account").text
    assert page.count("最後の操作") == 2
    assert page.count("この端末") == 1
    assert mine.send("/account/sign-out-others").status_code == 303
    assert "1件を終了しました" in mine.get("/account").text
    assert other.get("/account").status_code == 303
    assert mine.send("/account/sign-out-others").status_code == 303, "a second click is harmless"
    clock.advance(hours=1)
    client_for("member")
    clock.advance(hours=8)
    assert (
        people.signed_in(mine.application.extensions["kikitori"].db, clock() + timedelta(seconds=1), 4) == []
    )


def test_own_address(member, db):
    assert member.send("/account/email", {"email": "iin@example.jp"}).status_code == 303
    assert account(db, "member").email == "iin@example.jp"
    wrong = member.send("/account/email", {"email": "nobody@"})
    assert wrong.status_code == 422
    assert "nobody@" in wrong.text
    member.send("/account/email", {"email": ""})
    assert account(db, "member").email == ""


def test_typed_text_outlives_an_idle_sign_in_here_too(client_for, db, clock):
    """The desk's own pages: what was typed travels through the sign-in page and is sent once more."""
    desk = client_for("secretariat")
    mine = section_id(db, "企画政策課")
    here = f"/accounts/{account(db, 'section').id}"
    desk.get(here)
    clock.advance(hours=9)
    form = {"name": "企画政策課（新）", "email": "", f"role-{mine}": "writer"}
    kept = desk.send(here, form)
    assert kept.status_code == 401
    hidden = re.search(r'name="kept" value="([^"]+)"', kept.text)[1].replace("&#34;", '"')
    waiting = desk.send("/sign-in", {"login": "secretariat", "password": PASSWORD, "kept": hidden})
    assert "企画政策課（新）" in waiting.text
    assert account(db, "section").name == "sectionさん", "nothing is done by signing in"
    assert desk.send(here, form).status_code == 303
    assert account(db, "section").name == "企画政策課（新）"


def test_a_new_account_with_role_and_address(secretariat, db):
    mine = section_id(db, "企画政策課")
    secretariat.get("/accounts/new")
    form = {"login": "kacho", "name": "課長", "role": "section", "sections": str(mine), "section_role": "approver",
            "email": "k@example.jp"}  # fmt: skip
    assert "お渡し" in secretariat.send("/accounts/new", form).text
    assert account(db, "kacho").roles == {mine: "approver"}
    wrong = secretariat.send("/accounts/new", form | {"login": "other", "email": "x@"})
    assert wrong.status_code == 422
    assert "形が正しくありません" in wrong.text
    assert account(db, "kacho").role != SECRETARIAT
