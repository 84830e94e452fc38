"""Pages that save themselves while somebody types: one rule on stale texts, one protocol, who else is there.

The questionnaires and the pages of hearings share it; the scripts are static/js/autosave.js and draft-*.js.
"""
