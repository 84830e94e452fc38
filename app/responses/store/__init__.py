"""One noun per module: forms, answers, declarations, submissions with their versions."""
