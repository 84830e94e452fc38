"""The queue against a real SMTP server: what leaves, what comes back, what is never sent twice."""

import email
import email.policy
import shutil
import ssl
import subprocess
import threading
from datetime import timedelta

import pytest

from app.config import Config, MailConfig
from app.notices.letter import Letter
from app.notices.service import posting, sending
from app.notices.store import notices as store
from app.security import SYSTEM
from app.worker import Job, Worker
from tests.support.city import NOW, make_city
from tests.support.mail import post_office

BODY = "いつもお世話になっております。\n.点で始まる行\n" + "協働" * 400


@pytest.fixture
def city(tmp_path):
    made = make_city(tmp_path)
    yield made
    made.db.close()


@pytest.fixture
def office():
    with post_office() as made:
        yield made


class Clock:
    def __init__(self):
        self.moment = NOW

    def __call__(self):
        return self.moment

    def advance(self, **parts):
        self.moment += timedelta(**parts)


@pytest.fixture
def clock():
    return Clock()


def config(office, **more):
    sender = "小金井市 協働推進係（調査） <kyodo@city.example.jp>"
    return Config(mail=MailConfig(host="127.0.0.1", port=office.port, sender=sender, timeout=5, **more))


@pytest.fixture
def send(city, office, clock, tmp_path):
    return lambda **more: sending.send_due(tmp_path, city.db, config(office, **more), clock)


def posted(city, *to, subject="【市民協働調査】差戻しのお知らせ", body=BODY, kind="returned", **more):
    letter = Letter(kind, city.round_id, city.sections[0], subject, body, "差戻し", to=to, **more)
    return posting.post(city.db, SYSTEM, NOW, letter)


def row(city, notice_id):
    return store.get(city.db, notice_id)


def test_a_letter_arrives_as_it_was_written(city, office, send):
    sent = posted(city, "shimin@city.example.jp")
    assert send(reply_to="協働 <reply@city.example.jp>") == 1
    ((addresses, message),) = office.letters
    assert addresses == ["shimin@city.example.jp"]
    assert message["Subject"] == "【市民協働調査】差戻しのお知らせ"
    assert message.get_content().replace("\r\n", "\n") == BODY + "\n"
    sender = message["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == (
        "小金井市 協働推進係（調査）",
        "kyodo@city.example.jp",
    )
    assert message["Reply-To"].addresses[0].addr_spec == "reply@city.example.jp"
    assert message["Date"] == "Sat, 21 Nov 2026 09:00:00 +0900"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == row(city, sent).message_id
    assert all(len(line) < 998 and line.isascii() for line in office.raw[0].splitlines())
    assert (row(city, sent).state, row(city, sent).way) == ("sent", "smtp")
    assert send() == 0, "once is enough"


def test_a_letter_that_cannot_be_made_holds_up_nobody(city, office, send):
    bad, good = posted(city, "a@x.example"), posted(city, "b@x.example")
    with city.db.write():
        city.db.run("UPDATE notice SET recipients = '[\"no address\"]' WHERE id = ?", (bad,))
    send()
    assert row(city, bad).state == "failed"
    assert "作成できません" in row(city, bad).error
    assert row(city, good).state == "sent"


def test_nobody_adds_a_header(city, office, send):
    sent = posted(
        city, "a@x.example", subject="件名\r\nBcc: evil@x.example\n\n本文", body="本文\r\n.\r\nQUIT\r\n"
    )
    send()
    ((addresses, message),) = office.letters
    assert addresses == ["a@x.example"]
    assert message["Bcc"] is None
    assert message["Subject"] == "件名 Bcc: evil@x.example 本文"
    assert message.get_content().replace("\r\n", "\n") == "本文\n.\nQUIT\n"
    assert row(city, sent).state == "sent"


@pytest.mark.parametrize(
    "address",
    [
        "a@x.example\nBcc: b@x.example",
        "a@x,b@y",
        "課 <a@x>",
        "神田@x.example",
        "a",
        "@x",
        "a..b@x.example",
        ".a@x",
    ],
)
def test_an_unusable_address_is_told_and_the_rest_goes_out(city, office, send, address):
    both = posted(city, address, "good@x.example")
    alone = posted(city, address)
    send()
    assert office.receivers == ["good@x.example"]
    assert list(row(city, both).refused) == [address]
    assert (row(city, alone).state, row(city, alone).error) == ("failed", "宛先なし")


def test_one_of_three_is_refused_for_good(city, office, send, clock):
    office.refuse["b@x.example"] = ["550 5.1.1 そのような宛先はありません"] * 9
    sent = posted(city, "a@x.example", "b@x.example", "c@x.example")
    assert send() == 1
    assert office.receivers == ["a@x.example", "c@x.example"]
    known = row(city, sent)
    assert known.state == "sent"
    assert known.delivered == ("a@x.example", "c@x.example")
    assert known.refused["b@x.example"].startswith("550 5.1.1")
    clock.advance(days=3)
    send()
    assert len(office.letters) == 1


