"""Backups: one file with everything a city's instance holds, made while the server runs, and taken back from it."""
