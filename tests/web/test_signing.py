"""Signing in and out, the throttle, expiry, language, one's own settings, one-time links, the list of accounts."""

import re
import threading
from datetime import timedelta

import pytest

from app.accounts import links, passwords, service, signing, throttle
from app.security import SECRETARIAT, SYSTEM
from tests.web.conftest import PASSWORD


def account(db, login):
    return service.find(db, login)


def set_up_demo(db, clock):
    from app.settings import service as settings

    with db.write():
        settings.put(db, settings.DEMO, "1")
    service.add(db, SYSTEM, clock(), "jimukyoku", "事務局", SECRETARIAT, demo_password=PASSWORD)


# Sign-in


def test_sign_in_and_out(client):
    assert client.get("/accounts").location == "/sign-in?next=/accounts"
    answer = client.sign_in("secretariat", next="/accounts")
    assert (answer.status_code, answer.location) == (303, "/accounts")
    assert client.get("/accounts").status_code == 200
    assert client.send("/sign-out").location == "/sign-in"
    assert "ログアウトしました" in client.get("/sign-in").text
    assert client.get("/accounts").status_code == 303


def test_cookie_and_headers(client):
    cookie = client.sign_in("member").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    page = client.get("/account")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Frame-Options"] == "DENY"
    sheet = re.search(r'href="(/static/css/main.css\?v=\w+)"', page.text)[1]
    with client.get(sheet) as static:
        assert "max-age=31536000" in static.headers["Cache-Control"]


def test_only_a_fingerprint_of_the_token_is_stored(client, db):
    client.sign_in("member")
    with client.session_transaction() as session:
        token = session["token"]
    assert db.value("SELECT token FROM sign_in") == signing.fingerprint(token) != token


def test_session_is_new_at_sign_in(client):
    client.get("/sign-in")
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = session["csrf_token"]
    client.sign_in("member")
    client.get("/account")
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["csrf_token"] != before


@pytest.mark.parametrize("login", ["member", "nobody"])
def test_wrong_password_and_unknown_login_look_alike(client, login):
    answer = client.sign_in(login, "wrong password")
    assert answer.status_code == 422
    assert "ログイン名またはパスワードが違います。" in answer.text


def test_unknown_login_takes_a_hash_too(db, clock, monkeypatch):
    seen = []
    hasher = passwords.HASHER
    monkeypatch.setattr(passwords, "HASHER", type("Spy", (), {
        "hash": staticmethod(hasher.hash),
        "verify": staticmethod(lambda h, p: seen.append(h) or hasher.verify(h, p)),
    })())  # fmt: skip
    for login in ("nobody", "member"):
        with pytest.raises(signing.WrongPassword):
            signing.sign_in(db, clock(), login, "wrong password", "::1", demo_sign_ins=False)
    assert len(seen) == 2
    assert seen[0] != seen[1]


def test_empty_fields_are_named(client):
    page = client.sign_in("", "").text
    assert "ログイン名を入力してください。" in page
    assert "パスワードを入力してください。" in page


@pytest.mark.parametrize("login", ["ｍｅｍｂｅｒ", " Member ", "MEMBER"])
def test_login_written_with_the_input_method_on(client, login):
    assert client.sign_in(login).status_code == 303


@pytest.mark.parametrize(
    "next_",
    ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "/no-such-page"],
)
def test_nobody_is_sent_elsewhere(client, next_):
    assert client.sign_in("member", next=next_).location == "/"