def test_all_refused_for_good_is_a_failure(city, office, send):
    office.refuse["b@x.example"] = ["550 no"]
    sent = posted(city, "b@x.example")
    send()
    assert row(city, sent).state == "failed"
    assert "550 no" in row(city, sent).error


def test_greylisting_is_waited_out_only_for_those_who_ask_for_it(city, office, send, clock):
    office.refuse["b@x.example"] = ["451 4.7.1 later", "451 4.7.1 later"]
    sent = posted(city, "a@x.example", "b@x.example")
    send()
    assert (row(city, sent).state, office.receivers) == ("queued", ["a@x.example"])
    send()
    assert row(city, sent).attempts == 1, "not before its time"
    clock.advance(minutes=1)
    send()
    clock.advance(minutes=4)
    send()
    assert row(city, sent).attempts == 2
    clock.advance(minutes=1)
    send()
    assert (row(city, sent).state, office.receivers) == ("sent", ["a@x.example", "b@x.example"])
    assert len({m["Message-ID"] for _, m in office.letters}) == 1


def test_patience_ends(city, office, send, clock):
    office.refuse["b@x.example"] = ["451 later"] * 99
    part, alone = posted(city, "a@x.example", "b@x.example"), posted(city, "b@x.example")
    for _ in range(10):
        send()
        clock.advance(hours=4)
    assert row(city, alone).attempts == len(sending.PAUSES) + 1
    assert row(city, alone).state == "failed"
    assert (row(city, part).state, list(row(city, part).refused)) == ("sent", ["b@x.example"])


def test_a_server_that_is_away_costs_one_try_each(city, tmp_path, clock):
    with post_office() as office:
        away = config(office)
    ids = [posted(city, f"a{i}@x.example") for i in range(3)]
    assert sending.send_due(tmp_path, city.db, away, clock) == 0
    assert {(row(city, i).state, row(city, i).attempts) for i in ids} == {("queued", 1)}
    assert "メールサーバーに接続できません" in row(city, ids[0]).error
    for _ in range(10):
        clock.advance(hours=5)
        sending.send_due(tmp_path, city.db, away, clock)
    assert {row(city, i).state for i in ids} == {"failed"}


def test_a_connection_lost_in_the_middle_is_unclear_and_not_sent_again(city, office, send, clock):
    office.drop_after_text = 1
    first, second = posted(city, "a@x.example"), posted(city, "b@x.example")
    send()
    assert row(city, first).state == "unclear"
    assert "接続が切れました" in row(city, first).error
    assert row(city, second).state == "sent", "the others go out over a new connection"
    clock.advance(days=2)
    send()
    assert office.receivers == ["b@x.example"]


def test_text_refused_for_now_and_for_good(city, office, send, clock):
    office.refuse_text = ["452 full", "554 spam"]
    sent = posted(city, "a@x.example")
    send()
    assert row(city, sent).state == "queued"
    clock.advance(minutes=2)
    send()
    assert row(city, sent).state == "failed"


