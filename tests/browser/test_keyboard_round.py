"""A round lived through with the keyboard alone: Tab, Enter, Space, arrows and typing; every stop of Tab is looked at.

The same steps with the mouse, and with real mail: test_one_round.py.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.accounts import service as accounts
from app.clock import now
from app.responses.service import reading
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM
from forms.questions import Answer
from tests.browser.keyboard import Keys
from tests.browser.server import PASSWORD, Site
from tests.support.city import COMPLETE_A, add_project, submit_forms

WIDE = {"width": 1366, "height": 768}


def person(site: Site, new_page, login: str, *, skips: bool = True) -> Keys:
    """Somebody at a PC without a mouse, signed in."""
    keys = Keys(new_page(viewport=WIDE), skips=skips)
    keys.sign_in(site.url, login, PASSWORD)
    return keys


def approved_round(site: Site) -> None:
    """A round with approval; beside the writer a head and a deputy."""
    rounds.change(site.db, SYSTEM, now(), site.city.round_id, approval=True)
    for login, role in (("buka", "approver"), ("hosa", "deputy")):
        accounts.add(
            site.db, SYSTEM, now(), login, f"試験 {login}", SECTION, {site.city.sections[0]: role},
            demo_password=PASSWORD,
        )  # fmt: skip


def choose(keys: Keys, first: str, *codes: int) -> None:
    """In a group of choices: their numbers are keys."""
    keys.to(re.compile(f"^① {first}"))
    for code in codes:
        keys.press(*str(code))
        expect(keys.page.locator(f"fieldset:focus-within [data-number='{code}']")).to_be_checked()


def overall(keys: Keys) -> None:
    """The section's own form, from its page to the page of what is owed."""
    keys.follow("記入を始める 全体調査票")
    keys.write(re.compile("なぜ必要"), "窓口だけでは届かない声があるため。")
    keys.to(re.compile("^① 現在"))
    keys.press("Space")
    keys.follow("保存して次へ")
    keys.write(re.compile("^3 "), "特になし")
    keys.write(re.compile("^4 "), "特になし")
    keys.follow("保存してホームへ")


def project(keys: Keys) -> None:
    """One project, all six pages of it."""
    keys.follow(re.compile("記入を始める Ａ"))
    keys.follow("事業を追加する")
    keys.write(re.compile("^1 協働事業の名称"), "花壇づくり")
    keys.write(re.compile("^2-1 "), "公園の花壇を市民と手入れする。")
    choose(keys, "講座", 1, 8)
    choose(keys, "保健", 5)
    keys.follow("保存して次へ")
    choose(keys, "社会福祉", 3)
    choose(keys, "共催", 7)
    keys.to(re.compile("^① 市が主体"))
    keys.press("Space", "ArrowDown")
    keys.follow("保存して次へ")
    choose(keys, "始めた年", 1)
    keys.write("年", "平成20")
    choose(keys, "予算額", 1)
    keys.write("金額（千円単位）", "1180")
    keys.to("内容を記入してください")
    choose(keys, "予算額", 2)
    keys.follow("保存して次へ")
    choose(keys, "より多く", 1, 4)
    choose(keys, "企画", 1)
    keys.follow("保存して次へ")
    for first in ("契約書", "常に", "評価", "提出", "十分"):
        choose(keys, first, 2)
    keys.follow("保存して次へ")
    choose(keys, "相手方", 12)
    keys.follow("保存して一覧へ")
    keys.follow("ホーム", header=True)


def none(keys: Keys, title: str) -> None:
    """We have no such project."""
    keys.follow(re.compile(f"^記入を始める {title}"))
    keys.follow("該当する事業はない")
    keys.follow("ホーム", header=True)


def send(keys: Keys, reason: str = "", button: str = "決裁に回す") -> None:
    """From the section's page over the check page to the head."""
    keys.follow("提出前の確認へ")
    if reason:
        keys.write(re.compile("^理由"), reason)
    keys.write(re.compile("^回答者の氏名"), "青木")
    keys.write(re.compile("^内線"), "2101")
    keys.follow(button)


