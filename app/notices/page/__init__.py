"""What the pages of notices show."""

from app.notices.page.desk import batch_page, desk_page
from app.notices.page.log import address, in_outbox, log_csv, search
from app.notices.page.rounds import OWING_STATES, message_page, round_page
from app.notices.page.words import PAGE, STATES, TAGS, Numbers, body, state_name

__all__ = [
    "OWING_STATES", "PAGE", "STATES", "TAGS", "Numbers", "address", "batch_page", "body", "desk_page", "in_outbox",
    "log_csv", "message_page", "round_page", "search", "state_name",
]  # fmt: skip
