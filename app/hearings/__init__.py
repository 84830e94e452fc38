"""Hearings: which sections are heard, when, what they are asked, and what they said."""
