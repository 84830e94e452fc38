"""The web application for tests: built once in a process, lent to one instance folder after the other.

To build it takes longer than most tests do, and its templates would be read anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app, web
from app.factory import settle

#: Built and at nobody's service, by whether they are for tests.
IDLE: dict[bool, list[Flask]] = {True: [], False: []}


def traits(app: Flask) -> tuple[Any, ...]:
    """What a test could change about the application itself, to the harm of the next one."""
    return dict(app.config), set(app.extensions), set(app.view_functions), list(app.url_map.iter_rules())


@contextmanager
def lent(
    folder: Path,
    *,
    testing: bool = False,
    demo_sign_ins: bool = False,
    clock: Callable[[], datetime] | None = None,
) -> Iterator[Flask]:
    """An application that works on this instance folder. Who changes it builds one of its own instead."""
    if IDLE[testing]:
        app = IDLE[testing].pop()
        settle(app, folder, demo_sign_ins=demo_sign_ins, clock=clock)
    else:
        app = create_app(folder, demo_sign_ins=demo_sign_ins, clock=clock, testing=testing)
    before, db = traits(app), web.runtime(app).db
    yield app
    db.close()
    assert traits(app) == before, "a test that changes the application builds one of its own"
    IDLE[testing].append(app)
