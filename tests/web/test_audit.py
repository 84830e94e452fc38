"""The audit log: what is found, how it is said, and how it is taken along."""

import ast
import io
import re
from pathlib import Path

import openpyxl
import pytest

from app.accounts import links, people, service
from app.audit import log, words
from app.audit.service import record
from app.responses.service import drafting, freezing
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questions import Facts
from tests.support.city import COMPLETE_A

ROOT = Path(__file__).parents[2]


def acts(page):
    """(person, act, subject) of every line shown."""
    rows = re.findall(r"<tr>\s*<td class=\"is-number\">(.*?)</tr>", page, re.S)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in rows]
    return [tuple(" ".join(re.sub(r"<[^>]+>", " ", c).split()) for c in row[1:4]) for row in cells]


@pytest.fixture
def lines(db, clock, small_round):
    """A few acts of two people over three days."""
    mine = service.find(db, "section")
    who = service.find(db, "secretariat").actor()
    links.issue(db, who, clock(), mine.id)
    clock.advance(days=1)
    people.change(db, who, clock(), mine.id, "企画政策課（新）", "", mine.roles)
    clock.advance(days=1)
    rounds.change(db, who, clock(), small_round, deadline="2026-12-18")


@pytest.fixture
def desk(lines, client_for):
    """The secretariat, signed in after all that."""
    return client_for("secretariat")


def test_newest_first_in_words_with_links(desk, small_round, db):
    page = desk.get("/audit").text
    found = acts(page)
    assert found[0] == (
        "secretariatさん secretariat",
        "調査の設定を変更",
        f"調査 {small_round}：令和8年度 調査",
    )
    assert [a for _, a, _ in found][1:3] == ["アカウントを変更", "パスワード設定用リンクを発行"]
    assert f'href="/rounds/{small_round}"' in page
    assert f'href="/accounts/{service.find(db, "section").id}"' in page
    assert "提出期限：2026-12-18" in page
    assert "（システム）" in page
    assert "ログイン" not in {a for _, a, _ in found}, "sign-ins are left out unless asked for"
    assert "ログイン" in {a for _, a, _ in acts(desk.get("/audit?every=1").text)}


SEARCHES = [
    ("word=リンク", ["パスワード設定用リンクを発行"]),
    ("word=アカウント 変更", ["アカウントを変更"]),
    ("word=accounts.link", ["パスワード設定用リンクを発行"]),
    ("word=2026-12-18", ["調査の設定を変更"]),
    ("word=12-18 アカウント", []),
    ("word=100%25", []),
    ("word=_______", []),
    ("person=secretariatさん&feature=rounds", ["調査の設定を変更"]),
    ("person=nobody", []),
    ("since=2026-11-22&until=2026-11-22", ["アカウントを変更"]),
    ("since=2026-11-23&feature=rounds", ["調査の設定を変更"]),
    ("until=2026-11-20", []),
    ("since=2026-13-45&page=x&feature=x&word=リンク", ["パスワード設定用リンクを発行"]),
    ("page=9", []),
]


def test_searching(desk):
    for query, found in SEARCHES:
        assert [act for _, act, _ in acts(desk.get(f"/audit?{query}").text)] == found, query


def test_the_day_is_the_city_s(client_for, db, clock):
    clock.moment = clock.moment.replace(hour=15, minute=30)  # half past midnight in Japan, on the 22nd
    with db.write():
        record(db, SYSTEM, clock(), "rounds.create", "round 1", name="夜中の調査")
    secretariat = client_for("secretariat")
    assert "夜中の調査" in secretariat.get("/audit?since=2026-11-22").text
    assert "夜中の調査" not in secretariat.get("/audit?until=2026-11-21").text


def test_pages(secretariat, db, clock):
    with db.write():
        for n in range(250):
            record(db, SYSTEM, clock(), "rounds.change", "round 1", note=f"その{n:03}")
    first = secretariat.get("/audit?word=その").text
    assert "250行" in first
    assert len(acts(first)) == 100
    assert "その249" in first
    assert len(acts(secretariat.get("/audit?word=その&page=3").text)) == 50


def test_only_the_secretariat_reads_it(section, member, client):
    assert section.get("/audit").status_code == member.get("/audit").status_code == 403
    assert client.get("/audit").status_code == 303


