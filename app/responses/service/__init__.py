"""One module per kind of act: drafting, submitting (with freezing), and what other features read."""
