"""A section's questionnaires as an Excel workbook: handed out, sent back, looked at and taken into the draft."""
