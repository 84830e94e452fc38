"""Notices, the batches they are decided in, and the reminders planned for a round."""
