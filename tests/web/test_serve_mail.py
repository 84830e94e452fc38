"""The real server with real mail: killed in the middle of sending, started again, nothing lost and nothing twice."""

import time
from contextlib import closing

import pytest

from app.clock import now
from app.instance import open_database
from app.notices.letter import Letter
from app.notices.service import desk, posting
from app.notices.store import notices as store
from app.security import SYSTEM
from tests.support.mail import post_office
from tests.web.test_cli import fetch, free_port, start, stop


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "one"


def until(found, seconds=20):
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return answer


def test_killed_while_a_mail_is_on_its_way(folder):
    with post_office() as office, closing(open_database(folder)) as db:
        (folder / "config.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {office.port}\nfrom = "k@city.example.jp"\ntimeout = 20\n',
            encoding="utf-8",
        )
        office.hold_text = 3
        ids = [
            posting.post(db, SYSTEM, now(), Letter("test", None, None, f"【{i}】", "本文", to=[f"a{i}@x.jp"]))
            for i in range(2)
        ]
        port = free_port()
        server = start(folder, "--port", str(port))
        assert office.held.wait(20)
        server.kill()
        server.communicate(timeout=10)
        assert [store.get(db, i).state for i in ids] == ["sending", "queued"]
        office.hold_text = 0
        again = start(folder, "--port", str(port))
        fetch(port)
        until(lambda: store.get(db, ids[1]).state == "sent")
        assert store.get(db, ids[0]).state == "unclear"
        assert [m["Subject"] for _, m in office.letters if m["Subject"] == "【1】"] == ["【1】"]
        desk.again(db, SYSTEM, now(), ids[0])
        until(lambda: store.get(db, ids[0]).state == "sent")
        assert len({m["Message-ID"] for _, m in office.letters if m["Subject"] == "【0】"}) == 1
        stop(again)
