"""What came of it: counts, tables and files, from plain records. Knows no web, no database."""
