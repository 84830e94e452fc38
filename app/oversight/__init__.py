"""What contradicts itself across a round's forms, and what the secretariat decided about it."""
