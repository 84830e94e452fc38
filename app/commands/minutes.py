"""kikitori minutes-parse"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import NoReturn

import click

from app.errors import KikitoriError
from app.meetings import reading
from app.meetings.reading import Entry, Minutes


@click.command("minutes-parse")
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--role", "roles", multiple=True, help="A word that is a speaker's for sure (again for more).")
def minutes_parse(file: str, as_json: bool, roles: tuple[str, ...]) -> None:
    """Read minutes from FILE: text (.txt), Word (.docx), captions (.vtt, .srt); - is standard input.

    Prints agenda, materials, results and every speech with its item and speaker, and what a person should look at.
    """
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        minutes = reading.read_file(file, data, roles)
    except KikitoriError as error:
        _refuse(f"{error.message.ja} ({error.message.en})")
    except OSError as error:
        _refuse(f"{error.strerror or error}: {file}")
    if as_json:
        click.echo(json.dumps(reading.as_tables(minutes), ensure_ascii=not _carries_japanese(), indent=2))
        return
    for line in told(minutes):
        click.echo(line)


def told(minutes: Minutes) -> list[str]:
    """A summary to read."""
    lines = [minutes.title] if minutes.title else []
    for head, entries in (("次第", minutes.agenda or minutes.sheet_agenda), ("資料", minutes.materials)):
        lines += [head, *(line for entry in entries for line in _listed(entry))] if entries else []
    who = Counter(speech.speaker or "（なし）" for speech in minutes.speeches)
    counted = "、".join(f"{name} {count}" for name, count in who.most_common())
    lines.append(f"発言 {len(minutes.speeches)}" + (f"（{counted}）" if counted else ""))
    per = Counter("".join(speech.path) or "議題外" for speech in minutes.speeches)
    lines += [f"  {item} {count}" for item, count in per.items()]
    lines.append(f"結果 {len(minutes.results)}")
    for doubt in minutes.doubts:
        lines.append(f"! {doubt.line}行: {doubt.text.ja} ({doubt.text.en})")
    lines += [f"? {s.lines[0]}行: {s.text}" for s in minutes.unplaced]
    return lines


def _listed(entry: Entry) -> list[str]:
    return [f"{'  ' * e.level}{e.number} {e.title}" for e in entry.walk()]


def _carries_japanese() -> bool:
    """The output takes every character; where it does not, JSON says them in ASCII instead of losing them."""
    return (sys.stdout.encoding or "").lower().replace("-", "") in {"utf8", "utf8sig"}


def _refuse(line: str) -> NoReturn:
    """One line on standard error, exit code 2: the file is not what the command takes."""
    click.echo(f"kikitori: {' '.join(line.split())}", err=True)
    raise SystemExit(2)
