"""Minutes as a city prints them: one plain model, written as PDF, Word, text and data."""
