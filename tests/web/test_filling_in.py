"""A section's pages, as the server answers them: odd addresses, stale pages, windows side by side."""

import re
from urllib.parse import urlsplit

import html5lib
import pytest

from app.flags import desk
from app.flags import service as flags
from app.responses.service import drafting, reading
from app.security import SYSTEM
from forms.questions import Answer, Finding
from tests.support.city import COMPLETE_A

HUGE = "9" * 30


@pytest.fixture
def add(db, clock, small_round, writer):
    """add(name="…"): a complete A project of the section; its id."""

    def make(name="花壇づくり", **answers):
        given = COMPLETE_A | {"name": Answer(text=name)} | answers
        made = drafting.add_form(db, writer, clock(), small_round, min(writer.sections), "a")
        drafting.write_answers(db, writer, clock(), made, given)
        return made

    return make


def form_with(page, name):
    """What a browser would post of the form that has a field of this name (hidden fields, texts and ticks)."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    form = next(f for f in tree.iter("form") if any(e.get("name") == name for e in f.iter()))
    out = {}
    for e in form.iter("input"):
        ticked = e.get("type") not in {"checkbox", "radio"} or e.get("checked") is not None
        if e.get("name") and ticked:
            out.setdefault(e.get("name"), []).append(e.get("value", ""))
    for e in form.iter("textarea"):
        out[e.get("name")] = [e.text or ""]
    return out


def check_page(section, place, **changed):
    """The check page's form, filled in."""
    page = form_with(section.get(f"{place}check").text, "respondent")
    return page | {"respondent": "山田", "extension": "2145"} | changed


def submissions(db):
    return db.value("SELECT count(*) FROM submission")


@pytest.mark.parametrize(
    "path",
    [f"/fill/{HUGE}/1/", f"/fill/1/{HUGE}/", f"/fill/1/1/q/a/{HUGE}/outline", f"/fill/1/1/done/{HUGE}"],
)
def test_a_number_no_row_can_have_is_no_page(section, small_round, path):
    assert section.get(path).status_code == 404
    assert section.get(f"/fill/1/1/done/{'9' * 5000}").status_code == 404
    assert section.send(f"/fill/form/{HUGE}/act", {"action": "delete"}).status_code == 404
    assert section.get(f"/fill/1/1/q/a/?deleted={HUGE}").status_code == 200


def test_another_sections_addresses_are_not_there(client_for, place, add, small_round):
    form_id, stranger = add(), client_for("section2")
    for path in ("", "q/a/", f"q/a/{form_id}/outline", "q/overall/0/status", "check", "print", "done/1"):
        assert stranger.get(place + path).status_code == 404, path
    posts = [
        (f"{place}q/a/add", {"request": "x"}),
        (f"{place}q/b/none", {"none": "1"}),
        (f"{place}q/a/{form_id}/outline", {"name-text": "よそ"}),
        (f"{place}check", {"respondent": "よそ", "extension": "1"}),
        *[(f"/fill/form/{form_id}/act", {"action": a}) for a in ("up", "duplicate", "delete", "restore")],
    ]
    for path, data in posts:
        assert stranger.send(path, data).status_code == 404, path
    own = stranger.get("/").location
    assert stranger.get(f"{own}q/a/{form_id}/outline").status_code == 404, (
        "not through one's own address either"
    )
    assert stranger.send(f"{own}q/a/{form_id}/outline", {"name-text": "よそ"}).status_code == 404


def test_a_confirmation_can_be_taken_back(section, db, place, add):
    form_id = add(city_budget=Answer((1,), "1,180,000円", confirmed="1,180,000円"))
    address = f"{place}q/a/{form_id}/figures"
    shown = form_with(section.get(address).text, "city_budget-text")
    assert section.post(address, data=shown | {"then": "list"}).status_code == 303
    assert reading.drafts(db, form_id)["city_budget"].is_confirmed, "an untouched page leaves it"
    del shown["city_budget-confirm"]
    section.post(address, data=shown | {"then": "list"})
    assert not reading.drafts(db, form_id)["city_budget"].is_confirmed


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_an_untouched_text_from_a_file_keeps_its_line_ends(section, db, place, add, ends):
    form_id = add(f"名{ends}前", content=Answer(text=f"一行目{ends}{ends}三行目"))
    address = f"{place}q/a/{form_id}/outline"
    # A browser knows one line end only: it shows "\n" and posts "\r\n".
    shown = form_with(section.get(address).text, "content-text") | {
        "name-text": "名\r\n前",
        "content-text": "一行目\r\n\r\n三行目",
    }
    section.post(address, data=shown | {"unit-text": "協働係", "then": "list"})
    kept = drafting.kept_answers(db, form_id)
    assert (kept["content"].answer.text, kept["content"].revision) == (f"一行目{ends}{ends}三行目", 1)
    assert kept["name"].answer.text == f"名{ends}前"
    assert kept["unit"].answer.text == "協働係"
    assert '<textarea class="input input--low" id="name-text"' in section.get(address).text


