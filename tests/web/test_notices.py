"""The secretariat's pages of notices: what is prepared, looked at, sent, copied, and found again."""

import csv
import email
import email.policy
import io
import re
from datetime import timedelta

import pytest

from app import web
from app.config import Config
from app.notices.letter import Letter
from app.notices.service import batches, posting, reminders, sending
from app.notices.store import notices as store
from app.organisation import service as organisation
from app.rounds import service as rounds
from app.security import SYSTEM
from app.worker import Worker


@pytest.fixture
def folder(app):
    return web.runtime(app).instance


@pytest.fixture
def drafts(db, clock, small_round):
    """The batch of the opening, on the first working day; three of four sections have a mailbox."""
    with db.write():
        db.run("UPDATE section SET mailbox = 'ka' || id || '@city.example.jp' WHERE id < 4")
    clock.advance(days=3)  # Tuesday 24 November
    (made,) = reminders.run(db, clock())
    return made


@pytest.fixture
def secretariat(client_for, drafts):
    return client_for("secretariat")


@pytest.fixture
def send(db, folder, clock):
    return lambda: sending.send_due(folder, db, Config(), clock)


def ticked(page, *leave_out):
    """The form of a batch as the page shows it, without some rows."""
    shown = re.findall(r'name="shown" value="(\d+)"', page)
    return {"shown": shown, "keep": [i for i in shown if int(i) not in leave_out]}


def test_from_draft_to_log(secretariat, db, drafts, send, folder, small_round):
    assert "確認・対応待ちのお知らせ" in secretariat.get("/").text
    page = secretariat.get("/notices").text
    assert "確認して送信する下書き" in page
    assert f'href="/notices/batches/{drafts}"' in page
    page = secretariat.get(f"/notices/batches/{drafts}").text
    for words in (
        "企画政策課",
        "受付開始時",
        "ka1@city.example.jp",
        "宛先なし",
        "1件は宛先がありません",
        "4件",
    ):
        assert words in page
    rows = batches.rows(db, drafts)
    one = f"/notices/{rows[0].id}"
    assert "企画政策課　ご担当者様" in secretariat.get(one).text
    answer = secretariat.send(one, {"subject": "【調査】お電話の件", "body": "先ほどの件です。"})
    assert answer.location == f"/notices/batches/{drafts}"
    page = secretariat.get(answer.location).text
    assert "個別に変更済み" in page
    assert store.due(db, rows_moment(db)) == []
    answer = secretariat.send(f"/notices/batches/{drafts}", ticked(page, rows[1].id) | {"action": "send"})
    page = secretariat.get(answer.location).text
    assert "2件を送信待ちにしました" in page
    assert "1件は宛先がありません" in page
    assert send() == 2
    log = secretariat.get("/notices/log?state=sent").text
    assert "【調査】お電話の件" in log
    assert "発信箱に作成" in log
    assert "コミュニティ文化課" in log
    assert "（行政経営担当）" not in log
    outbox = secretariat.get("/notices/outbox").text
    assert "先ほどの件です。" in outbox
    letter = secretariat.get(f"{one}/letter.eml")
    made = email.message_from_bytes(letter.data, policy=email.policy.default)
    assert made["Subject"] == "【調査】お電話の件"
    assert letter.data == (folder / "outbox" / f"{rows[0].id:06d}.eml").read_bytes()


def rows_moment(db):
    from app.clock import now

    return now() + timedelta(days=3650)


def test_a_second_click_and_a_second_person(secretariat, client_for, db, drafts):
    address, colleague = f"/notices/batches/{drafts}", client_for("secretariat")
    page = secretariat.get(address).text
    colleague.get(address)
    secretariat.send(address, ticked(page) | {"action": "send"})
    again = secretariat.send(address, ticked(page) | {"action": "send"})
    assert "先に送信または破棄" in secretariat.get(again.location).text
    for action in ("discard", "choose"):
        colleague.send(address, ticked(page) | {"action": action})
    assert batches.get(db, drafts).state == "sent"
    late = colleague.send(
        f"/notices/{batches.rows(db, drafts)[0].id}", {"subject": "遅い", "body": "書いた文"}
    )
    assert late.status_code == 409
    assert colleague.send(f"{address}/words", {"subject": "遅", "body": "書いた文"}).status_code == 409


