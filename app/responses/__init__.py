"""Answers: drafts with a revision each, submissions, and the immutable versions they freeze."""