def test_parallel_hashes_are_bounded(monkeypatch):
    at_once, most, turn = 0, 0, threading.Lock()
    go = threading.Event()

    class Slow:
        def verify(self, _hash, _password):
            nonlocal at_once, most
            with turn:
                at_once += 1
                most = max(most, at_once)
            go.wait(0.05)
            with turn:
                at_once -= 1
            return True

        def hash(self, _password):
            return "x"

    monkeypatch.setattr(passwords, "HASHER", Slow())
    threads = [threading.Thread(target=passwords.matches, args=("hash", "password")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == passwords.AT_ONCE == 2


# Throttle


def test_five_wrong_passwords_stop_a_login_for_a_quarter_of_an_hour(client, clock):
    for _ in range(throttle.PER_LOGIN):
        assert client.sign_in("member", "wrong password").status_code == 422
        clock.advance(seconds=60)
    stopped = client.sign_in("member")  # even with the right one
    assert stopped.status_code == 429
    # The first of the five was at 12:00 in the city.
    assert "12時15分以降" in stopped.text
    assert client.sign_in("secretariat").status_code == 303, "another login is not stopped"
    client.send("/sign-out")
    clock.moment += timedelta(minutes=10, seconds=1)
    assert client.sign_in("member").status_code == 303


def test_unknown_logins_are_stopped_alike(client):
    told = [client.sign_in("nobody", "wrong password").status_code for _ in range(6)]
    assert told == [422] * 5 + [429]


def test_success_forgets_failures(client):
    for _ in range(3):
        for _ in range(throttle.PER_LOGIN - 1):
            assert client.sign_in("member", "wrong password").status_code == 422
        assert client.sign_in("member").status_code == 303
        client.send("/sign-out")


def test_an_address_is_stopped_after_thirty(db, clock):
    for i in range(throttle.PER_ADDRESS):
        throttle.begin(db, clock(), f"login{i}", "192.0.2.1")
    with pytest.raises(throttle.TooManyTries):
        throttle.begin(db, clock(), "another", "192.0.2.1")
    throttle.begin(db, clock(), "another", "192.0.2.2")


def test_successes_do_not_count_for_an_address(db, clock):
    """A whole office behind one address."""
    for _ in range(throttle.PER_ADDRESS + 5):
        signing.sign_in(db, clock(), "member", PASSWORD, "192.0.2.1", demo_sign_ins=False)


def test_parallel_tries_do_not_slip_through(db, clock):
    outcomes = []

    def attempt():
        try:
            signing.sign_in(db, clock(), "member", "wrong password", "::1", demo_sign_ins=False)
        except Exception as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("WrongPassword") == throttle.PER_LOGIN
    assert outcomes.count("TooManyTries") == 12 - throttle.PER_LOGIN


def test_what_was_typed_as_login_is_not_stored(client, db):
    client.sign_in("my secret password", "x" * 10)
    assert "secret" not in "".join(str(tuple(r)) for r in db.all("SELECT * FROM sign_in_failure"))


# Expiry


def test_idle_for_eight_hours(client, clock):
    client.sign_in("member")
    for _ in range(3):
        clock.advance(hours=7)
        assert client.get("/account").status_code == 200
    clock.advance(hours=8, seconds=1)
    assert client.get("/account").status_code == 303


def test_a_week_at_most(client, clock):
    client.sign_in("member")
    for _ in range(24):
        clock.advance(hours=7)
        assert client.get("/account").status_code == 200
    clock.advance(hours=1)
    assert client.get("/account").status_code == 303


def test_most_requests_write_nothing(member, db, clock):
    before = db.value("SELECT seen_at FROM sign_in")
    clock.advance(minutes=1)
    member.get("/account")
    assert db.value("SELECT seen_at FROM sign_in") == before
    clock.advance(minutes=5)
    member.get("/account")
    assert db.value("SELECT seen_at FROM sign_in") > before


def test_switched_off_account_is_out_at_once(secretariat, member, db):
    number = account(db, "member").id
    secretariat.get("/accounts")
    assert secretariat.send(f"/accounts/{number}/active", {"active": "0"}).status_code == 303
    assert member.get("/account").status_code == 303
    assert member.sign_in("member").status_code == 422
    secretariat.send(f"/accounts/{number}/active", {"active": "1"})
    assert member.sign_in("member").status_code == 303


def test_nobody_switches_off_themselves(secretariat, db):
    secretariat.get("/accounts")
    own = account(db, "secretariat").id
    assert secretariat.send(f"/accounts/{own}/active", {"active": "0"}).status_code == 422
    assert account(db, "secretariat").active


def test_demo_accounts_only_where_allowed(app, client, db, clock, monkeypatch):
    from app import web

    set_up_demo(db, clock)
    assert client.sign_in("jimukyoku").status_code == 422
    assert "demo-jimu" not in client.get("/sign-in").text
    started = web.runtime(app)
    allowing = web.Runtime(started.instance, started.db, started.clock, True)
    monkeypatch.setitem(app.extensions, "kikitori", allowing)
    assert "demo-jimu" in client.get("/sign-in").text
    token = signing.sign_in(db, clock(), "jimukyoku", PASSWORD, "::1", demo_sign_ins=True).token
    assert signing.actor_of(db, clock(), token, demo_sign_ins=True)
    assert signing.actor_of(db, clock(), token, demo_sign_ins=False) is None


# Language


def test_language_switch(client):
    client.get("/sign-in")
    answer = client.send("/language", {"lang": "en", "next": "/sign-in?next=/account"})
    assert answer.location == "/sign-in?next=/account"
    page = client.get("/sign-in").text
    assert '<html lang="en">' in page
    assert "Login name" in page
    client.sign_in("member", "wrong password")
    assert client.send("/language", {"lang": "ja", "next": "//example.org"}).location == "/"
    assert "ログイン名" in client.get("/sign-in").text


def test_unknown_language_is_japanese(client):
    client.get("/sign-in")
    client.send("/language", {"lang": "xx"})
    assert '<html lang="ja">' in client.get("/sign-in").text


# One's own settings


def test_change_password(client_for, db):
    mine, other = client_for("member"), client_for("member")
    form = {"password": PASSWORD, "new_password": "a better password", "again": "a better password"}
    answer = mine.send("/account/password", form)
    assert answer.status_code == 303
    assert "パスワードを変更しました" in mine.get("/account").text
    assert other.get("/account").status_code == 303, "other sign-ins have ended"
    assert other.sign_in("member").status_code == 422
    assert other.sign_in("member", "a better password").status_code == 303


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"password": "wrong password"}, "現在のパスワードが違います"),
        ({"new_password": "short", "again": "short"}, "10文字以上"),
        ({"again": "something else"}, "二つの新しいパスワードが一致していません"),
        ({"new_password": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"}, "同じ文字の繰り返し"),
        ({"new_password": "xx-Member-99", "again": "xx-Member-99"}, "ログイン名を含む"),
        ({"new_password": "", "again": ""}, "新しいパスワードを入力してください"),
    ],
)
def test_password_that_cannot_be(member, change, told):
    form = {"password": PASSWORD, "new_password": "a better password", "again": "a better password"}
    answer = member.send("/account/password", form | change)
    assert answer.status_code == 422
    assert told in answer.text
    assert "a better password" not in answer.text