def test_words_for_all_and_what_is_wrong_with_them(secretariat, db, drafts):
    address = f"/notices/batches/{drafts}"
    assert "{未提出}" in secretariat.get(address).text
    wrong = secretariat.send(f"{address}/words", {"subject": "件名", "body": "{部長} 様"})
    assert wrong.status_code == 422
    assert "「{部長}」はありません" in wrong.text
    assert "{部長} 様</textarea>" in wrong.text, "what was typed stays"
    assert secretariat.send(f"{address}/words", {"subject": "件名", "body": "{課名} 様"}).status_code == 303
    assert batches.rows(db, drafts)[0].body == "企画政策課 様\n"


def test_discard(secretariat, db, drafts):
    page = secretariat.get(f"/notices/batches/{drafts}").text
    answer = secretariat.send(f"/notices/batches/{drafts}", ticked(page) | {"action": "discard"})
    assert "対応が必要なものはありません" in secretariat.get(answer.location).text
    assert "破棄" in secretariat.get(f"/notices/batches/{drafts}").text


def test_copy_into_the_groupware(secretariat, db, drafts):
    page = secretariat.get(f"/notices/batches/{drafts}/copy").text
    assert "ka1@city.example.jp\nka2@city.example.jp\nka3@city.example.jp</textarea>" in page
    line = secretariat.get(f"/notices/batches/{drafts}/copy?form=line").text
    assert "ka1@city.example.jp; ka2@city.example.jp; ka3@city.example.jp</textarea>" in line
    assert "企画政策課　ご担当者様" in page


def test_unclear_and_failed_come_first_and_are_decided(secretariat, db, clock, small_round):
    ids = [
        posting.post(
            db, SYSTEM, clock(), Letter("returned", small_round, 1, f"【差戻し】{i}", "本文", to=["a@x.jp"])
        )
        for i in range(3)
    ]
    with db.write():
        for notice_id, state in zip(ids, ("unclear", "failed", "unclear"), strict=True):
            store.change(db, clock(), notice_id, "queued", state=state, error="送信中に処理が中断しました")
    page = secretariat.get("/notices").text
    assert page.index("届いたか不明") < page.index("送れませんでした")
    for notice_id, action in zip(ids, ("again", "was_sent", "cancel"), strict=True):
        answer = secretariat.send(f"/notices/{notice_id}/act", {"action": action, "from": "desk"})
        assert answer.location == "/notices"
        page = secretariat.get("/notices").text
    assert [store.get(db, i).state for i in ids] == ["queued", "sent", "cancelled"]
    late = secretariat.send(f"/notices/{ids[1]}/act", {"action": "again"})
    assert "状態が変わっています" in secretariat.get(late.location).text
    assert secretariat.send(f"/notices/{ids[1]}/act", {"action": "nonsense"}).status_code == 404


def test_the_link_of_an_invitation_is_shown_nowhere(secretariat, db, clock, send, folder):
    text = "次のリンクから設定してください。\nhttps://k.example/link/Se_cret-123\n"
    sent = posting.post(
        db, SYSTEM, clock(), Letter("invitation", None, None, "【聞き取り】ご招待", text, to=["a@x.jp"])
    )
    pages = ("/notices", "/notices/log", "/notices/log.csv", "/notices/outbox", f"/notices/{sent}")
    for done in (False, True):
        for address in pages:
            assert "Se_cret" not in secretariat.get(address).text, (address, done)
        send()
    assert "（表示しません）" in secretariat.get(f"/notices/{sent}").text
    assert "Se_cret" not in store.get(db, sent).body
    file = email.message_from_bytes(
        (folder / "outbox" / f"{sent:06d}.eml").read_bytes(), policy=email.policy.default
    )
    assert "Se_cret-123" in file.get_content(), "the receiver needs it"