def test_taken_along_as_csv_and_that_is_recorded(desk, db):
    desk.get("/audit")
    answer = desk.send("/audit/export", {"kind": "csv", "word": "リンク"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    text = answer.data.decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n") == 2
    assert "パスワード設定用リンクを発行,accounts.link" in text
    last = db.one("SELECT action, detail FROM audit ORDER BY id DESC LIMIT 1")
    assert tuple(last) == ("audit.export", '{"kind": "csv", "lines": 1, "word": "リンク"}')
    assert desk.send("/audit/export", {"kind": "exe"}).status_code == 404


def test_the_csv_is_one_text_without_formulas(desk, db, clock):
    with db.write():
        record(db, SYSTEM, clock(), "rounds.create", "=1+1", name="x")
    desk.get("/audit")
    answer = desk.send("/audit/export", {"kind": "csv", "every": "1"})
    assert ",'=1+1," in answer.data.decode()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_form_leads_to_its_versions_once_it_has_any(desk, db, clock, small_round):
    mine = service.find(db, "section")
    form = drafting.add_form(db, mine.actor(), clock(), small_round, mine.sections[0], "a")
    assert f'"/versions/of/{form}"' not in desk.get("/audit?word=form").text, (
        "a draft has no versions to read"
    )
    freezing.freeze(
        db, mine.actor(), clock(), small_round, mine.sections[0], [freezing.Frozen(form, COMPLETE_A)], {},
        source="section", facts=Facts(2026),
    )  # fmt: skip
    assert f'"/versions/of/{form}"' in desk.get("/audit?word=form").text
    assert desk.get(f"/versions/of/{form}").status_code == 200


def test_taken_along_as_workbook(desk, db, clock):
    with db.write():
        record(db, SYSTEM, clock(), "rounds.create", "round 9", name="=1+1")
    desk.get("/audit")
    answer = desk.send("/audit/export", {"kind": "xlsx", "every": "1"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert [c.value for c in sheet[1]][:3] == ["番号", "日時", "氏名・名称"]
    assert sheet.max_row == db.value("SELECT count(*) FROM audit")
    assert all(c.data_type != "f" for row in sheet.iter_rows() for c in row)


def test_too_many_lines_are_not_taken_along(desk, monkeypatch, db):
    monkeypatch.setattr(log, "MOST_EXPORTED", 1)
    desk.get("/audit")
    before = db.value("SELECT count(*) FROM audit")
    answer = desk.send("/audit/export", {"kind": "csv"})
    assert answer.status_code == 422
    assert "絞り込んでください" in answer.text
    assert db.value("SELECT count(*) FROM audit") == before


def test_in_english(desk):
    desk.send("/language", {"lang": "en", "next": "/audit"})
    assert ("secretariatさん secretariat", "changed an account") in [
        a[:2] for a in acts(desk.get("/audit").text)
    ]


def actions_in(folder):
    """Every act that a service records, as far as its name is written out."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = (
                getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            )
            if called == "record" and len(node.args) > 4:
                yield from (
                    c.value
                    for c in ast.walk(node.args[3])
                    if isinstance(c, ast.Constant) and "." in str(c.value)
                )


def test_every_act_has_words():
    found = {action for action in actions_in(ROOT / "app") if re.fullmatch(r"[a-z]+\.[a-z_]+", action)}
    assert len(found) > 40
    assert sorted(found - set(words.ACTIONS)) == []
    assert {a.partition(".")[0] for a in words.ACTIONS} <= set(words.FEATURES)


def particulars_in(folder):
    """The names of an act's particulars, as far as they are written out, in the features that the log knows."""
    for path in sorted(folder.rglob("*.py")):
        known = path.relative_to(folder).parts[0] in words.FEATURES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if known else ():
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "record"
            ):
                yield from (k.arg for k in node.keywords if k.arg)


def test_every_particular_has_words():
    assert sorted(set(particulars_in(ROOT / "app")) - set(words.DETAILS)) == []


def test_an_act_without_words_is_shown_as_it_is():
    assert words.label("rounds.planted").ja == "調査（planted）"
    assert words.label("planted").en == "planted"


def test_particulars_are_words_and_no_codes(db, clock, secretariat):
    with db.write():
        for action, detail in (
            ("accounts.add", {"role": "secretariat", "sections": {"3": "approver"}}),
            ("rounds.change", {"state": "closed", "approval": True}),
            ("responses.save", {"questions": ["content", "total_budget", "gone_by_now"]}),
            ("responses.submit", {"source": "import", "declared": {"b": True}}),
            ("notices.schedule", {"items": ["deadline -7", "opening 0"]}),
            ("editions.make", {"files": ["xlsx-A3-ja", "csv"]}),
            ("rulings.change", {"ruling": "nothing", "was": "blank"}),
        ):
            record(db, SYSTEM, clock(), action, "round 1", **detail)
    found = log.search(db, log.Filters(every="1")).lines
    told = {line.action: log.particulars(line, "ja") for line in reversed(found)}
    assert told["accounts.add"] == "役割：事務局、課：3=課長（決裁）"
    assert told["rounds.change"] == "決裁：はい、状態：受付終了"
    assert told["responses.save"] == "設問：協働事業の内容 全体予算 gone_by_now"
    assert told["responses.submit"] == "該当なし：Ｂ=はい、提出元：取込み"
    assert told["notices.schedule"] == "件数：期限から-7日 受付開始のご案内"
    assert told["editions.make"] == "ファイル：Excel（A3・日本語） CSV"
    assert told["rulings.change"].startswith("扱い：")
    assert "nothing" not in told["rulings.change"] + told["rulings.change"]
    english = log.particulars(next(line for line in found if line.action == "rounds.change"), "en")
    assert english == "approval: yes, state: closed"
    assert "全体予算" in secretariat.get("/audit?every=1").text