def test_a_page_of_a_project_deleted_meanwhile_keeps_its_text(section, db, place, add):
    form_id = add()
    address = f"{place}q/a/{form_id}/outline"
    shown = form_with(section.get(address).text, "name-text") | {"content-text": ["昼まで\n書いた文"]}
    section.send(f"/fill/form/{form_id}/act", {"action": "delete"})
    answer = section.post(address, data=shown)
    assert answer.status_code == 409
    assert "昼まで\n書いた文" in answer.text
    assert f'href="{place}q/a/"' in answer.text
    again = form_with(answer.text, "content-text")
    assert section.get(address).status_code == 409
    assert "元に戻す" in section.get(f"{place}q/a/").text, "the list offers it long after the deletion"
    for action in ("duplicate", "up"):
        assert section.send(f"/fill/form/{form_id}/act", {"action": action}).status_code == 409
    section.send(f"/fill/form/{form_id}/act", {"action": "restore"})
    assert section.post(address, data=again).status_code in {303, 422}
    assert reading.drafts(db, form_id)["content"].text == "昼まで\n書いた文"


def test_copies_of_two_projects_from_one_page_are_two(section, db, place, add):
    add("一つ目"), add("二つ目")
    ids = re.findall(r'action="(/fill/form/\d+/act)"', section.get(f"{place}q/a/").text)
    for address in [*ids, *ids]:
        section.send(address, {"action": "duplicate", "request": "page-1"})
    names = re.findall(r"/outline\">([^<]+)</a>", section.get(f"{place}q/a/").text)
    assert names == ["一つ目", "一つ目（写し）", "二つ目", "二つ目（写し）"]


def test_a_click_sent_twice_moves_one_place(section, place, add):
    first = add("一つ目")
    add("二つ目"), add("三つ目")
    for _ in range(2):
        section.send(f"/fill/form/{first}/act", {"action": "down", "place": "1"})
    names = re.findall(r"/outline\">([^<]+)</a>", section.get(f"{place}q/a/").text)
    assert names == ["二つ目", "一つ目", "三つ目"]


def test_submitting_nothing_is_said_not_received(section, db, place, add):
    add("一つ目")
    data = check_page(section, place)
    done = section.post(f"{place}check", data=data)
    assert "/done/" in done.location
    add("二つ目")
    page = check_page(section, place, forms=[])
    answer = section.post(f"{place}check", data=page)
    assert answer.status_code == 422
    assert "提出するものが選ばれていません" in answer.text
    assert submissions(db) == 1
    twice = section.post(f"{place}check", data=data)
    assert twice.location == done.location, "the very same page sent again shows its receipt"


@pytest.mark.parametrize("blank", ["", " ", "　"])
def test_the_person_answering_is_a_name(section, db, place, add, blank):
    add()
    answer = section.post(f"{place}check", data=check_page(section, place, respondent=blank, extension=blank))
    assert answer.status_code == 422
    assert "回答者の氏名を記入してください" in answer.text
    assert submissions(db) == 0


def test_what_a_stale_check_page_did_not_show_is_not_submitted(section, db, place, add, small_round):
    kept, gone = add("残す"), add("消す")
    section.post(f"{place}check", data=check_page(section, place))
    section.send(f"/fill/form/{kept}/act", {"action": "duplicate", "request": "r"})
    stale = check_page(section, place)
    sent = section.send(f"/fill/form/{gone}/act", {"action": "delete"})
    assert sent.location == f"/fill/form/{gone}/withdraw", "what was submitted is withdrawn, with a reason"
    assert section.post(sent.location, data={"csrf_token": section.token}).status_code == 422
    assert section.send(sent.location, {"reason": "実施しなかったため"}).status_code == 303
    section.send(f"{place}q/b/none", {"none": "1"})
    answer = section.post(f"{place}check", data=stale)
    assert answer.status_code == 409
    assert submissions(db) == 1
    assert "消す" in answer.text.partition("次の事業を取り下げます")[2], (
        "the page names what would be withdrawn"
    )
    done = section.post(f"{place}check", data=check_page(section, place))
    receipt = section.get(done.location).text
    assert "消す" in receipt
    assert "取下げ" in receipt
    assert not reading.form(db, kept).deleted


def test_a_form_deleted_after_the_check_page_is_not_passed_over(section, db, place, add):
    form_id = add()
    stale = check_page(section, place)
    section.send(f"/fill/form/{form_id}/act", {"action": "delete"})
    assert section.post(f"{place}check", data=stale).status_code == 409
    assert submissions(db) == 0


