"""Long lists: which page an address asks for, and addresses that say only what differs from the plain list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def page_number(given: Mapping[str, str]) -> int:
    """The asked-for page; 1 for anything that is none."""
    page = given.get("page", "1")
    return max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 6 else 1


def pages(total: int, per_page: int) -> int:
    """How many pages a list of so many has: at least one."""
    return max(1, -(-total // per_page))


def address(filters: DataclassInstance, plain: DataclassInstance, changed: dict[str, Any]) -> dict[str, Any]:
    """The parts of an address of `filters` with these changes that differ from `plain`."""
    usual = asdict(plain)
    return {k: v for k, v in (asdict(filters) | changed).items() if v != usual[k]}