def test_number_keys(section, db):
    assert account(db, "section").number_keys
    section.send("/account/number-keys", {})
    assert not account(db, "section").number_keys
    section.send("/account/number-keys", {"number_keys": "1"})
    assert account(db, "section").number_keys


# One-time links


def issued(secretariat, db, login):
    secretariat.get("/accounts")
    page = secretariat.send(f"/accounts/{account(db, login).id}/link").text
    return re.search(r"<code>http://localhost(/link/[^<]+)</code>", page)[1]


def set_password(client, path, password="a better password", again=None):
    client.get(path)
    return client.send(path, {"new_password": password, "again": again or password})


def test_link_sets_a_password_once(secretariat, client, member, db):
    path = issued(secretariat, db, "member")
    assert path.rsplit("/", 1)[1] not in str([tuple(r) for r in db.all("SELECT * FROM link")])
    assert set_password(client, path).location == "/sign-in"
    assert member.get("/account").status_code == 303, "earlier sign-ins have ended"
    assert client.sign_in("member", "a better password").status_code == 303
    again = set_password(client, path)
    assert again.status_code == 404
    assert "このリンクは使えません" in again.text


def test_link_tells_what_is_wrong_and_stays_good(secretariat, client, db):
    path = issued(secretariat, db, "member")
    assert "10文字以上" in set_password(client, path, "short").text
    assert "一致していません" in set_password(client, path, "a better password", "another one").text
    assert set_password(client, path).status_code == 303


def test_link_lives_a_week(secretariat, client, db, clock):
    path = issued(secretariat, db, "member")
    clock.advance(days=7)
    assert client.get(path).status_code == 404


def test_new_link_makes_the_old_one_useless(secretariat, client, db):
    old, new = issued(secretariat, db, "member"), issued(secretariat, db, "member")
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_link_ends_the_throttle(secretariat, client, db):
    for _ in range(6):
        client.sign_in("member", "wrong password")
    set_password(client, issued(secretariat, db, "member"))
    assert client.sign_in("member", "a better password").status_code == 303


def test_two_uses_at_once(db, clock):
    path = links.issue(db, SYSTEM, clock(), account(db, "member").id)
    token, outcomes = path.rsplit("/", 1)[1], []

    def use():
        try:
            links.use(db, clock(), token, "a better password")
            outcomes.append("set")
        except links.LinkSpent:
            outcomes.append("spent")

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["set", "spent", "spent", "spent"]


# The list of accounts


def test_add_an_account(secretariat, client, db):
    assert "コミュニティ文化課" in secretariat.get("/accounts/new").text
    third = db.value("SELECT id FROM section WHERE name = 'コミュニティ文化課'")
    page = secretariat.send(
        "/accounts/new", {"login": "Bunka", "name": "文化課", "role": "section", "sections": str(third)}
    )
    assert page.status_code == 200
    path = re.search(r"<code>http://localhost(/link/[^<]+)</code>", page.text)[1]
    set_password(client, path)
    assert client.sign_in("bunka", "a better password").status_code == 303
    assert account(db, "bunka").sections == (third,)
    assert "tag--draft" not in secretariat.get("/accounts").text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"login": "member", "name": "a", "role": "member"}, "既に使われています"),
        ({"login": "課", "name": "a", "role": "member"}, "半角の英小文字"),
        ({"login": "new", "name": "", "role": "member"}, "名称を入力してください"),
        ({"login": "new", "name": "a", "role": "section"}, "担当する課を選んでください"),
        ({"login": "new", "name": "a", "role": "section", "sections": "999"}, "選ばれた課がありません"),
        ({"login": "new", "name": "a", "role": "mayor"}, "役割を選んでください"),
    ],
)
def test_account_that_cannot_be(secretariat, db, form, told):
    before = len(service.all_accounts(db))
    secretariat.get("/accounts/new")
    answer = secretariat.send("/accounts/new", form)
    assert answer.status_code == 422
    assert told in answer.text
    assert len(service.all_accounts(db)) == before


def test_every_action_leaves_one_line(secretariat, db):
    before = db.value("SELECT count(*) FROM audit")
    issued(secretariat, db, "member")
    assert db.value("SELECT count(*) FROM audit") == before + 1
    last = db.one("SELECT action, subject, detail FROM audit ORDER BY id DESC LIMIT 1")
    assert tuple(last) == ("accounts.link", f"account {account(db, 'member').id}", "{}")
