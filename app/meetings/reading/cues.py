"""Speech-to-text with time stamps: WebVTT and SRT → speeches.

Own, not webvtt-py (0.6, alive, without dependencies): it keeps one voice of a cue, refuses a file without its header and
leaves out what it does not know, while here every character of the source must be accounted for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.meetings.reading.doubts import LONG, doubt
from app.meetings.reading.joining import ENDED, Part, seam
from app.meetings.reading.labels import Labels
from app.meetings.reading.lines import Line, cut
from app.meetings.reading.model import Doubt, Minutes, Speech, Stray
from app.meetings.reading.roles import kind_of
from app.meetings.reading.trace import Trace

_TIME: Final = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING: Final = re.compile(rf"{_TIME}[ \t]*-->[ \t]*{_TIME}.*")
_HEADER: Final = re.compile(r"WEBVTT(?:[ \t].*)?")
_MARKUP: Final = re.compile(r"</?(?:v|c|i|b|u|ruby|rt|lang|font)(?:[.\s][^<>]*)?>|<\d[\d:.]*>", re.IGNORECASE)
_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\s][^<>]{0,200})>", re.IGNORECASE)
_ENTITIES: Final = {
    "&lt;": "<",
    "&gt;": ">",
    "&nbsp;": "\u00a0",
    "&lrm;": "\u200e",
    "&rlm;": "\u200f",
    "&amp;": "&",
}
_ENTITY: Final = re.compile("|".join(_ENTITIES))
_BRACKETS: Final = str.maketrans("【】", "〔〕")
#: Where nobody is named: a new speech after so many seconds of silence, or when so many characters end a sentence.
_SILENCE: Final = 2.0
_ENOUGH: Final = 100


def is_captions(text: str) -> bool:
    """The text is WebVTT or SRT: its header, or a time stamp in one of the first lines."""
    first = cut(text[:2000])[:2]
    return bool(first) and (
        _HEADER.fullmatch(first[0].raw) is not None or any(_TIMING.fullmatch(line.raw) for line in first)
    )


@dataclass(slots=True)
class _Turn:
    """A speech that still grows. end: the second at which its last cue ended."""

    speaker: str
    at: str
    end: float
    first: int
    last: int
    texts: list[str] = field(default_factory=list)
    length: int = 0
    doubts: list[Doubt] = field(default_factory=list)

    def add(self, text: str) -> None:
        """More words."""
        glue = seam(self.texts[-1], text) if self.texts else ""
        self.texts.append(glue + text)
        self.length += len(glue) + len(text)


def captions(text: str, roles: Iterable[str] = ()) -> Minutes:
    """The speeches in captions; consecutive cues of one speaker are one."""
    lines, trace = cut(text), Trace()
    reader = _Reader(lines, roles, trace)
    for i, line in enumerate(lines):
        reader.take(i, line)
    pieces, unplaced = trace.pieces(lines)
    made = tuple(_speech(turn) for turn in reader.turns)
    return Minutes(speeches=made, unplaced=unplaced, dropped=tuple(reader.dropped), pieces=pieces)


def _speech(turn: _Turn) -> Speech:
    doubts = turn.doubts
    if not turn.speaker:
        doubts = [doubt("no_speaker", turn.first), *doubts]
    if turn.length > LONG:
        doubts = [*doubts, doubt("long", turn.first)]
    text, span = "".join(turn.texts), (turn.first, turn.last)
    return Speech(None, turn.speaker, text, kind_of(turn.speaker, text), span, (), tuple(doubts), turn.at)


class _Reader:
    """Goes through the lines of captions once."""

    def __init__(self, lines: Sequence[Line], roles: Iterable[str], trace: Trace) -> None:
        self._lines, self._trace = lines, trace
        self._timing = [_TIMING.fullmatch(line.raw) for line in lines]
        self._web = bool(lines) and _HEADER.fullmatch(lines[0].raw) is not None
        spoken = [replace(line, text=text) for line in lines if (text := self._plain(line.raw).strip())]
        self._labels = Labels(spoken, roles)
        self._block = "header" if self._web else ""
        self._cue: tuple[str, float, float] | None = None
        self._voice = ""
        self._voiced = any(_VOICE.search(line.raw) for line in lines)
        self.turns: list[_Turn] = []
        self.dropped: list[Stray] = []

    def take(self, i: int, line: Line) -> None:
        """The next line."""
        if found := self._timing[i]:
            self._cue = (
                _stamp(found.groups()[:4]),
                _seconds(found.groups()[:4]),
                _seconds(found.groups()[4:]),
            )
            self._block, self._voice = "cue", "" if self._voiced else self._voice
            self._trace.add(Part(line), "cue")
        elif self._is_name(i, line):
            self._trace.add(Part(line), "cue")
        else:
            if line.gap and self._web:
                self._block = self._begun(line)
            if self._block in {"header", "STYLE", "REGION"}:
                self._trace.add(Part(line), "dropped", len(self.dropped))
                self.dropped.append(Stray(line.raw, (line.no, line.no), "caption_settings"))
            elif self._cue and self._block != "NOTE":
                self._spoken(line, self._cue)

    def _begun(self, line: Line) -> str:
        """The block that begins with a line without a time: a remark, settings, or more of the cue before."""
        word = line.raw.split()[0]
        return word if word in {"NOTE", "STYLE", "REGION"} else "cue"

    def _is_name(self, i: int, line: Line) -> bool:
        """The line names the cue below it."""
        if i + 1 == len(self._lines) or not self._timing[i + 1] or self._lines[i + 1].gap:
            return False
        return i == 0 or line.gap > 0 or line.raw.isdigit()

    def _plain(self, raw: str) -> str:
        text = _MARKUP.sub("", raw)
        return _ENTITY.sub(lambda m: _ENTITIES[m[0]], text) if self._web else text

    def _spoken(self, line: Line, cue: tuple[str, float, float]) -> None:
        """A line of a cue, cut at its voices and other marks."""
        at, end = 0, len(line.raw)
        for m in [*_MARKUP.finditer(line.raw), None]:
            self._words(line, at, m.start() if m else end, cue)
            if m is None:
                return
            self._trace.add(Part(line, m.start()), "cue", 0, m.end())
            if voice := _VOICE.fullmatch(m[0]):
                self._voice = self._unescaped(voice[1]).translate(_BRACKETS).strip()
            elif m[0].lower() == "</v>":
                self._voice = ""
            at = m.end()

    def _unescaped(self, raw: str) -> str:
        return _ENTITY.sub(lambda m: _ENTITIES[m[0]], raw) if self._web else raw

    def _words(self, line: Line, start: int, stop: int, cue: tuple[str, float, float]) -> None:
        raw = line.raw[start:stop]
        text = self._unescaped(raw).strip()
        if not text:
            return
        label = None if self._voiced else self._labels.at(replace(line, text=text))
        known = True
        if label is not None and raw.strip() == text:
            self._voice, known = label.speaker, label.known
            begin = start + len(raw) - len(raw.lstrip())
            self._trace.add(Part(line, begin), "label", len(self.turns), begin + label.length)
            start, text = begin + label.length, text[label.length :].strip()
        turn = self._turn(line, cue, label is not None)
        self._trace.add(Part(line, start), "speech", len(self.turns) - 1, stop)
        if not known and not turn.doubts:
            turn.doubts.append(doubt("unknown_label", line.no, 0, turn.speaker))
        if text:
            turn.add(text)
        turn.last, turn.end = line.no, cue[2]

    def _turn(self, line: Line, cue: tuple[str, float, float], labelled: bool) -> _Turn:
        last = self.turns[-1] if self.turns else None
        same = last is not None and last.speaker == self._voice
        if last is not None and same and not self._voice and not labelled:
            silent = cue[1] - last.end >= _SILENCE
            done = last.length >= _ENOUGH and ENDED.search(last.texts[-1][-1])
            same = not silent and not done
        if last is None or not same:
            last = _Turn(self._voice, cue[0], cue[2], line.no, line.no)
            self.turns.append(last)
        return last


def _seconds(groups: Sequence[str | None]) -> float:
    hours, minutes, seconds, part = groups
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{part}")


def _stamp(groups: Sequence[str | None]) -> str:
    """A time as hours, minutes, seconds and thousandths, however short the source was."""
    hours, minutes, seconds, part = groups
    return f"{int(hours or 0):02}:{int(minutes or 0):02}:{seconds}.{(part or '').ljust(3, '0')}"