def test_the_plan_of_a_round(secretariat, db, small_round):
    address = f"/rounds/{small_round}/notices"
    page = secretariat.get(address).text
    for words in (
        "令和8年12月4日(金)",
        "期限の7日前",
        "令和8年12月14日(月)",
        "期限の1日後",
        "休みの日から移動",
        "4課",
    ):
        assert words in page
    answer = secretariat.send(address, {"days": "－３\n10", "automatic": "1"})
    page = secretariat.get(answer.location).text
    assert "期限の3日前" in page
    assert "期限の7日前" not in page
    assert re.search(r'name="automatic" value="1" checked', page)
    assert not re.search(r'name="copies" value="1" checked', page)
    wrong = secretariat.send(address, {"days": "来週"})
    assert wrong.status_code == 422
    assert "「来週」を日数として読めません" in wrong.text
    assert "来週</textarea>" in wrong.text
    assert secretariat.send(address, {"days": "400"}).status_code == 422
    assert f'href="{address}"' in secretariat.get(f"/rounds/{small_round}").text


def test_a_message_to_a_filtered_set(secretariat, db, small_round):
    address = f"/rounds/{small_round}/notices/message"
    page = secretariat.get(f"{address}?department=企画財政部&state=missing").text
    assert "条件に合う課（2課）" in page
    assert page.count('name="sections"') == 2
    assert "コミュニティ文化課" not in page
    wrong = secretariat.send(address, {"sections": ["1"], "subject": "", "body": "書いた文"})
    assert wrong.status_code == 422
    assert "書いた文</textarea>" in wrong.text
    assert wrong.text.count(" checked") == 1
    answer = secretariat.send(
        address,
        {"sections": ["1", "2"], "subject": "【照会】", "body": "{課名} 様", "why": "確認", "owing": "1"},
    )
    page = secretariat.get(answer.location).text
    assert "まだ送信していません" in page
    assert "個別のお知らせ" in page


def test_the_log_is_narrowed_and_saved_as_csv(secretariat, db, clock, send, small_round):
    for name in ("=cmd|' /C calc'!A0", "【別件】神田の件"):
        posting.post(db, SYSTEM, clock(), Letter("returned", small_round, 1, name, "本文", to=["a@x.jp"]))
    clock.advance(days=1)
    posting.post(db, SYSTEM, clock(), Letter("proxy", small_round, 3, "【入力】", "本文", to=["b@x.jp"]))
    send()
    secretariat.sign_in("secretariat")
    counts = {
        query: len(list(csv.reader(io.StringIO(secretariat.get(f"/notices/log.csv?{query}").text)))) - 1
        for query in (
            "", "kind=proxy", "words=神田の件", "words=コミュニティ b@x.jp", "last=2026-11-24", "state=failed",
            f"round_id={small_round}", "round_id=99", "kind=;drop&first=never", "round_id=999999999999999999999",
        )
    }  # fmt: skip
    assert list(counts.values()) == [3, 1, 1, 1, 0, 0, 3, 0, 3, 3]
    data = secretariat.get("/notices/log.csv").data
    assert data.startswith(b"\xef\xbb\xbf")
    assert "'=cmd" in data.decode()
    assert "企画政策課" in data.decode()


def test_settings(secretariat, db):
    page = secretariat.get("/notices/settings").text
    assert 'value="12-29"' in page
    wrong = secretariat.send(
        "/notices/settings", {"closed_from": "13-99", "closed_until": "01-03", "extra": "x"}
    )
    assert wrong.status_code == 422
    assert 'value="13-99"' in wrong.text
    good = {"closed_from": "12-28", "closed_until": "01-04", "extra": "2026-10-01\n", "copies": "1"}
    assert secretariat.send("/notices/settings", good).status_code == 303
    assert "2026-10-01" in secretariat.get("/notices/settings").text


