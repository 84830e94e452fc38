"""Meetings: what the pages show, one module per part."""
