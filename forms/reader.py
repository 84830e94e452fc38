"""Reading one definition's TOML: typed access, and every complaint with file, key and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from forms.text import Text

_Type = type | tuple[type, ...]
_KEY_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class DefinitionError(ValueError):
    """A definition that cannot be used: which file, which key in it, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file, self.key, self.reason = file, key, reason


class Reader:
    """One TOML table being read: typed access, and every complaint with its path."""

    def __init__(self, file: str, path: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
        self.file, self.path, self.table = file, path, table
        for key in table:
            if key not in known:
                self.fail(key, f"is not known here (known: {', '.join(known)})")

    def error(self, key: str, reason: str) -> DefinitionError:
        """The complaint about a key of this table."""
        return DefinitionError(self.file, f"{self.path}.{key}" if self.path else key, reason)

    def fail(self, key: str, reason: str) -> Any:
        """Raise the complaint."""
        raise self.error(key, reason)

    def get(self, key: str, kind: _Type, default: Any = None, required: bool = False) -> Any:
        """A value of the wanted type."""
        if key not in self.table:
            return self.fail(key, "is missing") if required else default
        value = self.table[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            wanted = kind.__name__ if isinstance(kind, type) else " or ".join(k.__name__ for k in kind)
            self.fail(key, f"must be {wanted}, is {type(value).__name__}")
        return value

    def text(self, key: str, required: bool = False) -> Text:
        """Words in two languages; a plain string is Japanese."""
        value = self.get(key, (dict, str), {}, required)
        if isinstance(value, str):
            value = {"ja": value}
        if set(value) - {"ja", "en"} or not all(isinstance(v, str) for v in value.values()):
            self.fail(key, 'takes { ja = "…", en = "…" }')
        if (required or value) and not value.get("ja", "").strip():
            self.fail(key, "needs Japanese words (ja)")
        return Text(value.get("ja", ""), value.get("en", ""))

    def name(self, key: str = "key") -> str:
        """A key: small letters, digits and _."""
        value: str = self.get(key, str, required=True)
        if not value or value[0].isdigit() or not set(value) <= _KEY_CHARACTERS:
            self.fail(key, f"{value!r} must be lower-case letters, digits and _, beginning with a letter")
        return value

    def tables(self, key: str, known: Sequence[str]) -> Iterator[Reader]:
        """A list of tables, each with a reader of its own."""
        for i, table in enumerate(self.get(key, list, [])):
            name = table.get("key", table.get("code", i)) if isinstance(table, dict) else i
            if not isinstance(table, dict):
                self.fail(key, "must be tables")
            yield Reader(self.file, f"{self.path}.{name}" if self.path else f"{key}.{name}", table, known)