def test_taking_none_back_is_shown_before_and_after(section, db, place):
    section.get(f"{place}q/b/")
    section.send(f"{place}q/b/none", {"none": "1"})
    section.post(f"{place}check", data=check_page(section, place))
    section.get(f"{place}q/b/")
    section.send(f"{place}q/b/none", {"none": "0"})
    page = section.get(f"{place}check").text
    assert "前に提出した「該当事業なし」を取り消します" in page
    done = section.post(f"{place}check", data=check_page(section, place))
    assert "「該当事業なし」を取消し" in section.get(done.location).text


def test_only_spaces_are_no_change_for_ever(section, db, place, add):
    form_id = add()
    address = f"{place}q/a/{form_id}/outline"
    shown = form_with(section.get(address).text, "unit-text")
    section.post(address, data=shown | {"unit-text": "　", "then": "list"})
    section.post(f"{place}check", data=check_page(section, place))
    assert "提出後に変更はありません" in section.get(f"{place}check").text
    assert reading.drafts(db, form_id)["unit"].text == "　", "the draft keeps them as typed"


def test_a_name_of_spaces_leaves_the_page_its_heading(section, db, place, add):
    form_id = add("　")
    assert section.get(f"{place}q/a/{form_id}/outline").status_code == 200  # the client checks the heading


def test_an_expired_check_page_shows_what_was_typed_only(section, place, add, clock):
    form_id = add()
    data = check_page(section, place, respondent="山田 花子")
    clock.advance(hours=9)
    kept = section.post(f"{place}check", data=data)
    login = {k: v for k, v in form_with(kept.text, "kept").items() if k in {"csrf_token", "kept", "next"}}
    page = section.post(
        "/sign-in", data=login | {"login": "section", "password": "correct horse battery"}
    ).text
    shown = page.partition("<main")[2].partition('<form method="post"')[0]
    assert "山田 花子" in shown
    assert data[f"seen-{form_id}"][0] not in shown
    again = section.post(f"{place}check", data=form_with(page, "respondent"))
    assert "/done/" in again.location


def test_an_expired_button_is_said_and_nothing_done(section, db, place, add, clock):
    form_id = add()
    listing = f"{place}q/a/"
    section.get(listing)
    clock.advance(hours=9)
    data = {"action": "delete", "request": "x", "place": "1"}
    answer = section.send(
        f"/fill/form/{form_id}/act", data, headers={"Referer": f"http://localhost{listing}"}
    )
    assert answer.status_code == 401
    assert "最後の操作は行われていません" in answer.text
    assert form_with(answer.text, "login")["next"] == [listing]
    assert not reading.form(db, form_id).deleted


def test_drafts_and_contacts_reach_no_table(section, secretariat, db, place, add, small_round):
    add("提出する事業")
    section.post(f"{place}check", data=check_page(section, place, respondent="回答 一郎", extension="内4321"))
    add("下書きのままの事業")
    pages = [f"/rounds/{small_round}/results"]
    seen = set()
    while pages:
        path = pages.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = secretariat.get(path)
        told = answer.get_data().decode("utf-8", "replace")
        for secret in ("回答 一郎", "内4321", "下書きのままの事業"):
            assert secret not in told, path
        links = re.findall(rf'href="(/rounds/{small_round}/(?:results|projects)[^"#]*)"', told)
        pages += [link.replace("&amp;", "&") for link in links if not urlsplit(link).path.endswith("xlsx")]
    assert len(seen) > 5


def test_only_a_long_text_may_break_over_printed_pages(section, place, add):
    form_id = add(content=Answer(text="長" * 10_000))
    page = section.get(f"{place}print?form={form_id}").text
    assert "長" * 10_000 in page
    assert page.count('<tr class="is-long">') == 1


def test_what_the_secretariat_asks_stands_at_the_question(section, db, clock, small_round, add, place):
    asked, other = add(), add(name="もう一つ")
    found = {"type": [(Finding("two_codes", {"codes": "②・③"}), "②③")]}
    with db.write():
        flags.add_flags(db, clock(), small_round, asked, found)
    (flag,) = flags.of_round(db, small_round)
    desk.ask(db, SYSTEM, clock(), small_round, flag.id, flag.seen, "どちらが<主>ですか。")
    words = "事務局からの確認：どちらが&lt;主&gt;ですか。"
    page = section.get(f"{place}q/a/{asked}/partnership").text
    question = page[page.index('id="q-type"') :]
    assert words in question[: question.index("</fieldset>")]
    assert words not in section.get(f"{place}q/a/{asked}/outline").text
    assert words not in section.get(f"{place}q/a/{other}/partnership").text
    desk.reopen(db, SYSTEM, clock(), small_round, flag.id, desk.get(db, small_round, flag.id).seen)
    assert words not in section.get(f"{place}q/a/{asked}/partnership").text
