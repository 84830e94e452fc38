"""The web application and the `kikitori` command: who does what, when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["create_app"]


def create_app(
    instance: Path,
    *,
    demo_sign_ins: bool = False,
    clock: Callable[[], datetime] | None = None,
    testing: bool = False,
) -> Flask:
    """The application on one instance folder (made, with an empty database, where it is absent).

    demo_sign_ins: let demo accounts sign in; only right where the server listens on this machine alone.
    clock: gives the present moment (aware); the real one unless a test gives its own.
    """
    from app.factory import build  # noqa: PLC0415 - `kikitori --help` must not wait for Flask

    return build(instance, demo_sign_ins=demo_sign_ins, clock=clock, testing=testing)
