"""The flag desk: what is worth a look in submitted answers, and what the secretariat decided about it."""
