"""kikitori serve"""

from __future__ import annotations

import ipaddress
import logging
import signal
import socket
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask
from waitress.server import create_server

from app import create_app, instance, web
from app.clock import now
from app.demo import load
from app.demo.sign_ins import SIGN_INS
from app.errors import Refused
from app.factory import MOST_BYTES
from app.settings import service as settings
from app.worker import Worker
from forms.questions import Text

THREADS = 8
#: Browsers keep their connections open: with waitress' own limit of 100, the 101st person waits for nothing.
#: Windows cannot watch more than 512 at once.
CONNECTIONS = 400 if sys.platform == "win32" else 1_000


@click.command()
@click.option("--demo", is_flag=True, help="Make the demo city where there is no database yet.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.pass_obj
def serve(folder: Path, demo: bool, host: str, port: int) -> None:
    """Start the web server; stop it with Ctrl-C. A second start keeps the data.

    Demo accounts can sign in only while the server listens on this machine alone (127.0.0.1, ::1, localhost).
    Exit code 1 where the port is taken.
    """
    config = instance.config(folder)
    with bind(host, port) as listening:
        local = ipaddress.ip_address(listening.getsockname()[0]).is_loopback and not config.trusted_proxy
        if demo and not instance.database_path(folder).exists():
            click.echo("デモのデータを作成しています (making the demo city) …")
            load.create(folder, now())
        app = create_app(folder, demo_sign_ins=local)
        with closing(web.runtime(app).db):
            _greet(app, listening, demo, local)
            # A queue of one or two waiting requests is everyday life, not worth a line on the screen.
            logging.getLogger("waitress.queue").setLevel(logging.ERROR)
            server = create_server(app, sockets=[listening], **_adjustments(config))
            background = Worker(folder, web.runtime(app).db)
            signal.signal(signal.SIGTERM, _end)  # a mail on its way is finished, the lock given back
            background.start()
            try:
                server.run()
            finally:
                background.stop()


def _end(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def _adjustments(config: instance.Config) -> dict[str, Any]:
    """What waitress is told. ident: pages do not say which server they come from."""
    made: dict[str, Any] = {
        "threads": THREADS,
        "connection_limit": CONNECTIONS,
        "asyncore_use_poll": True,  # where there is poll; select ends at file number 1,024
        "ident": None,
        # More than pages take, so that the application says in the person's language that it is too much.
        "max_request_body_size": 16 * MOST_BYTES,
        "clear_untrusted_proxy_headers": True,
    }
    if config.trusted_proxy:
        made["trusted_proxy"] = config.trusted_proxy
        made["trusted_proxy_headers"] = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}
    return made


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises Refused: taken, forbidden, no such address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise Refused(
            Text(f"アドレス「{host}」が見つかりません。", f"There is no address {host!r}.")
        ) from error
    made = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: SO_REUSEADDR would share a taken port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(1024)
    except OSError as error:
        made.close()
        raise Refused(
            Text(
                f"{host} のポート {port} を使えません（{error.strerror}）。"
                f"別の番号を指定してください（例：make serve PORT={port + 1}）。",
                f"Port {port} of {host} cannot be used ({error.strerror}); take another one,"
                f" such as make serve PORT={port + 1}.",
            )
        ) from error
    return made


def _greet(app: Flask, listening: socket.socket, demo: bool, local: bool) -> None:
    """The address and, where they work, the demo's sign-ins."""
    host, port = listening.getsockname()[:2]
    click.echo(f"聞き取り Kikitori: http://{f'[{host}]' if ':' in host else host}:{port}")
    db = web.runtime(app).db
    if not settings.is_demo(db):
        if demo:
            click.echo(
                "既存のデータベースを使います（デモではありません） (an existing database, not a demo)."
            )
        return
    if not local:
        click.echo(
            "デモ用のログインは、この端末だけで動かすとき（127.0.0.1）に限り使えます"
            " (demo sign-ins work on this machine only)."
        )
        return
    for known in SIGN_INS:
        click.echo(f"  {known.login:<10} {known.password:<18} {known.label.ja} ({known.label.en})")
