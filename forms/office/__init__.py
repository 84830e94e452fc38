"""Every form that is not a questionnaire: sign-in, dates, remarks. Choices from the database are passed in."""
