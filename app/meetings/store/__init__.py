"""Meetings: nouns and their SQL, one module per part."""
