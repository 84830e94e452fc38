"""The file itself: a zip of members and a manifest that names each with its size and sha256.

It holds the database, the stored files, the outbox and config.toml. It does not hold `secret-key` nor a password file:
a restored instance makes a new key (everybody signs in again), and the mail password is set anew.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from app.errors import Refused
from forms.questions import Text

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DATABASE: Final = "kikitori.db"
CONFIG: Final = "config.toml"
FOLDERS: Final = ("files", "outbox")
_CHUNK: Final = 1024 * 1024
#: What a member may be called: nothing that could end up outside the instance folder.
_NAME: Final = re.compile(r"kikitori\.db|config\.toml|(?:files|outbox)(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+")


@dataclass(frozen=True, slots=True)
class Manifest:
    """made_at: stored moment; version: of Kikitori; migrations: steps of the schema; members: name → (size, sha256)."""

    made_at: str
    version: str
    migrations: tuple[str, ...]
    members: dict[str, tuple[int, str]]


def broken(ja: str, en: str) -> Refused:
    """A backup that cannot be trusted; nothing is taken from it."""
    return Refused(Text(f"このバックアップは使えません：{ja}", f"This backup cannot be used: {en}"))


def sources(folder: Path) -> Iterator[tuple[str, Path]]:
    """(member, file) of what lies beside the database."""
    if (folder / CONFIG).is_file():
        yield CONFIG, folder / CONFIG
    for name in FOLDERS:
        for path in sorted((folder / name).rglob("*")):
            if path.is_file() and path.suffix != ".part":
                yield path.relative_to(folder).as_posix(), path


def pack(stream: IO[bytes], members: Iterator[tuple[str, Path]], facts: dict[str, Any]) -> None:
    """Write the zip. facts: what the manifest says besides its members. Raises OSError."""
    told: dict[str, Any] = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, path in members:
            digest, size = hashlib.sha256(), 0
            with path.open("rb") as source, made.open(name, "w", force_zip64=True) as target:
                while part := source.read(_CHUNK):
                    digest.update(part)
                    size += len(part)
                    target.write(part)
            told[name] = {"size": size, "sha256": digest.hexdigest()}
        manifest = {"format": FORMAT, **facts, "members": told}
        made.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


def read_manifest(packed: zipfile.ZipFile) -> Manifest:
    """The manifest of an opened backup. Raises Refused: not a backup, another format, names that do not fit."""
    try:
        told = json.loads(packed.read(MANIFEST))
        if told["format"] != FORMAT:
            raise broken("この版では読めない形式です。", "its format is unknown to this version.")
        members = {name: (int(m["size"]), str(m["sha256"])) for name, m in told["members"].items()}
        made = Manifest(str(told["made_at"]), str(told["version"]), tuple(told["migrations"]), members)
    except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise broken(
            "目録（manifest.json）がないか壊れています。", "its manifest is missing or damaged."
        ) from error
    names = packed.namelist()
    if sorted(names) != sorted([*members, MANIFEST]) or DATABASE not in members:
        raise broken("中身が目録と一致しません。", "its content does not fit its manifest.")
    if wrong := [name for name in members if not _NAME.fullmatch(name)]:
        raise broken(
            f"許されない名前があります（{wrong[0]}）。", f"it holds a name that is not allowed ({wrong[0]})."
        )
    return made


def unpack(file: Path, target: Path | None) -> Manifest:
    """Check every member against the manifest, and write it below `target` (None: only check). Raises Refused."""
    try:
        with zipfile.ZipFile(file) as packed:
            manifest = read_manifest(packed)
            for name, (size, digest) in manifest.members.items():
                if _copied(packed, name, size, None if target is None else target / name) != digest:
                    raise broken(
                        f"{name} の内容が目録と一致しません。", f"{name} is not what the manifest says."
                    )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise broken(
            "バックアップのファイルではないか、壊れています。", "it is no backup file, or damaged."
        ) from error
    return manifest


def _copied(packed: zipfile.ZipFile, name: str, size: int, path: Path | None) -> str:
    """Read one member to its stated size, never further; returns its digest ("" where the size differs)."""
    digest, seen = hashlib.sha256(), 0
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    target = path.open("wb") if path is not None else None
    try:
        with packed.open(name) as source:
            while part := source.read(_CHUNK):
                seen += len(part)
                if seen > size:
                    return ""
                digest.update(part)
                if target is not None:
                    target.write(part)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        return ""
    finally:
        if target is not None:
            target.close()
    return digest.hexdigest() if seen == size else ""
