"""config.toml: what it may say, table by table. A wrong key or value is named, never passed over."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from app.errors import Refused
from forms.questions import Text

NONE, STARTTLS, TLS = "none", "starttls", "tls"
_PORTS: Final = {NONE: 25, STARTTLS: 587, TLS: 465}
#: The mail password may stand in this variable instead of a file.
PASSWORD_VARIABLE: Final = "KIKITORI_MAIL_PASSWORD"


@dataclass(frozen=True, slots=True)
class MailConfig:
    """[mail]. host "": nothing is sent, letters are laid into the outbox folder. port 0: the usual one.

    security: none, starttls or tls; ca_file: certificate of the city's own authority. sender (key `from`), reply_to:
    `name <address>` or an address. base_url: how browsers reach this installation. timeout: seconds.
    """

    host: str = ""
    port: int = 0
    security: str = NONE
    ca_file: str = ""
    user: str = ""
    password_file: str = ""
    sender: str = ""
    reply_to: str = ""
    base_url: str = ""
    timeout: int = 30

    @property
    def used_port(self) -> int:
        """The port to connect to."""
        return self.port or _PORTS[self.security]


@dataclass(frozen=True, slots=True)
class BackupConfig:
    """[backup]. folder "": no daily backup. time: HH:MM in the city's time; keep_days: how long backups are kept."""

    folder: str = ""
    time: str = "02:30"
    keep_days: int = 30


@dataclass(frozen=True, slots=True)
class Config:
    """config.toml. secure_cookies: the server is reached by https only. trusted_proxy: address of the web
    server in front, whose X-Forwarded-* headers are believed ("" for none)."""

    secure_cookies: bool = False
    trusted_proxy: str = ""
    mail: MailConfig = field(default_factory=MailConfig)
    backup: BackupConfig = field(default_factory=BackupConfig)


_TABLES: Final[Mapping[str, Mapping[str, type]]] = {
    "": {"secure_cookies": bool, "trusted_proxy": str},
    "mail": {
        "host": str, "port": int, "security": str, "ca_file": str, "user": str, "password_file": str, "from": str,
        "reply_to": str, "base_url": str, "timeout": int,
    },
    "backup": {"folder": str, "time": str, "keep_days": int},
}  # fmt: skip


def read(path: Path) -> Config:
    """The settings in the file; all have defaults. Raises Refused, naming the key, for a wrong one."""
    if not path.exists():
        return Config()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(Text(f"{path} を読めません：{error}", f"{path} cannot be read: {error}")) from error
    tables = {name: table.pop(name, {}) for name in _TABLES if name}
    for name, values in {"": table, **tables}.items():
        _check_types(path, name, values)
    for key, fault in _faults(tables["mail"], tables["backup"]):
        raise Refused(Text(f"{path} の {key}：{fault.ja}", f"{path}: {key}: {fault.en}"))
    mail = {("sender" if k == "from" else k): v for k, v in tables["mail"].items()}
    return Config(**table, mail=MailConfig(**mail), backup=BackupConfig(**tables["backup"]))


def _check_types(path: Path, name: str, values: Any) -> None:
    known = _TABLES[name]
    words = ", ".join(f"{key} ({kind.__name__})" for key, kind in known.items())
    words += "" if name else "".join(f", [{table}]" for table in _TABLES if table)
    if not isinstance(values, dict):
        raise Refused(
            Text(f"{path} の「{name}」は表 [{name}] です。", f"{path}: {name} is a table [{name}].")
        )
    for key, value in values.items():
        if key not in known or type(value) is not known[key]:
            shown = f"[{name}] {key}" if name else key
            raise Refused(
                Text(
                    f"{path} の「{shown}」が正しくありません（使える項目：{words}）。",
                    f"{path}: {shown} is unknown or of the wrong type (known: {words}).",
                )
            )


def _faults(mail: Mapping[str, Any], backup: Mapping[str, Any]) -> list[tuple[str, Text]]:
    """(key, what is wrong) of values that are of the right type and cannot be."""
    checks: list[tuple[str, Any, Callable[[Any], bool], Text]] = [
        ("[mail] security", mail.get("security", NONE), lambda v: v in _PORTS, _SECURITY),
        ("[mail] port", mail.get("port", 0), lambda v: 0 <= v <= 65535, _PORT),
        ("[mail] timeout", mail.get("timeout", 30), lambda v: 1 <= v <= 600, _TIMEOUT),
        ("[mail] from", mail.get("from", ""), lambda v: is_mailbox(v) or not (v or mail.get("host")), _MAILBOX),
        ("[mail] reply_to", mail.get("reply_to", ""), lambda v: not v or is_mailbox(v), _MAILBOX),
        ("[mail] base_url", mail.get("base_url", ""), lambda v: not v or _is_url(v), _URL),
        ("[backup] time", backup.get("time", "02:30"), is_time, _TIME),
        ("[backup] keep_days", backup.get("keep_days", 30), lambda v: 1 <= v <= 36500, _DAYS),
    ]  # fmt: skip
    return [(key, fault) for key, value, good, fault in checks if not good(value)]


_SECURITY = Text("none・starttls・tls のいずれかです。", "is one of none, starttls, tls.")
_PORT = Text("0から65535までです。", "is between 0 and 65535.")
_TIMEOUT = Text("1から600（秒）までです。", "is between 1 and 600 (seconds).")
_MAILBOX = Text(
    "メールアドレスか「名称 <アドレス>」の形で指定してください（host を指定したときは from が必要です）。",
    "must be an address or `name <address>` (with a host, from is needed).",
)
_URL = Text("https://survey.example.jp の形で指定してください。", "must be like https://survey.example.jp.")
_TIME = Text("02:30 の形で指定してください。", "must be like 02:30.")
_DAYS = Text("1以上の日数です。", "is a number of days, at least 1.")


def is_mailbox(text: str) -> bool:
    """`name <address>` or an address, on one line, the address in plain ASCII."""
    address = parseaddr(text)[1]
    left, _, right = address.partition("@")
    return text.isprintable() and address.isascii() and bool(left and right) and " " not in address


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query and parts.port != 0
        )
    except ValueError:
        return False


def is_time(text: str) -> bool:
    """HH:MM."""
    hour, colon, minute = text.partition(":")
    digits = len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdigit()
    return bool(colon) and digits and int(hour) < 24 and int(minute) < 60


def mail_password(folder: Path, mail: MailConfig) -> str:
    """The password for the mail server, from its file (relative to the instance folder) or the environment.

    Raises Refused where the file cannot be read.
    """
    if not mail.password_file:
        return os.environ.get(PASSWORD_VARIABLE, "")
    path = folder / mail.password_file
    try:
        return path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            Text(
                f"[mail] password_file「{path}」を読めません。",
                f"[mail] password_file: {path} cannot be read.",
            )
        ) from error
