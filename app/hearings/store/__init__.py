"""Hearings: nouns and their SQL, one module per part."""
