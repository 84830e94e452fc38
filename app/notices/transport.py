"""The two ways a mail leaves: an SMTP server, or the outbox folder where none is configured."""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol, Self

from app.config import STARTTLS, TLS, MailConfig, mail_password
from app.errors import KikitoriError
from app.notices.mail import envelope_sender
from app.notices.store.notices import OUTBOX as OUTBOX_WAY
from app.notices.store.notices import SMTP as SMTP_WAY

OUTBOX: Final = "outbox"
LOST: Final = "送信の途中で接続が切れました"
_LINE_DOT: Final = re.compile(rb"(?m)^\.")


class Unreachable(Exception):
    """The server could not be talked to; nothing was sent. The text says why."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one mail. accepted: addresses that took it; later, never: address → what the server said (for
    now, for good); unclear: it may have been sent or not."""

    accepted: tuple[str, ...] = ()
    later: dict[str, str] = field(default_factory=dict)
    never: dict[str, str] = field(default_factory=dict)
    unclear: str = ""


class Transport(Protocol):
    """What the worker sends through."""

    way: str

    def connect(self) -> None:
        """Make sure that it can be used. Raises Unreachable."""

    def deliver(self, notice_id: int, message: EmailMessage, recipients: tuple[str, ...]) -> Delivery:
        """Send one mail to these addresses."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...


class Smtp:
    """One connection, used for many mails and opened again where the server closed it."""

    way = SMTP_WAY

    def __init__(self, folder: Path, config: MailConfig) -> None:
        self._folder, self._config = folder, config
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._close()

    def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()

    def connect(self) -> None:
        """Open the connection where it is not; sign in. Raises Unreachable."""
        if self._server is not None:
            try:
                if self._server.noop()[0] == 250:
                    return
            except (smtplib.SMTPException, OSError):
                pass
            self._close()
        try:
            self._server = self._opened()
        except KikitoriError as error:
            raise Unreachable(error.message.ja) from error
        except smtplib.SMTPAuthenticationError as error:
            raise Unreachable(
                f"メールサーバーにログインできません（{_said(error.smtp_code, error.smtp_error)}）"
            ) from error
        except (
            smtplib.SMTPException,
            OSError,
            ValueError,
        ) as error:  # ValueError: a host or password in no ASCII
            raise Unreachable(f"メールサーバーに接続できません（{_why(error)}）") from error

    def _opened(self) -> smtplib.SMTP:
        config = self._config
        context = ssl.create_default_context(cafile=config.ca_file or None)
        where = (config.host, config.used_port)
        server = (
            smtplib.SMTP_SSL(*where, timeout=config.timeout, context=context)
            if config.security == TLS
            else smtplib.SMTP(*where, timeout=config.timeout)
        )
        try:
            if config.security == STARTTLS:
                server.starttls(context=context)
            if config.user:
                server.login(config.user, mail_password(self._folder, config))
        except BaseException:
            server.close()
            raise
        return server

    def deliver(self, notice_id: int, message: EmailMessage, recipients: tuple[str, ...]) -> Delivery:
        """Send one mail. What the server said of each address is kept apart."""
        self.connect()
        assert self._server is not None
        letter = _Letter(self._server, recipients)
        try:
            return letter.sent(envelope_sender(self._config), message.as_bytes())
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            return letter.interrupted(error)


class _Letter:
    """One mail on its way; knows how far it came."""

    def __init__(self, server: smtplib.SMTP, recipients: tuple[str, ...]) -> None:
        self.server, self.recipients = server, recipients
        self.accepted: list[str] = []
        self.later: dict[str, str] = {}
        self.never: dict[str, str] = {}
        self.text_begun = False

    def sent(self, sender: str, text: bytes) -> Delivery:
        self.server.ehlo_or_helo_if_needed()
        code, said = self.server.mail(sender)
        if code != 250:
            return self._refused_whole(code, said)
        for address in self.recipients:
            code, said = self.server.rcpt(address)
            if code in (250, 251):
                self.accepted.append(address)
            else:
                (self.later if code < 500 else self.never)[address] = _said(code, said)
        if not self.accepted:
            self.server.rset()
            return Delivery((), self.later, self.never)
        code, said = self.server.docmd("DATA")
        if code != 354:
            return self._refused_whole(code, said)
        self.text_begun = True
        self.server.send(_LINE_DOT.sub(b"..", text) + b"\r\n.\r\n")
        code, said = self.server.getreply()
        return (
            Delivery(tuple(self.accepted), self.later, self.never)
            if code == 250
            else self._refused_whole(code, said)
        )

    def _refused_whole(self, code: int, said: bytes) -> Delivery:
        """The server refused the mail itself: for every address that it had not refused already."""
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self.server.rset()
        told = _said(code, said)
        left = {a: told for a in self.recipients if a not in self.never and a not in self.later}
        if code < 500:
            return Delivery((), {**self.later, **left}, self.never)
        return Delivery((), self.later, {**self.never, **left})

    def interrupted(self, error: Exception) -> Delivery:
        """Before the text began nothing was sent; afterwards nobody knows."""
        if self.text_begun:
            return Delivery(unclear=f"{LOST}（{_why(error)}）", later=self.later, never=self.never)
        told = f"{LOST}（{_why(error)}）"
        left = {a: told for a in self.recipients if a not in self.never}
        return Delivery((), {**left, **self.later}, self.never)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:300]


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split())[:300] or type(error).__name__


class Outbox:
    """Letters as .eml files in a folder of the instance: to be opened, or copied into the groupware."""

    way = OUTBOX_WAY

    def __init__(self, folder: Path) -> None:
        self.folder = folder / OUTBOX

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing stays open."""

    def connect(self) -> None:
        """The folder is made where it is absent. Raises Unreachable."""
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as error:
            raise Unreachable(f"発信箱のフォルダー「{self.folder}」を使えません（{_why(error)}）") from error

    def deliver(self, notice_id: int, message: EmailMessage, recipients: tuple[str, ...]) -> Delivery:
        """Write one file, whole or not at all."""
        path = outbox_file(self.folder.parent, notice_id)
        aside = path.with_suffix(".part")
        try:
            self.folder.mkdir(exist_ok=True)
            with aside.open("wb") as stream:
                stream.write(message.as_bytes())
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(path)
        except OSError as error:
            told = f"発信箱のフォルダーに書けません（{_why(error)}）"
            return Delivery(later=dict.fromkeys(recipients, told))
        return Delivery(recipients)


def outbox_file(folder: Path, notice_id: int) -> Path:
    """Where a notice lies (or would lie) in the outbox."""
    return folder / OUTBOX / f"{notice_id:06d}.eml"
