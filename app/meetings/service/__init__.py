"""Meetings: what is done, one module per part."""