def test_a_section_answers_and_its_head_approves(site: Site, new_page) -> None:
    approved_round(site)
    writer = person(site, new_page, "kacho")
    before = writer.tabs
    for step in (overall, project):
        step(writer)
    for title in "ＢＣ":
        none(writer, title)
    send(writer)
    assert writer.tabs - before <= 260, "the way has grown: more stops before what somebody wants"
    head = person(site, new_page, "buka")
    head.follow("内容を見て決裁する")
    head.write(re.compile("^戻す理由"), "手入れの頻度を書いてください。")
    head.follow("担当者に戻す")

    writer.follow("ホーム", header=True)
    expect(writer.page.locator("main")).to_contain_text("手入れの頻度を書いてください。")
    writer.follow(re.compile("^続きを記入する Ａ"))
    writer.follow("花壇づくり")
    writer.write(re.compile("^2-1 "), "公園の花壇を市民と毎週手入れする。")
    writer.follow("保存して一覧へ")
    writer.follow("ホーム", header=True)
    send(writer)
    deputy = person(site, new_page, "hosa")
    deputy.follow("内容を見て決裁する")
    deputy.follow("代決して提出する")
    expect(deputy.page.locator("main")).to_contain_text("代決：試験 hosa")
    newest = reading.submitted_forms(site.db, site.city.round_id)
    assert [f.questionnaire for f in newest] == ["overall", "a"]


def typed(keys: Keys, name: str, value: str, *ways: str) -> None:
    """A day or a time, typed into its parts. In which order they stand, the machine's language decides."""
    keys.to(name)
    for way in ways:
        keys.press("ArrowLeft", "ArrowLeft", "ArrowLeft")
        keys.press(*(key.replace(">", "ArrowRight") for key in way))
        if keys.page.evaluate("document.activeElement.value") == value:
            return
    raise AssertionError(f"{keys.page.url}: “{name}” does not become {value}")


def day(keys: Keys, name: str, value: str) -> None:
    """A day, in its parts."""
    year, month, date = value.split("-")
    typed(keys, name, value, f"{year}>{month}{date}", f"{month}{date}{year}")


def standing(site: Site) -> None:
    """Two projects of the first section stand submitted; the sections have mailboxes."""
    ids = [
        add_project(site.city, COMPLETE_A | {"name": Answer(text=name)})
        for name in ("花壇づくり", "祭りの運営")
    ]
    submit_forms(site.city, *ids)
    with site.db.write():
        site.db.run("UPDATE section SET mailbox = 'ka' || id || '@city.example'")


def dates(jimu: Keys) -> None:
    """A deadline with a time, and more time for one section."""
    jimu.follow("試験調査")
    jimu.follow("期限・延長・決裁・保存")
    day(jimu, "日", "2099-12-11")
    typed(jimu, "時刻（空欄可）", "17:15", "1715", "0515P")
    jimu.follow("期限と決裁の設定を保存する")
    expect(jimu.page.locator(".dates-now")).to_contain_text("17:15まで")
    jimu.to(re.compile("期限を延長する課を追加する"))
    jimu.press("Enter")
    jimu.to("議会事務局")
    jimu.press("Space")
    day(jimu, "日", "2099-12-25")
    jimu.write(re.compile("^延長の理由"), "議会対応のため")
    jimu.follow("延長する")
    expect(jimu.page.locator("table")).to_contain_text("議会対応のため")


def proxy(jimu: Keys) -> None:
    """A section's form came on paper."""
    jimu.follow("ホーム", header=True)
    jimu.follow("（文化施設開設担当）")
    jimu.follow("代わって入力する（事務局入力）")
    overall(jimu)
    jimu.follow("提出前の確認へ")
    jimu.to(re.compile("^受け取り方法"))
    jimu.press("ArrowDown")
    jimu.write(re.compile("^理由"), "紙で提出されたため")
    jimu.follow("事務局入力として提出する")
    expect(jimu.page.locator("main")).to_contain_text("事務局入力（紙の調査票）")


def message(jimu: Keys) -> None:
    """Drafts to some sections, one of them changed, then sent."""
    jimu.follow("お知らせ", header=True)
    jimu.follow("試験調査")
    jimu.follow("個別のお知らせを書く")
    jimu.to(re.compile("^（文化施設開設担当）"))
    jimu.press("Space")  # all are ticked
    jimu.write(re.compile("^件名"), "説明会のご案内")
    jimu.write(re.compile("^本文( 必須)?$"), "説明会を開きます。")
    jimu.follow("下書きを作成する")
    jimu.follow("見る・直す 市民課")
    jimu.to(re.compile("^本文( 必須)?$"))
    jimu.press("Control+End")
    jimu.page.keyboard.type("場所は四階です。")
    jimu.follow("この１件だけ変更する")
    jimu.follow("チェックした宛先に送信する")
    expect(jimu.page.locator("main")).to_contain_text("2件を送信待ちにしました")


