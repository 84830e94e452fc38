"""One module per kind of file. A writer knows tables, never questions."""
