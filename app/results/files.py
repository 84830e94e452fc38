"""The files a round's tables are handed out as: the workbook, and CSV files for machines."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final, Literal

from app.results.service import Edition
from forms.questions import Text
from reports.book import Book
from reports.writers.csv import write_all
from reports.writers.xlsx import write_workbook

Paper = Literal["A3", "A4"]
PAPERS: Final[Mapping[str, Paper]] = {"A3": "A3", "A4": "A4"}
#: What Windows does not take in a file name.
_FORBIDDEN: Final = {ord(c): "_" for c in '\\/:*?"<>|'} | dict.fromkeys(range(32), " ")
_TABLES: Final = Text("集計表", "results")
_DATA: Final = Text("データ", "data")


def on_paper(book: Book, paper: Paper) -> Book:
    """The book with its answer sheets laid out for this paper; counts stay on A4."""
    return replace(
        book, sheets=tuple(replace(s, paper=paper) if s.purpose == "print" else s for s in book.sheets)
    )


def write_xlsx(edition: Edition, target: Path | BinaryIO, paper: Paper, lang: str) -> None:
    """Write the whole workbook. The moment the data was read is its date. Raises OSError."""
    write_workbook(on_paper(edition.book, paper), target, lang, edition.data.as_of)


def write_csv(edition: Edition, folder: Path) -> tuple[Path, ...]:
    """Write sections.csv, answers.csv, counts.csv and codes.csv into a folder; their paths. Raises OSError."""
    return write_all(edition.data, folder, edition.words)


def xlsx_file(edition: Edition, paper: Paper, lang: str) -> BytesIO:
    """The workbook in memory, for a download."""
    made = BytesIO()
    write_xlsx(edition, made, paper, lang)
    made.seek(0)
    return made


def csv_zip(edition: Edition) -> BytesIO:
    """The CSV files in one archive, for a download."""
    made = BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in write_csv(edition, Path(folder)):
            archive.write(path, path.name)
    made.seek(0)
    return made


def xlsx_name(edition: Edition, paper: Paper, lang: str) -> str:
    """`小金井市_協働実態調査_集計表_A3_20261121-1405.xlsx`."""
    return _name(edition, f"{_TABLES.get(lang)}_{paper}", lang) + ".xlsx"


def zip_name(edition: Edition, lang: str) -> str:
    """`小金井市_協働実態調査_データ_20261121-1405.zip`."""
    return _name(edition, _DATA.get(lang), lang) + ".zip"


def _name(edition: Edition, what: str, lang: str) -> str:
    data = edition.data
    parts = (data.city, data.name, data.edition, what, f"{data.as_of:%Y%m%d-%H%M}")
    return "_".join(p for p in parts if p).translate(_FORBIDDEN)
