"""What the pages of filling in get: typed, ready to show, with addresses."""

from app.responses.page.approval import approval_page
from app.responses.page.block import BlockPage, block_links, block_page
from app.responses.page.check import CheckPage, PrintPage, Said, check_forms, check_page, done_page
from app.responses.page.home import Around, home_page, list_page
from app.responses.page.last_time import with_last_time
from app.responses.page.links import (
    approval_url,
    block_url,
    check_url,
    done_url,
    history_url,
    home_url,
    list_url,
    print_url,
    withdraw_url,
)
from app.responses.page.overview import overview_page, return_rows

__all__ = [
    "Around",
    "BlockPage",
    "CheckPage",
    "PrintPage",
    "Said",
    "approval_page",
    "approval_url",
    "block_links",
    "block_page",
    "block_url",
    "check_forms",
    "check_page",
    "check_url",
    "done_page",
    "done_url",
    "history_url",
    "home_page",
    "home_url",
    "list_page",
    "list_url",
    "overview_page",
    "print_url",
    "return_rows",
    "with_last_time",
    "withdraw_url",
]  # fmt: skip
