"""Searching what was said: who finds what, and how it is shown."""

import re

import pytest

from tests.support.meetings import make_body, make_final, make_meeting

SAID = [
    (0, "小委員長", "調査結果を議題とする。"),
    (0, "委員", "ＮＰＯとのｷﾞｮｳﾑ委託は協働か。<b>50%_\\</b>"),
    (1, "事務局", "協働と考えている。"),
    (None, "小委員長", "次回は二十日とする。"),
]


@pytest.fixture
def meeting(db, clock):
    with db.write():
        return make_meeting(db, clock(), make_body(db, clock()), SAID)


def words(page):
    """The hits of a page: the role and what is shown of the speech, marks in [ ]."""
    found = re.findall(r'<p class="hits__words">(.*?)</p>', page.text, re.S)
    return [re.sub(r"<(?!/?mark)[^>]+>", "", f).replace("<mark>", "[").replace("</mark>", "]") for f in found]


def test_nothing_is_listed_before_anything_is_asked(secretariat, meeting):
    page = secretariat.get("/meetings/search")
    assert not words(page)
    assert "件の発言" not in page.text


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("協働", ["【委員】ＮＰＯとのｷﾞｮｳﾑ委託は[協働]か。", "【事務局】[協働]と考えている。"]),
        ("協働 npo", ["【委員】[ＮＰＯ]とのｷﾞｮｳﾑ委託は[協働]か。"]),
        ("ギョウム", ["【委員】ＮＰＯとの[ｷﾞｮｳﾑ]委託は協働か。"]),
        ("か", ["【委員】ＮＰＯとのｷﾞｮｳﾑ委託は協働[か]。"]),
        ("0%_\\", ["【委員】ＮＰＯとのｷﾞｮｳﾑ委託は協働か。"]),
        ("x%", []),
    ],
)
def test_words_in_context(secretariat, meeting, query, hits):
    page = secretariat.get("/meetings/search", query_string={"word": query})
    assert [w.split("&lt;")[0] for w in words(page)] == hits
    assert f"{len(hits)}件の発言" in page.text
    assert "<b>50" not in page.text


def test_narrowed_by_role_day_body_and_item(secretariat, db, clock, meeting):
    with db.write():
        other = make_body(db, clock(), "推進委員会")
        make_meeting(db, clock(), other, [(0, "委員長", "協働の推進。")], number=1, day="2011-04-01")

    def found(**wanted):
        return [
            w.split("】")[0] + "】" for w in words(secretariat.get("/meetings/search", query_string=wanted))
        ]

    assert found(word="協働") == ["【委員長】", "【委員】", "【事務局】"], "the newest meeting first"
    assert found(word="協働", role="事務局") == ["【事務局】"]
    assert found(word="協働", since="2011-01-01") == ["【委員長】"]
    assert found(word="協働", until="2010-10-06") == ["【委員】", "【事務局】"]
    assert found(body=str(other)) == ["【委員長】"]
    assert found(word="協働", item="対象課の選定について") == ["【事務局】"]
    assert found(word="協働", body="x", since="2011-13-01", page="-3") == [
        "【委員長】",
        "【委員】",
        "【事務局】",
    ]
    assert found(word="協働", order="old") == ["【委員】", "【事務局】", "【委員長】"]
    backwards = secretariat.get("/meetings/search?since=2011-01-01&until=2010-01-01").text
    assert "開始日が終了日より後になっています。" in backwards
    page = secretariat.get("/meetings/search", query_string={"word": "協働"})
    assert 'href="/meetings/search?word=%E5%8D%94%E5%83%8D&amp;item=' in page.text


def test_whatever_is_typed_is_looked_for_as_it_is(secretariat, meeting):
    """Quotes, operators of a search language, halves of characters, far too much: words like any other."""
    hostile = ("'", '"', "%%", "x_", "協*", "*", "協働*", '"協働"', "NOT 協働", "NEAR(協働, 1)", "role:委員", "' OR 1=1 --", "\\\\", "😀", "\x00未", "あ" * 10_000)  # fmt: skip
    for typed in hostile:
        page = secretariat.get("/meetings/search", query_string={"word": typed})
        assert (page.status_code, words(page)) == (200, []), typed
    assert len(words(secretariat.get("/meetings/search", query_string={"word": "協働 " * 30}))) == 2


def test_each_finds_what_may_be_read(secretariat, client_for, db, clock, meeting):
    def total(who):
        return len(words(who.get("/meetings/search", query_string={"word": "協働"})))

    member, section = client_for("member"), client_for("section")
    assert [total(who) for who in (secretariat, member, section)] == [2, 0, 0], "a draft is the secretariat's"
    with db.write():
        make_final(db, clock(), meeting, "address")
    assert [total(who) for who in (secretariat, member, section)] == [2, 0, 0], "for its own members only"
    with db.write():
        account, body = (
            db.value("SELECT id FROM account WHERE role = 'member'"),
            db.value("SELECT id FROM meeting_body"),
        )
        db.insert("meeting_member", body_id=body, account_id=account, name="委員", role="委員", position=1)
    assert [total(who) for who in (secretariat, member, section)] == [2, 2, 0]
    with db.write():
        db.run("UPDATE meeting_body SET audience = 'hall'")
    assert [total(who) for who in (secretariat, member, section)] == [2, 2, 2]
    with db.write():
        db.run("UPDATE meeting_publication SET withdrawn_at = '2026-11-22T00:00:00Z'")
    assert [total(who) for who in (secretariat, member, section)] == [2, 2, 0]


def test_what_was_dropped_is_not_found(secretariat, db, meeting):
    with db.write():
        db.run("UPDATE meeting_speech SET dropped_at = '2026-11-22T00:00:00Z' WHERE role = '事務局'")
    assert len(words(secretariat.get("/meetings/search", query_string={"word": "協働"}))) == 1


def test_many_hits_go_over_pages(secretariat, db, clock):
    with db.write():
        make_meeting(db, clock(), make_body(db, clock()), [(0, "委員", f"協働{n}") for n in range(65)])
    first = secretariat.get("/meetings/search?word=協働")
    assert len(words(first)) == 30
    assert "3ページ中 1ページ" in first.text
    last = secretariat.get("/meetings/search?word=協働&page=99")
    assert words(last)[-1] == "【委員】[協働]64"
    assert '<ol class="hits" start="61">' in last.text