def test_a_test_mail(secretariat, db, send):
    secretariat.get("/notices")
    wrong = secretariat.send("/notices/test", {"address": "課"})
    assert "半角で" in secretariat.get(wrong.location).text
    answer = secretariat.send("/notices/test", {"address": "me@city.example.jp"})
    send()
    assert "発信箱に作成" in secretariat.get(answer.location).text


def test_how_mail_leaves_is_said(secretariat, folder, db, clock):
    assert "設定されていません" in secretariat.get("/notices").text
    (folder / "config.toml").write_text(
        '[mail]\nhost = "smtp.city.example.jp"\nfrom = "協働係 <k@city.example.jp>"\nbase_url = "https://k.example"\n',
        encoding="utf-8",
    )
    page = secretariat.get("/notices").text
    assert "smtp.city.example.jp:25" in page
    Worker(folder, db, clock, ()).stop()
    assert posting.link(db, "/fill/1/1/") == "https://k.example/fill/1/1/"


def test_five_hundred_sections(client_for, db, clock):
    with db.write():
        ids = [organisation.add_section(db, f"第{i // 20}部", f"第{i}課", "section", i) for i in range(500)]
        db.run("UPDATE section SET mailbox = 'ka' || id || '@city.example.jp'")
        made = rounds.create(db, SYSTEM, clock(), "大きな調査", 2026, ids)
        rounds.change(db, SYSTEM, clock(), made, state="open", deadline="2026-12-11")
    clock.advance(days=3)
    (batch_id,) = reminders.run(db, clock())
    client = client_for("secretariat")
    page = client.get(f"/notices/batches/{batch_id}").text
    assert page.count('name="keep"') == 100
    assert len(page) < 250_000
    left_out = batches.rows(db, batch_id)[0].id
    client.send(f"/notices/batches/{batch_id}", ticked(page, left_out) | {"action": "choose"})
    last = client.get(f"/notices/batches/{batch_id}?page=5").text
    assert "第499課" in last
    client.send(f"/notices/batches/{batch_id}", ticked(last) | {"action": "send", "page": "5"})
    assert len(store.due(db, clock())) == 499


def test_english_and_strangers(secretariat, drafts, db, small_round):
    secretariat.send("/language", {"lang": "en"})
    row = batches.rows(db, drafts)[0].id
    for path in (
        "/notices", "/notices/log", "/notices/outbox", "/notices/settings", f"/notices/batches/{drafts}",
        f"/notices/batches/{drafts}/copy", f"/notices/{row}", f"/rounds/{small_round}/notices",
        f"/rounds/{small_round}/notices/message",
    ):  # fmt: skip
        assert '<html lang="en">' in secretariat.get(path).text
    for path in ("/notices/batches/99", "/notices/999", "/rounds/99/notices", "/rounds/99/notices/message"):
        assert secretariat.get(path).status_code == 404


def test_the_daily_backup_is_shown(secretariat, db, folder, clock, tmp_path):
    assert "[backup]" in secretariat.get("/notices").text
    (folder / "config.toml").write_text(f'[backup]\nfolder = "{tmp_path / "daily"}"\n', encoding="utf-8")
    assert "まだありません" in secretariat.get("/notices").text
    (tmp_path / "daily").write_text("in the way", encoding="utf-8")
    worker = Worker(folder, db, clock)
    worker.beat()
    assert "バックアップに失敗しました" in secretariat.get("/notices").text
    (tmp_path / "daily").unlink()
    clock.advance(hours=1, minutes=1)
    worker.beat()
    worker.stop()
    page = secretariat.get("/notices").text
    assert "kikitori-20261124-1301.zip" in page
    assert "失敗" not in page
