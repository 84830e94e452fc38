"""Who got what and when: the log on screen and as CSV."""

from __future__ import annotations

from flask import Response, request

from app import web
from app.notices import page, texts
from app.notices.service import desk
from app.notices.views.blueprint import bp, page_number
from app.notices.views.desk import words
from app.rounds import service as rounds
from app.security import SECRETARIAT, guard

#: A year of a city's notices, many times over.
MOST_ROWS = 100_000


@bp.get("/notices/log")
@guard(SECRETARIAT)
def log() -> str:
    """Every notice that was decided on, the newest first."""
    wanted = page.search(request.args)
    at = page_number()
    rows, total = desk.log(web.db(), wanted, limit=page.PAGE, page=at)
    return web.render(
        "notices/log.html", rows=rows, search=wanted, own=page.address(wanted), numbers=page.Numbers(at, total),
        rounds=[(r.id, r.name) for r in rounds.all_rounds(web.db())], kinds=texts.KINDS, states=page.STATES, **words(),
    )  # fmt: skip


@bp.get("/notices/log.csv")
@guard(SECRETARIAT)
def log_csv() -> Response:
    """The same rows as a file."""
    rows, _ = desk.log(web.db(), page.search(request.args), limit=MOST_ROWS)
    headers = {"Content-Disposition": 'attachment; filename="notices.csv"'}
    return Response(page.log_csv(rows), mimetype="text/csv", headers=headers)
