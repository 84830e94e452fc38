"""The pages of versions: who reads them, what they say, and two of them compared field by field."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.responses.service import comparing, drafting, reading
from app.responses.service.freezing import Frozen, freeze
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from forms.questions import Answer, Facts
from tests.support.city import COMPLETE_A

CHANGED = COMPLETE_A | {
    "content": Answer(text="公園の花壇を、市民と手入れする。<b>𠮷</b>"),
    "partner": Answer((3, 4)),
    "city_budget": Answer((1,), "2000"),
}


@pytest.fixture
def own(db, small_round):
    """The id of the first section, which has the account `section`."""
    return rounds.sections(db, small_round)[0].id


@pytest.fixture
def form(db, clock, small_round, own):
    """A project submitted twice: version 2 with other words, partners and budget."""
    who = Actor(None, "課", SECTION, frozenset({own}))
    made = drafting.add_form(db, who, clock(), small_round, own, "a")
    for answers, reason in ((COMPLETE_A, ""), (CHANGED, "金額の誤り")):
        clock.advance(hours=1)
        drafting.write_answers(db, who, clock(), made, answers)
        submit(db, clock(), small_round, own, made, answers, reason=reason)
    return made


def submit(db, now, round_id, section, form, answers, *, withdrawn=False, reason=""):
    made = [Frozen(form, answers, withdrawn)]
    return freeze(
        db, SYSTEM, now, round_id, section, made, {}, source="section", respondent="担当", extension="1",
        reason=reason, facts=Facts(2026),
    )  # fmt: skip


def ids(db, form):
    """Version ids, the first one first."""
    return [v.id for v in reversed(reading.form_versions(db, form))]


def test_a_section_reads_its_versions_for_ever(db, section, small_round, own, form):
    one, two = ids(db, form)
    rounds.change(db, SYSTEM, rounds_now(), small_round, state="closed")
    page = section.get(f"/versions/{one}").text
    assert "公園の花壇を市民と手入れする。" in page
    assert "後の版に差し替えられています" in page
    page = section.get(f"/versions/{two}").text
    assert "金額の誤り" in page
    assert "&lt;b&gt;𠮷" in page
    assert "課が提出" in page
    listed = section.get(f"/fill/{small_round}/{own}/versions").text
    assert f"/versions/of/{form}" in listed
    assert f"/versions/{one}" in listed


def rounds_now():
    from datetime import UTC, datetime

    return datetime(2026, 12, 1, tzinfo=UTC)


def test_other_sections_see_nothing_and_members_may_not(db, client_for, small_round, own, form):
    one, two = ids(db, form)
    addresses = [
        f"/versions/{one}", f"/versions/of/{form}", f"/versions/of/{form}/compare?old={one}&new={two}",
        f"/versions/of/{form}/compare?new=draft", f"/fill/{small_round}/{own}/versions",
    ]  # fmt: skip
    stranger, member = client_for("section2"), client_for("member")
    assert [stranger.get(a).status_code for a in addresses] == [404] * len(addresses)
    assert [member.get(a).status_code for a in addresses] == [403] * len(addresses)
    secretariat = client_for("secretariat")
    assert [secretariat.get(a).status_code for a in addresses] == [200, 200, 200, 404, 200]


def test_two_versions_are_compared_field_by_field(db, section, form):
    one, two = ids(db, form)
    answer = section.get(f"/versions/of/{form}/compare?old={one}&new={two}")
    page = " ".join(answer.text.split())
    assert "3問の回答が変わりました。" in page
    assert "1,180千円" in page
    assert "＋820千円" in page
    assert "<ins>④" in page
    assert "<del>⑪" in page
    assert "町内の有志" in page
    assert "［追加：" in page
    assert "&lt;b&gt;𠮷" in page
    assert "単純集計" not in page
    # whatever the order asked, the earlier version is what it was changed from
    assert section.get(f"/versions/of/{form}/compare?old={two}&new={one}").text.count("<ins>④") == 1
    more = section.get(f"/versions/of/{form}/compare?old={one}&new={two}&all=1").text
    assert "変更なし" in more


def test_what_cannot_be_compared_is_not_found(db, clock, section, small_round, own, form):
    one, two = ids(db, form)
    other = drafting.add_form(
        db, Actor(None, "課", SECTION, frozenset({own})), clock(), small_round, own, "a"
    )
    for query in (f"old={one}&new=999", "old=x&new=y", f"old={one}", ""):
        assert section.get(f"/versions/of/{form}/compare?{query}").status_code == 404
    assert section.get(f"/versions/of/{other}/compare?old={one}&new={two}").status_code == 404
    assert section.get(f"/versions/of/{other}").status_code == 404


def test_the_draft_against_what_stands(db, clock, section, form):
    assert comparing.of_draft(db, form).changed == ()
    draft = {"content": replace(CHANGED["content"], text="別の内容")}
    drafting.write_answers(db, SYSTEM, clock(), form, draft)
    found = comparing.of_draft(db, form)
    assert [q.key for q, _ in found.changed] == ["content"]
    page = section.get(f"/versions/of/{form}/compare?new=draft").text
    assert "記入中の内容（未提出）" in page
    assert "1問の回答が変わりました。" in page


def test_the_check_page_marks_the_words_that_changed(db, clock, section, small_round, own, form):
    draft = {"content": replace(CHANGED["content"], text=CHANGED["content"].text + "年４回。")}
    drafting.write_answers(db, SYSTEM, clock(), form, draft)
    page = section.get(f"/fill/{small_round}/{own}/check").text
    assert "年４回。" in page.split("<ins>")[1].split("</ins>")[0]


def test_a_withdrawal_is_a_version_too(db, clock, section, secretariat, small_round, own, form):
    submit(db, clock() + timedelta(hours=1), small_round, own, form, CHANGED, withdrawn=True)
    *_, two, three = ids(db, form)
    page = section.get(f"/versions/of/{form}/compare?old={two}&new={three}").text
    assert "取り下げられました" in page
    assert "回答の変更はありません。" in page
    assert "取下げ" in secretariat.get(f"/versions/of/{form}").text


def test_pages_in_english(db, section, small_round, own, form):
    section.set_cookie("kikitori_lang", "en")
    one, two = ids(db, form)
    page = section.get(f"/versions/of/{form}/compare?old={one}&new={two}").text
    assert "(difference +820 thousand yen)" in page
    assert "Version 1 (" in page
    for address in (f"/versions/{one}", f"/versions/of/{form}", f"/fill/{small_round}/{own}/versions"):
        assert "第1版" not in section.get(address).text


def test_links_lead_there(db, section, secretariat, small_round, own, form):
    one, two = ids(db, form)
    assert f"/fill/{small_round}/{own}/versions" in section.get(f"/fill/{small_round}/{own}/").text
    assert f"/versions/of/{form}" in section.get(f"/fill/{small_round}/{own}/q/a/").text
    project = secretariat.get(f"/rounds/{small_round}/projects/{form}").text
    assert f"/versions/{one}" in project
    assert f"compare?old={one}&amp;new={two}" in project
    submission = reading.form_versions(db, form)[0].submission_id
    assert f"/versions/{two}" in section.get(f"/fill/{small_round}/{own}/done/{submission}").text


def test_a_proxy_entry_and_an_approval_are_named(db, form):
    from app.responses.page.versions import signature
    from app.responses.service.signatures import pack

    class Signed:
        submitted_at, submitted_by, source, reason, note = (
            "2026-11-21T05:00:00.000000+00:00",
            "事務局",
            "secretariat",
            "",
            "",
        )
        approved_by, approved_at, deputy = "課長 花子", "2026-11-21T06:00:00.000000+00:00", True
        proxy_source = pack("phone", "11/20 佐藤さん", unapproved=True)

    told = {label.ja: value.ja for label, value in signature(Signed(), internal=False)}
    assert told["提出の方法"] == "事務局入力（電話：11/20 佐藤さん）、課内の決裁なし"
    assert told["決裁"].startswith("課長 花子（代決）　令和8年11月21日")
