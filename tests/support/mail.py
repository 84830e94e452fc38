"""A real SMTP server for tests, in a thread, that can be told to misbehave."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import Envelope, Session

from app.db import Database
from app.worker import JOBS, Worker


@dataclass
class PostOffice:
    """letters: (addresses, message) as received. refuse: address → what to answer to it (used up one by one);
    drop_after_text: how many connections to cut when the text has come; hold_text: seconds to wait then (held is set)."""

    letters: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refuse: dict[str, list[str]] = field(default_factory=dict)
    drop_after_text: int = 0
    refuse_text: list[str] = field(default_factory=list)
    port: int = 0
    hold_text: float = 0
    held: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(self, server: Server, session: Session, envelope: Envelope, address: str, options):
        answers = self.refuse.get(address, [])
        if answers:
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope):
        if self.hold_text:
            self.held.set()
            await asyncio.sleep(self.hold_text)
        if self.drop_after_text:
            self.drop_after_text -= 1
            server.transport.abort()
            return "250 too late"
        if self.refuse_text:
            return self.refuse_text.pop(0)
        self.raw.append(envelope.content)
        made = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((list(envelope.rcpt_tos), made))
        return "250 OK"

    @property
    def receivers(self) -> list[str]:
        """Every address that got something, in order."""
        return [a for addresses, _ in self.letters for a in addresses]


class OnFreePort(Controller):
    """Learns which port it was given before it asks itself whether it answers."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office(tls: ssl.SSLContext | None = None) -> Iterator[PostOffice]:
    """An SMTP server on a free port of this machine. tls: it offers STARTTLS and insists on it."""
    office = PostOffice()
    controller = OnFreePort(
        office, hostname="127.0.0.1", port=0, tls_context=tls, require_starttls=tls is not None
    )
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop()


def eager_worker(folder: Path, db: Database) -> Worker:
    """A worker that does every job at each beat, however soon it is asked again."""
    return Worker(folder, db, jobs=[replace(job, every=timedelta(0)) for job in JOBS])
