"""Editions (版): what was counted and handed out at a meeting, frozen for good, and what changed since."""
