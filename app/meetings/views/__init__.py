"""Meetings: HTTP in and out; one module, and one blueprint, per part."""
