"""Handing a stored file to a browser: always as a download, never shown or run inside a page of ours."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file

from app import web
from app.files import service


def send(file_id: int) -> Response:
    """The download of one stored file. Who may have it is the caller's question. Raises NotFound, Refused."""
    known = service.get(web.db(), file_id)
    data = service.read(web.db(), web.runtime().instance, file_id)
    answer = send_file(
        BytesIO(data), known.media_type, as_attachment=True, download_name=known.name, etag=False
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