def test_killed_between_sending_and_sent(city, office, send, clock, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    first, second = posted(city, "a@x.example"), posted(city, "b@x.example")
    with monkeypatch.context() as patched:
        patched.setattr(sending, "_write_down", killed)
        with pytest.raises(Killed):
            send()
    assert row(city, first).state == "sending"
    send()
    assert (row(city, first).state, row(city, first).error) == ("unclear", sending.CUT_OFF)
    assert row(city, second).state == "sent"
    assert office.receivers == ["a@x.example", "b@x.example"]


def test_the_link_of_an_invitation_is_gone_once_it_was_sent(city, office, send, clock):
    link = "https://kikitori.example/link/Abc-_123"
    office.refuse["a@x.example"] = ["451 later"]
    sent = posted(city, "a@x.example", body=f"次から設定してください。\n{link}\n", kind="invitation")
    send()
    assert link in row(city, sent).body, "still needed"
    clock.advance(minutes=2)
    send()
    assert link in office.letters[0][1].get_content()
    assert "Abc-_123" not in row(city, sent).body
    assert "/link/（表示しません）" in row(city, sent).body


def test_without_a_host_letters_lie_in_the_outbox(city, tmp_path, clock):
    sent = posted(city, "a@x.example", "b@x.example")
    assert sending.send_due(tmp_path, city.db, Config(), clock) == 1
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == f"{sent:06d}.eml"
    made = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert made["To"] == "a@x.example, b@x.example"
    assert (row(city, sent).state, row(city, sent).way) == ("sent", "outbox")


def test_a_file_with_a_link_goes_once_the_link_has_run_out(city, tmp_path, clock):
    ids = [
        posted(city, "a@x.example", body="https://k.example/link/abc", kind=k)
        for k in ("invitation", "returned")
    ]
    sending.send_due(tmp_path, city.db, Config(), clock)
    clock.advance(days=6)
    assert sending.tidy_outbox(tmp_path, city.db, clock()) == 0
    clock.advance(days=2)
    assert sending.tidy_outbox(tmp_path, city.db, clock()) == 1
    assert [p.name for p in (tmp_path / "outbox").iterdir()] == [f"{ids[1]:06d}.eml"]


def test_an_outbox_that_cannot_be_used_is_told(city, tmp_path, clock):
    (tmp_path / "outbox").write_text("a file in its place", encoding="utf-8")
    sent = posted(city, "a@x.example")
    sending.send_due(tmp_path, city.db, Config(), clock)
    assert row(city, sent).state == "queued"
    assert "発信箱" in row(city, sent).error


def test_who_is_written_to(city, office, send):
    db, section = city.db, city.sections[0]
    with db.write():
        db.run("UPDATE section SET mailbox = 'Ka@x.example' WHERE id = ?", (section,))
        for i, role in enumerate(("writer", "approver", "deputy"), 1):
            db.insert("account", id=50 + i, login=f"m{i}", name="人", role="section", email=f"m{i}@x.example", created_at="x")  # fmt: skip
            db.insert("account_section", account_id=50 + i, section_id=section, role=role)
    to_section = Letter("returned", city.round_id, section, "件名", "本文")
    ids = [posting.post(db, SYSTEM, NOW, to_section)]
    ids.append(
        posting.post(
            db, SYSTEM, NOW, Letter("returned", city.round_id, section, "件名", "本文", cc_approvers=False)
        )
    )
    ids.append(
        posting.post(
            db, SYSTEM, NOW, Letter("waiting", city.round_id, section, "件名", "本文", accounts=[52])
        )
    )
    with db.write():
        db.run("UPDATE section SET mailbox = 'M1@x.example' WHERE id = ?", (section,))
        db.run("UPDATE account SET active = 0 WHERE id = 52")
    ids.append(posting.post(db, SYSTEM, NOW, to_section))
    assert [(row(city, i).recipients, row(city, i).cc) for i in ids] == [
        (("Ka@x.example", "m1@x.example"), ("m2@x.example",)),
        (("Ka@x.example", "m1@x.example"), ()),
        (("m2@x.example",), ()),
        (("M1@x.example",), ("m3@x.example",)),
    ]
    nobody = posting.post(
        db, SYSTEM, NOW, Letter("returned", city.round_id, city.sections[1], "件名", "本文")
    )
    assert (row(city, nobody).state, row(city, nobody).error) == ("failed", "宛先なし")


# The worker


def test_of_two_workers_one_works(city, office, clock, tmp_path):
    (tmp_path / "config.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {office.port}\nfrom = "a@b.example"\n'
    )
    first, second = Worker(tmp_path, city.db, clock), Worker(tmp_path, city.db, clock)
    sent = posted(city, "a@x.example")
    assert first.beat()
    assert not second.beat()
    posted(city, "b@x.example")
    assert not second.beat()
    assert office.receivers == ["a@x.example"]
    first.stop()
    assert second.beat(), "takes over"
    assert office.receivers == ["a@x.example", "b@x.example"]
    assert row(city, sent).state == "sent"
    second.stop()


def test_a_job_that_fails_stops_neither_the_others_nor_the_server(city, tmp_path, clock, caplog):
    done = []

    def broken(bench):
        raise RuntimeError("broken on purpose")

    hour = timedelta(hours=1)
    worker = Worker(tmp_path, city.db, clock, (Job("broken", hour, broken), Job("good", hour, done.append)))
    worker.beat()
    worker.beat()
    clock.advance(hours=1)
    worker.beat()
    worker.stop()
    assert len(done) == 2
    assert "broken on purpose" in caplog.text


def test_the_thread_sends_and_stops_cleanly(city, tmp_path):
    woken = threading.Event()
    worker = Worker(tmp_path, city.db, jobs=(Job("j", timedelta(0), lambda bench: woken.set()),))
    worker.start()
    assert woken.wait(10)
    worker.stop()
    assert not any(t.name == "kikitori-worker" for t in threading.enumerate())
    assert Worker(tmp_path, city.db).beat()


def test_starttls(city, clock, tmp_path):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    asked = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run(
        [openssl, *asked.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with post_office(context) as office:
        sent = posted(city, "a@x.example")
        mail = MailConfig(
            "localhost", office.port, "starttls", str(certificate), sender="a@b.example", timeout=5
        )
        sending.send_due(tmp_path, city.db, Config(mail=mail), clock)
        assert row(city, sent).state == "sent", row(city, sent).error
        other = posted(city, "a@x.example")
        unknown = MailConfig("localhost", office.port, "starttls", "", sender="a@b.example", timeout=5)
        sending.send_due(tmp_path, city.db, Config(mail=unknown), clock)
        assert row(city, other).state == "queued", "a server that cannot prove itself gets nothing"
