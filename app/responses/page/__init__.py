"""What the pages of filling in get: typed, ready to show, with addresses."""

from app.responses.page.block import BlockPage, block_links, block_page
from app.responses.page.check import CheckPage, PrintPage, check_forms, check_page, done_page
from app.responses.page.home import home_page, list_page
from app.responses.page.links import block_url, check_url, home_url, list_url, print_url

__all__ = [
    "BlockPage", "CheckPage", "PrintPage", "block_links", "block_page", "block_url", "check_forms", "check_page",
    "check_url", "done_page", "home_page", "home_url", "list_page", "list_url", "print_url",
]  # fmt: skip
