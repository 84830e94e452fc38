"""Minutes as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from app import web
from app.errors import NotFound
from app.meetings.service import meetings, papers
from app.security import SECRETARIAT, actor, guard
from reports.minutes import pdf, text, word
from reports.minutes.model import Minutes

bp = Blueprint("publishing", __name__)
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Ending → how the file is made, its media type.
FILES: Final[Mapping[str, tuple[Callable[[Minutes], bytes], str]]] = {
    "pdf": (pdf.write, "application/pdf"),
    "docx": (word.write, _WORD),
    "txt": (lambda minutes: text.plain(minutes).encode(), "text/plain; charset=utf-8"),
}


@bp.get("/meetings/<int:meeting_id>/papers")
@guard(SECRETARIAT)
def files(meeting_id: int) -> str:
    """The files of a meeting's minutes, as they stand now."""
    meeting = meetings.get(web.db(), actor(), meeting_id)
    return web.render("meetings/papers.html", meeting=meeting, minutes=papers.outside(web.db(), meeting_id))


@bp.get("/meetings/<int:meeting_id>/papers/minutes.<ending>")
@guard(SECRETARIAT)
def file(meeting_id: int, ending: str) -> ResponseReturnValue:
    """One of the files. Its name says the meeting; nobody's name is in it."""
    meeting = meetings.get(web.db(), actor(), meeting_id)
    if ending not in FILES:
        raise NotFound
    make, media_type = FILES[ending]
    made = papers.outside(web.db(), meeting_id)
    name = f"{made.heading}{made.status}_{meeting.title}.{ending}"
    return send_file(BytesIO(make(made)), media_type, as_attachment=True, download_name=name)
