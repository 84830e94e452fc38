"""Notices: letters to sections, the queue they wait in, mail or outbox, reminders, the log."""
