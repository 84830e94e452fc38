"""A section's questionnaires as one Excel workbook: written from the definitions, read back by the ids inside.

Pure: no web, no database. Which cells a question has is said once, in parts.py; sheet.py and rows.py only lay
them out, reading.py finds them again wherever a sheet or a row was moved.
"""

from forms.workbook.found import FormRead, Place, Reading
from forms.workbook.identity import Base, Identity, fingerprint
from forms.workbook.order import Filled, Order
from forms.workbook.package import MOST_BYTES, Unusable
from forms.workbook.parts import Part, covered, mark_of
from forms.workbook.reading import read
from forms.workbook.writing import write

__all__ = [
    "MOST_BYTES", "Base", "Filled", "FormRead", "Identity", "Order", "Part", "Place", "Reading", "Unusable",
    "covered", "fingerprint", "mark_of", "read", "write",
]  # fmt: skip
