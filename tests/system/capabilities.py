"""What the system offers the tests besides Python: a browser, an office suite, Poppler, fonts.

`python tests/system/capabilities.py packages` lists the Debian packages that would supply what is missing;
`... warnings` prints one loud line for each thing missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

APPLICATIONS = Path("/Applications")
PROGRAMS = [
    Path(os.environ[name])
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    if name in os.environ
]


@dataclass(frozen=True)
class Capability:
    """Something a test may need, where it is looked for, and what is lost without it."""

    name: str
    setting: str  # environment variable that names the program outright
    commands: tuple[str, ...]
    applications: tuple[str, ...]  # below /Applications (macOS)
    programs: tuple[str, ...]  # below the program folders (Windows)
    package: str  # Debian's
    lost: str

    def path(self) -> str | None:
        """Where the program is, or None."""
        named = os.environ.get(self.setting)
        if named:
            return shutil.which(named)
        for command in self.commands:
            if found := shutil.which(command):
                return found
        places = [APPLICATIONS / name for name in self.applications]
        places += [folder / name for folder in PROGRAMS for name in self.programs]
        return next((str(place) for place in places if place.is_file()), None)


CHROMIUM = Capability(
    "Chromium",
    "KIKITORI_CHROMIUM",
    ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"),
    (
        "Chromium.app/Contents/MacOS/Chromium",
        "Google Chrome.app/Contents/MacOS/Google Chrome",
        "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    (
        "Google/Chrome/Application/chrome.exe",
        "Chromium/Application/chrome.exe",
        "Microsoft/Edge/Application/msedge.exe",
    ),
    "chromium",
    "BROWSER TESTS WILL BE SKIPPED",
)
SOFFICE = Capability(
    "LibreOffice",
    "KIKITORI_SOFFICE",
    ("soffice", "libreoffice"),
    ("LibreOffice.app/Contents/MacOS/soffice",),
    ("LibreOffice/program/soffice.exe",),
    "libreoffice-calc",
    "OFFICE TESTS WILL BE SKIPPED",
)
PDFTOPPM = Capability(
    "Poppler (pdftoppm)",
    "KIKITORI_PDFTOPPM",
    ("pdftoppm",),
    (),
    (),
    "poppler-utils",
    "TESTS OF PRINTED PAGES WILL BE SKIPPED",
)
#: LibreOffice comes in parts; Word files need its Writer.
WRITER_PACKAGE = "libreoffice-writer"
WRITER_LINE = "TESTS THAT OPEN WORD FILES WILL BE SKIPPED: no LibreOffice Writer"


def has_writer() -> bool:
    """Debian splits LibreOffice: the program may be there without the part that opens Word files."""
    office = SOFFICE.path()
    if office is None or brings_its_fonts():
        return office is not None
    return (Path(office).resolve().parent / "libswlo.so").is_file()


PROGRAMS_WANTED = (CHROMIUM, SOFFICE, PDFTOPPM)
FONT_PACKAGE = "fonts-noto-cjk"
FONT_LINE = "TESTS THAT LOOK AT JAPANESE TEXT WILL BE SKIPPED: no Japanese font"


#: Column widths of a workbook are measured in Arial; without it (or one of its width) pages break elsewhere.
WIDTHS_PACKAGE = "fonts-liberation"
WIDTHS_LINE = "PRINTED PAGES WILL BREAK IN OTHER PLACES AND THEIR TESTS FAIL: no Arial or Liberation Sans"
OF_ARIALS_WIDTH = ("Arial", "Liberation Sans", "Arimo")


def families(pattern: str = ":") -> list[str]:
    """The font families fontconfig knows for a pattern; [] where there is no fontconfig."""
    lister = shutil.which("fc-list")
    if lister is None:
        return []
    listed = subprocess.run([lister, pattern, "family"], capture_output=True, check=False).stdout.decode()
    return [family.strip() for line in listed.splitlines() for family in line.split(",") if family.strip()]


def brings_its_fonts() -> bool:
    """macOS and Windows come with Japanese fonts and Arial."""
    return sys.platform in ("darwin", "win32")


def has_japanese_font() -> bool:
    """Droid Sans Fallback, which comes along with Ghostscript, lacks characters that the printed pages are read for."""
    return brings_its_fonts() or any("Fallback" not in family for family in families(":lang=ja"))


def has_arials_widths() -> bool:
    """A font as wide as Arial is here."""
    return brings_its_fonts() or any(family in OF_ARIALS_WIDTH for family in families())


PARTS_WANTED = (
    (has_writer, WRITER_PACKAGE, WRITER_LINE),
    (has_japanese_font, FONT_PACKAGE, FONT_LINE),
    (has_arials_widths, WIDTHS_PACKAGE, WIDTHS_LINE),
)


def missing_packages() -> list[str]:
    """Debian packages that supply what is missing."""
    missing = [wanted.package for wanted in PROGRAMS_WANTED if wanted.path() is None]
    return [*missing, *(package for is_here, package, _ in PARTS_WANTED if not is_here())]


def warnings() -> list[str]:
    """One loud line for each thing missing."""
    lines = [
        f"!!!! {wanted.lost}: no {wanted.name} found" for wanted in PROGRAMS_WANTED if wanted.path() is None
    ]
    return [*lines, *(f"!!!! {line} found" for is_here, _, line in PARTS_WANTED if not is_here())]


if __name__ == "__main__":
    print("\n".join({"packages": missing_packages, "warnings": warnings}[sys.argv[1]]()))
