"""config.toml: what it may say; a wrong key or value is named with the file and what would be right."""

import pytest

from app import instance
from app.config import Config, mail_password
from app.errors import Refused


def read(folder, text):
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return instance.config(folder)


def test_nothing_is_needed(tmp_path):
    assert instance.config(tmp_path) == Config() == read(tmp_path, "")


def test_flat_keys_and_tables(tmp_path):
    made = read(
        tmp_path,
        'secure_cookies = true\ntrusted_proxy = "10.0.0.5"\n[mail]\nhost = "smtp.city.example.jp"\n'
        'security = "starttls"\nfrom = "市民協働係 <kyodo@city.example.jp>"\nbase_url = "https://k.city.example.jp"\n'
        '[backup]\nfolder = "/srv/backup"\nkeep_days = 14\n',
    )
    assert made.secure_cookies
    assert (made.mail.used_port, made.mail.sender) == (587, "市民協働係 <kyodo@city.example.jp>")
    assert (made.backup.keep_days, made.backup.time) == (14, "02:30")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("secure_cookie = true", "secure_cookie"),
        ('secure_cookies = "yes"', "secure_cookies"),
        ("mail = 3", "[mail]"),
        ('[mial]\nhost = "x"', "mial"),
        ('[mail]\nhots = "x"', "[mail] hots"),
        ('[mail]\npassword = "x"', "[mail] password"),
        ("[mail]\nport = true", "[mail] port"),
        ("[mail]\nport = 70000", "[mail] port"),
        ('[mail]\nsecurity = "ssl"', "none・starttls・tls"),
        ('[mail]\nhost = "x"', "[mail] from"),
        ('[mail]\nfrom = "市役所"', "[mail] from"),
        ('[mail]\nfrom = "a@x\\nBcc: b@x"', "[mail] from"),
        ('[mail]\nreply_to = "課@x@y z"', "[mail] reply_to"),
        ('[mail]\nbase_url = "kikitori.example"', "[mail] base_url"),
        ("[mail]\ntimeout = 0", "[mail] timeout"),
        ('[backup]\ntime = "25:00"', "[backup] time"),
        ("[backup]\nkeep_days = 0", "[backup] keep_days"),
        ("[mail", "config.toml"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, told):
    with pytest.raises(Refused) as refused:
        read(tmp_path, text)
    for words in (refused.value.message.ja, refused.value.message.en):
        assert "config.toml" in words
    assert told in refused.value.message.ja


def test_the_password_comes_from_a_file_or_the_environment(tmp_path, monkeypatch):
    (tmp_path / "mail-password").write_text("ひみつ\n", encoding="utf-8")
    made = read(tmp_path, '[mail]\npassword_file = "mail-password"\n').mail
    assert mail_password(tmp_path, made) == "ひみつ"
    monkeypatch.setenv("KIKITORI_MAIL_PASSWORD", "from outside")
    assert mail_password(tmp_path, Config().mail) == "from outside"
    (tmp_path / "mail-password").unlink()
    with pytest.raises(Refused) as refused:
        mail_password(tmp_path, made)
    assert "mail-password" in refused.value.message.en
