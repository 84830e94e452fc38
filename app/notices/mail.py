"""A notice as an RFC 5322 message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final

from app.clock import CITY_ZONE
from app.config import MailConfig
from app.notices.calendars import addressed
from app.notices.letter import Calendar, one_line
from app.notices.store.notices import Notice

#: Where nothing is configured, letters in the outbox need some sender.
NAMELESS: Final = "kikitori@localhost"


def message(
    notice: Notice, config: MailConfig, now: datetime, calendars: Sequence[Calendar] = ()
) -> EmailMessage:
    """The mail of a notice; every part of it is the same each time it is made, but for the date."""
    made = EmailMessage(policy=SMTP)
    made["From"] = _address(config.sender or NAMELESS)
    if notice.recipients:
        made["To"] = [Address(addr_spec=a) for a in notice.recipients]
    if notice.cc:
        made["Cc"] = [Address(addr_spec=a) for a in notice.cc]
    if config.reply_to:
        made["Reply-To"] = _address(config.reply_to)
    made["Subject"] = one_line(notice.subject)
    made["Date"] = format_datetime(now.astimezone(CITY_ZONE))
    made["Message-ID"] = notice.message_id
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"  # no out-of-office answers from Exchange
    made.set_content(notice.body, charset="utf-8", cte="base64")
    organiser = parseaddr(config.reply_to or config.sender or NAMELESS)[1]
    for number, one in enumerate(calendars, 1):
        _add_calendar(made, one, addressed(one.text, organiser, notice.everybody), number, len(calendars))
    return made


def _add_calendar(made: EmailMessage, one: Calendar, data: bytes, number: int, of: int) -> None:
    """A single entry is another form of the letter, which mail programs offer to take over; several are files."""
    name = "invite.ics" if of == 1 else f"invite-{number}.ics"
    params = {"method": one.method, "charset": "utf-8", "name": name}
    if of == 1:
        made.add_alternative(data, "text", "calendar", cte="base64", params=params)
    else:
        made.add_attachment(data, "text", "calendar", cte="base64", filename=name, params=params)


def _address(text: str) -> Address:
    name, spec = parseaddr(text)
    return Address(display_name=one_line(name), addr_spec=spec)


def envelope_sender(config: MailConfig) -> str:
    """The address errors go back to."""
    return parseaddr(config.sender or NAMELESS)[1]