def returned(jimu: Keys) -> None:
    """Back to its section, with a remark on a question."""
    jimu.follow("ホーム", header=True)
    jimu.follow("市民課")
    jimu.follow("調査票を差し戻す")
    jimu.to(re.compile("^この調査票を差し戻す.*花壇づくり"))
    jimu.press("Space")  # which opens its remarks
    jimu.write(re.compile("^付記 : 2-1"), "参加した人数を書いてください。")
    jimu.follow("送る前に確認する")
    jimu.follow("課へ差し戻す")
    expect(jimu.page.locator("main")).to_contain_text("差戻し中（未対応）")


def edition(jimu: Keys, name: str) -> None:
    """What a meeting is shown."""
    jimu.follow("調査", header=True)
    jimu.follow("試験調査")
    jimu.follow("版（会議資料）")
    jimu.write(re.compile("^版の名称"), name)
    jimu.follow("この内容で版を作る")
    expect(jimu.page.locator("h1")).to_have_text(name)


def corrected(writer: Keys) -> None:
    """The section answers the remark, and withdraws its other project."""
    writer.follow(re.compile("参加した人数を書いてください"))
    writer.write(re.compile("^2-1 "), "公園の花壇を市民三十人と手入れする。")
    writer.follow("保存して一覧へ")
    writer.follow(re.compile("^取下げ .*祭りの運営"))
    writer.write(re.compile("^理由"), "別の課から報告するため")
    writer.follow("この事業を取り下げる")
    writer.follow("調査票の一覧へ戻る")
    send(writer, "差戻しの指摘により人数を追記", "提出する")


def next_year(jimu: Keys) -> None:
    """The next round, made of this one and opened."""
    jimu.follow("調査", header=True)
    jimu.follow("試験調査")
    jimu.follow(re.compile("^次の調査を作る"))
    jimu.write(re.compile("^調査の名称"), "次の年の調査")
    jimu.follow("調査を作成する")
    jimu.follow("受付を開始する")
    jimu.follow("受付を開始する")
    expect(jimu.page.locator(".tag--open")).to_be_visible()


def test_the_secretariat_and_a_section_to_the_next_year(site: Site, new_page) -> None:
    standing(site)
    jimu = person(site, new_page, "jimu")
    dates(jimu)
    proxy(jimu)
    message(jimu)
    edition(jimu, "第１回会議資料")
    returned(jimu)
    writer = person(site, new_page, "kacho")
    corrected(writer)
    edition(jimu, "第２回会議資料")
    next_year(jimu)
    writer.follow("ホーム", header=True)
    expect(writer.page.locator("h1")).to_have_text("次の年の調査")
    writer.follow("提出前の確認へ")
    writer.follow("続いている（内容を確認した） 花壇づくり")
    expect(writer.page.locator("main")).to_contain_text("花壇づくり")

    city = site.city
    newest = {f.section_id: f.answers for f in reading.submitted_forms(site.db, city.round_id)}
    assert newest[city.sections[0]]["content"].text == "公園の花壇を市民三十人と手入れする。"
    assert newest[city.sections[1]]["plans"].text == "特になし"
    assert len(newest) == 2, "祭りの運営 is withdrawn"


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        ("", ""),
        ("button:focus-visible { outline: none }", "has no focus ring"),
        ("div { position: fixed; inset: 0 }", "is hidden by DIV"),
        ("button { position: absolute; left: -99px }", "is hidden by outside the window"),
        ("button { font-size: 0; padding: 0; border: 0; width: 0 }", "has no size"),
    ],
)
def test_a_stop_that_cannot_be_seen_is_noticed(page, style: str, fault: str) -> None:
    page.set_content(
        f"<style>button:focus-visible {{ outline: 4px solid }} {style}</style><button>送る</button><div></div>"
    )
    keys = Keys(page)
    if not fault:
        assert keys.tab().name == "送る"
        return
    with pytest.raises(AssertionError, match=fault):
        keys.tab()
