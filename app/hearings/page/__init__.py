"""Hearings: what the pages show, one module per part."""
