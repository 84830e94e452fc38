"""Who did what, when: one line for every change of state, never changed afterwards."""
