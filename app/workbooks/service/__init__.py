"""Making a workbook, comparing one that came back with the draft, and taking it in."""
